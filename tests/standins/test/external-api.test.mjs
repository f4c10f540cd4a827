import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { recording } from '../tools/recordings.mjs'
import { createBrowser } from './browser.mjs'
import { createLauncher, signIn } from './launcher.mjs'
import { start } from './running.mjs'

const VISIO = ['lasuite_visio', 'lasuite_visio:rooms:list', 'lasuite_visio:rooms:retrieve', 'lasuite_visio:rooms:create']
const BASES = { docs: '/external_api/v1.0/', drive: '/external_api/v1.0/', meet: '/external-api/v1.0/' }
const DOCUMENT = '09d0f65e-cb62-494d-aea0-8b17677bb436'

let standins, camille, noe, plain

before(async () => {
  standins = await start()
  const scope = [...standins.workspace.identity.scopes, ...VISIO].join(' ')
  const tokensOf = async (agent, { visits, ...more }) => {
    const launcher = createLauncher(standins)
    const browser = createBrowser({ stopAt: launcher.redirectUri })
    const { tokens } = await signIn(browser, launcher, { agent, ...more })
    for (const id of visits) await browser.open(`${standins.tools[id]}/api/v1.0/authenticate/`)
    return { ...tokens, launcher }
  }
  // Noé first: his sign-ins must not be the newest session of Camille.
  noe = await tokensOf('noe', { scope, visits: [] })
  plain = await tokensOf('camille', { visits: [] })
  camille = await tokensOf('camille', { scope, visits: ['docs', 'drive', 'meet'] })
})
after(() => standins.stop())

async function ask(id, path, { token, method = 'GET' } = {}) {
  const response = await fetch(standins.tools[id] + BASES[id] + path, { method, redirect: 'manual', headers: token ? { authorization: `Bearer ${token}` } : {} })
  const text = await response.text()
  const json = response.headers.get('content-type') === 'application/json'
  return { status: response.status, type: response.headers.get('content-type'), challenge: response.headers.get('www-authenticate'), body: json ? JSON.parse(text) : text }
}

describe('tokens that do not hold, as recorded', () => {
  const garbage = () => 'x'.repeat(43)
  const rows = [
    ['docs', 'documents/', undefined, 401, 'prod_token_none_401'],
    ['docs', 'documents/', garbage, 400, 'prod_token_garbage_400'],
    ['docs', 'users/me/', () => camille.id_token, 400, 'prod_token_garbage_400'],
    ['docs', 'users/me/', () => noe.access_token, 401, 'prod_token_of_user_unknown_to_docs'],
    ['drive', 'items/', undefined, 401, 'prod_token_none'],
    ['drive', 'items/', garbage, 500, 'prod_token_garbage'],
    ['drive', 'items/recents/', () => noe.access_token, 401, 'token_of_user_unknown_to_drive'],
    ['meet', 'rooms/', undefined, 401, 'prod_token_none'],
    ['meet', 'rooms/', garbage, 400, 'prod_token_garbage'],
    ['meet', 'rooms/', () => plain.access_token, 400, 'prod_token_garbage'],
  ]
  for (const [id, path, token, status, name] of rows) {
    test(`${id}: ${name}`, async () => {
      const answer = await ask(id, path, { token: token?.() })
      const { response } = recording(id, name)
      assert.equal(answer.status, status)
      assert.equal(answer.type, response.headers['content-type'])
      assert.equal(answer.challenge, response.headers['www-authenticate'] ?? null)
      assert.deepEqual(answer.body, response.body)
    })
  }

  test('a refresh token is taken for an access token', async () => {
    assert.equal((await ask('docs', 'users/me/', { token: camille.refresh_token })).status, 200)
  })

  test('Visio makes an account of whoever comes, with an empty list', async () => {
    assert.deepEqual((await ask('meet', 'rooms/', { token: noe.access_token })).body, recording('meet', 'rooms_list_empty').response.body)
  })
})

describe('Docs', () => {
  const get = (path) => ask('docs', path, { token: camille.access_token })

  test('users/me', async () => {
    assert.equal((await get('users/me/')).body.full_name, 'Camille Durand')
  })

  test('the list comes in pages, newest first, each naming the next on this origin', async () => {
    const first = (await get('documents/')).body
    assert.deepEqual([first.count, first.results.length, first.previous], [34, 20, null])
    assert.equal(first.next, `${standins.tools.docs}/external_api/v1.0/documents/?page=2`)
    const second = (await get('documents/?page=2')).body
    assert.deepEqual([second.results.length, second.next, second.previous], [14, null, `${standins.tools.docs}/external_api/v1.0/documents/`])
    assert.deepEqual(first.results, recording('docs', 'documents_list').response.body.results)
    assert.equal((await get('documents/?page_size=500')).body.results.length, 34)
    assert.deepEqual((await get('documents/?page=99')).body, { detail: 'Page non valide.' })
  })

  test('filters: title without accents, favourites; unknown values are ignored', async () => {
    assert.deepEqual((await get('documents/?q=COMITE')).body.results.map(({ id }) => id), [DOCUMENT])
    assert.equal((await get('documents/?is_favorite=true')).body.count, 3)
    assert.equal((await get('documents/?is_favorite=peut-etre')).body.count, 34)
    assert.equal((await get('documents/favorite_list/')).body.count, 3)
    assert.equal((await get('documents/?ordering=updated_at&page_size=1')).body.results[0].id, DOCUMENT)
  })

  const rows = [
    [`documents/${DOCUMENT}/`, 200],
    [`documents/${DOCUMENT}/formatted-content/?content_format=html`, 200],
    [`documents/${DOCUMENT}/formatted-content/?content_format=pdf`, 400],
    [`documents/${DOCUMENT}/content/`, 403],
    ['documents/search/?q=a', 403],
    ['documents/00000000-0000-4000-8000-000000000000/', 404],
    ['documents/abc/', 404],
    [`documents/${DOCUMENT}/accesses/`, 404],
    ['documents', 301],
  ]
  for (const [path, status] of rows) test(`${path}: ${status}`, async () => assert.equal((await get(path)).status, status))

  test('a document never written has no content', async () => {
    const { results } = (await get('documents/')).body
    assert.equal((await get(`documents/${results[5].id}/formatted-content/?content_format=html`)).body.content, null)
  })
})

describe('Fichiers', () => {
  const get = (path) => ask('drive', path, { token: camille.access_token })

  test('recents hold files and folders, and may be files alone', async () => {
    assert.equal((await get('items/recents/')).body.count, 34)
    const files = (await get('items/recents/?type=file&page_size=200')).body.results
    assert.ok(files.length > 0 && files.every(({ type }) => type === 'file'))
    assert.ok(files.every(({ url }) => url.startsWith(`${standins.tools.drive}/media/`)))
  })

  const rows = [
    ['items/', 200],
    ['items/favorites/', 200],
    ['items/58921a5c-adef-4599-9acd-8e860aca8448/', 200],
    ['items/58921a5c-adef-4599-9acd-8e860aca8448/download/', 403],
    ['items/search/?title=a', 403],
    ['items/00000000-0000-4000-8000-000000000000/', 404],
    ['nowhere/', 404],
  ]
  for (const [path, status] of rows) test(`${path}: ${status}`, async () => assert.equal((await get(path)).status, status))
})

describe('Visio', () => {
  test('rooms are listed, made and read by uuid, with addresses on this origin', async () => {
    const token = camille.access_token
    const { body: { results: [room] } } = await ask('meet', 'rooms/', { token })
    assert.ok(room.url.startsWith(standins.tools.meet))
    assert.equal((await ask('meet', 'rooms/', { token, method: 'POST' })).status, 201)
    assert.equal((await ask('meet', `rooms/${room.id}/`, { token })).body.id, room.id)
    assert.equal((await ask('meet', `rooms/${room.slug}/`, { token })).status, 404)
    assert.equal((await ask('meet', `rooms/${room.id}/`, { token, method: 'DELETE' })).status, 405)
  })

  test('a missing right is named', async () => {
    const launcher = createLauncher(standins)
    const browser = createBrowser({ stopAt: launcher.redirectUri })
    const { tokens } = await signIn(browser, launcher, { scope: 'openid lasuite_visio' })
    const { status, body } = await ask('meet', 'rooms/', { token: tokens.access_token })
    assert.deepEqual([status, body], [403, recording('meet', 'visio_scope_without_rooms_list').response.body])
  })
})

test('the public configuration needs no token', async () => {
  for (const id of Object.keys(BASES)) assert.equal((await fetch(`${standins.tools[id]}/api/v1.0/config/`)).status, 200)
})
