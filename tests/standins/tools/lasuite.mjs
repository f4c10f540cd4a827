// Docs, Fichiers and Visio: the login routes of django-lasuite, the web application's silent attempt, the external API.

import { randomBytes } from 'node:crypto'
import { redirect, sendHtml, sendJson } from '../http.mjs'
import { createExternalApi, unauthenticated } from './external-api.mjs'
import { fullName, toolPage } from './page.mjs'
import { answer, recording } from './recordings.mjs'
import { createRelyingParty } from './relying-party.mjs'
import { createToolSessions } from './sessions.mjs'

const API = '/api/v1.0'
const HEADERS = { 'x-frame-options': 'DENY', 'referrer-policy': 'same-origin' }
const BAD_REQUEST = '<!doctype html><html lang="en"><head><title>Bad Request (400)</title></head><body><h1>Bad Request (400)</h1><p></p></body></html>'

export const LASUITE_PATHS = { callback: `${API}/callback/`, loggedOut: `${API}/logout-callback/` }

export function createLasuiteTool({ tool, origin, identity, journal, launcherId }) {
  const sessions = createToolSessions(`${tool.id}_sessionid`)
  const relyingParty = createRelyingParty({
    identity, clientId: tool.id,
    redirectUri: origin + LASUITE_PATHS.callback,
    usualScope: 'openid given_name usual_name email siret uid organization_label',
  })
  // The external API only knows people who came once by themselves.
  const known = new Map()
  const externalApi = createExternalApi({ tool, origin, relyingParty, known, launcherId })

  const routes = {
    [`${API}/authenticate/`]: async (req, res, url) => {
      const session = sessions.of(req)
      const silent = url.searchParams.get('silent')?.toLowerCase() === 'true'
      const { url: location, state, nonce } = await relyingParty.begin({ silent, loginHint: url.searchParams.get('login_hint'), acr: 'eidas1' })
      session.attempts.set(state, { nonce, silent, next: ownAddress(url.searchParams.get(tool.nextParam)) })
      redirect(res, 302, location, { 'set-cookie': sessions.replace(req, session), ...HEADERS })
    },

    [LASUITE_PATHS.callback]: async (req, res, url) => {
      const session = sessions.of(req)
      const state = url.searchParams.get('state')
      const attempt = session.attempts.get(state)
      if (!attempt) return sendHtml(res, 400, BAD_REQUEST, HEADERS)
      session.attempts.delete(state)
      try {
        const { person, idToken } = await relyingParty.finish(url, { state, nonce: attempt.nonce })
        known.set(person.sub, person)
        const cookie = sessions.replace(req, { person, idToken, attempts: session.attempts })
        const csrf = `csrftoken=${randomBytes(16).toString('hex')}; Max-Age=31449600; Path=/; SameSite=Lax`
        redirect(res, 302, attempt.next, { 'set-cookie': [cookie, csrf], ...HEADERS })
      } catch (error) {
        console.error(`${tool.id}: login failed:`, error.error ?? error.code ?? error.message)
        // A silent attempt ends where it was going, signed in or not, and says nothing.
        redirect(res, 302, attempt.silent ? attempt.next : '/', { 'set-cookie': sessions.replace(req, session), ...HEADERS })
      }
    },

    [`${API}/logout/`]: async (req, res) => {
      const session = sessions.of(req)
      if (!session.person) return redirect(res, 302, '/', HEADERS)
      session.leaving = randomBytes(16).toString('hex')
      const { idToken, leaving: state } = session
      redirect(res, 302, await relyingParty.endSessionUrl({ idToken, state, returnTo: origin + LASUITE_PATHS.loggedOut }), HEADERS)
    },

    [LASUITE_PATHS.loggedOut]: (req, res, url) => {
      const { leaving } = sessions.of(req)
      if (!leaving || leaving !== url.searchParams.get('state')) return sendHtml(res, 400, BAD_REQUEST, HEADERS)
      sessions.end(req)
      redirect(res, 302, '/', { 'set-cookie': sessions.none, ...HEADERS })
    },

    [`${API}/users/me/`]: (req, res) => {
      const { person } = sessions.of(req)
      if (!person) return answer(res, unauthenticated(tool), origin)
      sendJson(res, 200, { id: person.sub, email: person.email, full_name: fullName(person), short_name: person.given_name, language: null }, HEADERS)
    },

    [`${API}/config/`]: (_req, res) => answer(res, recording(tool.id, 'prod_config'), origin),
  }

  function ownAddress(next) {
    const url = URL.canParse(next ?? '', origin) && next ? new URL(next, origin) : undefined
    return url?.origin === origin ? url.href : '/'
  }

  function showPage(req, res, url) {
    const { person } = sessions.of(req)
    const where = url.pathname + url.search
    journal.add('tool_page', { tool: tool.id, path: where, who: person && fullName(person) })
    const refused = url.pathname === '/401/'
    const deepLink = !refused && url.pathname !== '/'
    sendHtml(res, 200, toolPage({
      tool, where, who: person,
      title: refused ? '401 Non autorisé' : deepLink ? 'Vous y êtes' : 'Accueil',
      login: `${API}/authenticate/?${tool.nextParam}=${encodeURIComponent(refused ? `${origin}/` : url.href)}`,
      logout: `${API}/logout/`,
      script: person ? `localStorage.removeItem('${FLAG}')` : deepLink ? silentAttempt(tool) : '',
    }), HEADERS)
  }

  return async function handle(req, res) {
    const url = new URL(req.url, origin)
    if (routes[url.pathname]) return routes[url.pathname](req, res, url)
    if (url.pathname.startsWith(tool.externalApi)) return externalApi(req, res, url)
    if (url.pathname.startsWith(API) || url.pathname === '/favicon.ico') return sendJson(res, 404, { detail: 'Not found.' }, HEADERS)
    showPage(req, res, url)
  }
}

const FLAG = 'silent-login-retry'

/** What the web application does on a deep link when nobody is signed in, with the trap: the mark of a failed attempt outlives it. */
function silentAttempt({ nextParam, retry }) {
  const tried = retry.after ? `Number(localStorage.getItem('${FLAG}')) > Date.now()` : `localStorage.getItem('${FLAG}') === 'true'`
  const mark = retry.after ? `Date.now() + ${retry.after * 1000}` : `'true'`
  const refuse = retry.refusal ? `location.replace('${retry.refusal}')` : ''
  return `if (${tried}) { ${refuse} } else {
localStorage.setItem('${FLAG}', ${mark})
location.replace('${API}/authenticate/?silent=true&${nextParam}=' + encodeURIComponent(location.href)) }`
}
