// People, the suite's directory: which groups the bearer of a token is in (SCIM 2.0, RFC 7644 section 3.11), in the words of the recordings.

import { redirect, send, sendHtml } from '../http.mjs'
import { agents } from '../provider/agents.mjs'
import { fullName } from './page.mjs'
import { answer, recording } from './recordings.mjs'
import { createRelyingParty } from './relying-party.mjs'

export const PEOPLE = { id: 'people', name: 'Annuaire', host: '127.0.0.6' }
export const SCIM_PATH = '/resource-server/v1.0/scim/'

/** By agent: the identifier outside People, as the tools know the group, and its name. */
const GROUPS = new Map([
  [agents.camille, [['rh', 'Ressources humaines'], ['cellule-crise', 'Cellule de crise']]],
  [agents.noe, [['voirie', 'Voirie']]],
])

const REFUSED = { none: 'no_token', inactive: 'prod_token_garbage', unknown: 'unknown_user', nowhere: 'prod_contacts_404' }

/** `handle` answers requests; `faults` and `fault` are as a provider's. */
export function createPeople({ origin, identity, journal }) {
  const relyingParty = createRelyingParty({ identity, clientId: PEOPLE.id })
  const broken = {
    scim_down: (res) => send(res, 503, 'text/plain; charset=utf-8', 'Service Unavailable'),
    scim_garbage: (res) => sendHtml(res, 200, '<!doctype html><html lang="fr"><title>Portail</title><h1>Bienvenue</h1></html>'),
    scim_unknown_user: (res) => refuse(res, 'unknown'),
  }
  let fault = 'none'

  const refuse = (res, reason) => answer(res, recording('people', REFUSED[reason]), origin)

  async function me(req, res) {
    const token = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1]
    if (!token) return refuse(res, 'none')
    const { active, scope, sub } = await relyingParty.introspect(token)
    if (!active || !scope?.split(' ').includes('groups')) return refuse(res, 'inactive')
    const [agent, groups] = [...GROUPS].find(([each]) => each.sub === sub) ?? []
    if (!agent) return refuse(res, 'unknown')
    const recorded = recording('people', 'scim_me')
    answer(res, recorded, origin, {
      ...recorded.response.body,
      userName: sub,
      displayName: fullName(agent),
      emails: [{ value: agent.email, primary: true, type: 'work' }],
      groups: groups.map(([value, display]) => ({ value, display, type: 'direct' })),
    })
  }

  async function respond(req, res, { pathname }) {
    if (broken[fault]) return broken[fault](res)
    if (req.method !== 'GET') return refuse(res, 'nowhere')
    if (pathname === `${SCIM_PATH}Me/`) return me(req, res)
    // Django adds the slash that somebody forgot.
    if (pathname === `${SCIM_PATH}Me`) return redirect(res, 301, `${pathname}/`)
    refuse(res, 'nowhere')
  }

  return {
    async handle(req, res) {
      const url = new URL(req.url, origin)
      await respond(req, res, url)
      journal.add('scim', { path: url.pathname, status: res.statusCode })
    },
    faults: Object.keys(broken),
    fault: (kind) => { fault = kind },
  }
}
