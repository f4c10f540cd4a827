// The external APIs, from the recordings: lists are paged and filtered as the real ones are, errors keep all their oddities.

import { agents } from '../provider/agents.mjs'
import { fullName } from './page.mjs'
import { answer, recording } from './recordings.mjs'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function createExternalApi({ tool, origin, relyingParty, known, launcherId }) {
  const api = APIS[tool.id]

  return async function externalApi(req, res, url) {
    const reply = (name, body) => answer(res, recording(tool.id, name), origin, body)
    const token = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1]
    if (!token) return reply(api.errors.none)
    const claims = await relyingParty.introspect(token)
    const scopes = claims.scope?.split(' ') ?? []
    if (!claims.active || !scopes.includes(api.scope)) return reply(api.errors.inactive)
    const person = known.get(claims.sub)
    if (!person && api.errors.unknown) return reply(api.errors.unknown)

    const caller = {
      person, scopes,
      // The recordings are Camille's: everybody else has an empty desk.
      owns: claims.sub === agents.camille.sub,
      allowed: claims.client_id === launcherId,
    }
    const path = url.pathname.slice(tool.externalApi.length)
    for (const [method, pattern, respond] of api.routes) {
      const match = (method === '*' || method === req.method) && pattern.exec(path)
      if (match) return reply(...respond(caller, url, match[1]))
    }
    answer(res, recording('docs', 'prod_404_no_route'), origin)
  }
}

/** What a tool answers to a request without any proof of who asks. */
export const unauthenticated = (tool) => recording(tool.id, APIS[tool.id].errors.none)

const recorded = (tool, name) => recording(tool, name).response.body
const recordedRows = (tool, ...names) => names.flatMap((name) => recorded(tool, name).results)

/** A page of `rows` as Django REST framework cuts it: `[recording, body]`. */
function page(url, rows, { as, outOfRange }) {
  const query = url.searchParams
  const size = Math.min(Math.max(Number(query.get('page_size')) || 20, 1), 200)
  const number = Number(query.get('page') ?? 1)
  const last = Math.max(1, Math.ceil(rows.length / size))
  if (!(number >= 1 && number <= last)) return [outOfRange]
  const at = (other) => {
    const target = new URL(url)
    if (other === 1) target.searchParams.delete('page')
    else target.searchParams.set('page', other)
    return target.href
  }
  return [as, {
    count: rows.length,
    next: number < last ? at(number + 1) : null,
    previous: number > 1 ? at(number - 1) : null,
    results: rows.slice((number - 1) * size, number * size),
  }]
}

const bare = (text) => (text ?? '').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** The filters that the real lists know; an unknown value is ignored, as there. */
function chosen(rows, { searchParams: query }) {
  const title = bare(query.get('title') ?? query.get('q'))
  const kept = rows.filter((row) => bare(row.title).includes(title)
    && (query.get('is_favorite') !== 'true' || row.is_favorite)
    && (!['file', 'folder'].includes(query.get('type')) || row.type === query.get('type')))
  const [, descending, field] = /^(-?)(created_at|updated_at|title)$/.exec(query.get('ordering') ?? '') ?? [null, '-', 'updated_at']
  const ascending = [...kept].sort((a, b) => String(a[field]).localeCompare(String(b[field])))
  return descending ? ascending.reverse() : ascending
}

const me = (tool) => ({ person }) => ['prod_users_me', {
  ...recorded(tool, 'prod_users_me'), email: person.email, full_name: fullName(person), short_name: person.given_name,
}]

/** The same answer for a client that the operator did not list. */
const listed = (refusal, respond) => (caller, ...rest) => caller.allowed ? respond(caller, ...rest) : [refusal]

// Docs as installed, plus formatted content, which an operator may open.
const docsRows = ({ owns }) => owns ? recordedRows('docs', 'documents_list', 'documents_list_page2') : []
const docsPage = { as: 'documents_list', outOfRange: 'documents_list_page_out_of_range' }
const docsRefusal = 'prod_token_of_client_not_allowed'
const docsOne = (respond) => listed(docsRefusal, (caller, url, id) => {
  const row = docsRows(caller).find((each) => each.id === id)
  if (row) return respond(row, url)
  return caller.owns || !UUID.test(id) ? ['prod_404_unknown'] : [docsRefusal]
})

const docs = {
  scope: 'openid',
  errors: { none: 'prod_token_none_401', inactive: 'prod_token_garbage_400', unknown: 'prod_token_of_user_unknown_to_docs' },
  routes: [
    ['GET', /^users\/me\/$/, me('docs')],
    ['GET', /^documents\/favorite_list\/$/, (caller, url) => page(url, docsRows(caller).filter((row) => row.is_favorite), docsPage)],
    ['*', /^documents\/(?:search|trashbin|all)\/$/, () => [docsRefusal]],
    ['GET', /^documents\/$/, listed(docsRefusal, (caller, url) => page(url, chosen(docsRows(caller), url), docsPage))],
    ['POST', /^documents\/$/, listed(docsRefusal, () => ['prod_create'])],
    ['GET', /^documents\/([^/]+)\/$/, docsOne((row) => ['document_retrieve', row])],
    ['GET', /^documents\/([^/]+)\/children\/$/, docsOne((row) => [row.numchild ? 'children' : 'children_none'])],
    ['GET', /^documents\/([^/]+)\/formatted-content\/$/, docsOne((row, url) => {
      const format = url.searchParams.get('content_format') ?? 'json'
      if (!['json', 'markdown', 'html'].includes(format)) return ['formatted_content_bad_format']
      const name = `formatted_content_${format}`
      if (recorded('docs', name).id === row.id) return [name]
      const { id, title, created_at, updated_at } = row
      return ['formatted_content_empty_doc', { id, title, content: null, created_at, updated_at }]
    })],
    ['*', /^documents\/[^/]+\/(?:(?:content|tree|versions|favorite|media-check)\/)?$/, () => [docsRefusal]],
    ['GET', /^documents$/, () => ['external_no_slash']],
  ],
}

const driveRows = ({ owns }) => owns ? recordedRows('drive', 'recents', 'recents_page2') : []
const driveTop = ({ owns }) => owns ? recordedRows('drive', 'items_list') : []
// Drive's own page out of range was not recorded: its not-found answer has the same shape.
const drivePage = { as: 'recents', outOfRange: 'item_404' }
const driveRefusal = 'token_of_client_not_allowed'
const driveOne = (respond) => listed(driveRefusal, (caller, url, id) => {
  const row = driveRows(caller).find((each) => each.id === id)
  if (row) return respond(row, url)
  return caller.owns || !UUID.test(id) ? ['item_404'] : [driveRefusal]
})

const drive = {
  scope: 'openid',
  errors: { none: 'prod_token_none', inactive: 'prod_token_garbage', unknown: 'token_of_user_unknown_to_drive' },
  routes: [
    ['GET', /^users\/me\/$/, listed('token_of_client_not_allowed_me', me('drive'))],
    ['GET', /^items\/recents\/$/, (caller, url) => page(url, chosen(driveRows(caller), url), drivePage)],
    ['GET', /^items\/favorites\/$/, (caller, url) => page(url, driveRows(caller).filter((row) => row.is_favorite), drivePage)],
    ['*', /^items\/(?:search|trashbin|media-auth)\/$/, () => [driveRefusal]],
    ['GET', /^items\/$/, listed(driveRefusal, (caller, url) => page(url, chosen(driveTop(caller), url), { ...drivePage, as: 'items_list' }))],
    ['GET', /^items\/([^/]+)\/$/, driveOne((row) => {
      const full = ['item_retrieve_pdf', 'item_retrieve_folder', 'item_retrieve_png'].find((name) => recorded('drive', name).id === row.id)
      return full ? [full] : ['item_retrieve_pdf', row]
    })],
    ['GET', /^items\/([^/]+)\/children\/$/, driveOne((row) => recording('drive', 'children').request.path.includes(row.id) ? ['children'] : ['children_of_file'])],
    ['*', /^items\/(?:[^/]+\/(?:(?:download|breadcrumb|tree|wopi|favorite)\/)?)?$/, () => [driveRefusal]],
  ],
}

const meetRooms = ({ owns }) => owns ? recordedRows('meet', 'rooms_list') : []
const scoped = (right, respond) => (caller, ...rest) => {
  if (caller.scopes.includes(`lasuite_visio:rooms:${right}`)) return respond(caller, ...rest)
  return ['visio_scope_without_rooms_list', { detail: `Insufficient permissions. Required scope: rooms:${right}` }]
}

const meet = {
  scope: 'lasuite_visio',
  errors: { none: 'prod_token_none', inactive: 'prod_token_garbage' },
  routes: [
    // The real Visio ignores page_size and never had more than a page here.
    ['GET', /^rooms\/$/, scoped('list', (caller) => [caller.owns ? 'rooms_list' : 'rooms_list_empty'])],
    ['POST', /^rooms\/$/, scoped('create', () => ['room_create'])],
    ['GET', /^rooms\/([^/]+)\/$/, scoped('retrieve', (caller, _url, id) => {
      if (!UUID.test(id)) return ['room_retrieve_by_slug']
      const room = meetRooms(caller).find((each) => each.id === id)
      if (room) return ['room_retrieve', room]
      return caller.owns ? ['room_404'] : ['other_user_room_retrieve']
    })],
    ['*', /^rooms\/[^/]+\/$/, () => ['room_patch']],
  ],
}

const APIS = { docs, drive, meet }
