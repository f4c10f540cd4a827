// Grist and Agenda: one way in, then a page. Grist takes a path; Agenda takes a login started by a third party (OpenID Connect Core, section 4).

import { redirect, send, sendHtml } from '../http.mjs'
import { fullName, toolPage } from './page.mjs'
import { createRelyingParty } from './relying-party.mjs'
import { createToolSessions } from './sessions.mjs'

export const PLAIN_CALLBACK = '/oauth2/callback'

const REFUSED = '<!doctype html><html lang="fr"><title>Connexion refusée</title><h1>Connexion refusée</h1></html>'

export function createPlainTool({ tool, origin, identity, journal }) {
  const sessions = createToolSessions(`${tool.id}_sid`)
  const relyingParty = createRelyingParty({
    identity, clientId: tool.id,
    redirectUri: origin + PLAIN_CALLBACK,
    usualScope: 'openid given_name usual_name email organization_label',
  })

  const enter = async (req, res, url) => {
    // Section 4: a login started for another issuer is not for us.
    if (tool.initiated && url.searchParams.get('iss') !== identity.issuer) return sendHtml(res, 400, REFUSED)
    const session = sessions.of(req)
    const { url: location, state, nonce } = await relyingParty.begin({ loginHint: url.searchParams.get('login_hint') })
    session.attempts.set(state, { nonce, next: ownPath(url.searchParams.get(tool.nextParam)) })
    redirect(res, 302, location, { 'set-cookie': sessions.replace(req, session) })
  }

  const routes = {
    [tool.enter]: enter,

    [PLAIN_CALLBACK]: async (req, res, url) => {
      const session = sessions.of(req)
      const state = url.searchParams.get('state')
      const attempt = session.attempts.get(state)
      if (!attempt) return sendHtml(res, 400, REFUSED)
      session.attempts.delete(state)
      try {
        const { person, idToken } = await relyingParty.finish(url, { state, nonce: attempt.nonce })
        redirect(res, 302, attempt.next, { 'set-cookie': sessions.replace(req, { person, idToken, attempts: session.attempts }) })
      } catch (error) {
        console.error(`${tool.id}: login failed:`, error.error ?? error.code ?? error.message)
        redirect(res, 302, '/')
      }
    },

    '/logout': async (req, res) => {
      const { person, idToken } = sessions.of(req)
      sessions.end(req)
      const location = person ? await relyingParty.endSessionUrl({ idToken, state: 'bye', returnTo: `${origin}/` }) : '/'
      redirect(res, 302, location, { 'set-cookie': sessions.none })
    },
  }

  /** The path of an address on this very origin, or the home page. */
  function ownPath(next) {
    const url = next && URL.canParse(next, origin) ? new URL(next, origin) : undefined
    return url?.origin === origin ? url.pathname + url.search + url.hash : '/'
  }

  return async function handle(req, res) {
    const url = new URL(req.url, origin)
    if (routes[url.pathname]) return routes[url.pathname](req, res, url)
    // Browsers ask for it by themselves: not a page that anybody reached.
    if (url.pathname === '/favicon.ico') return send(res, 404, 'text/plain', '')
    const { person } = sessions.of(req)
    const where = url.pathname + url.search
    journal.add('tool_page', { tool: tool.id, path: where, who: person && fullName(person) })
    const login = tool.initiated
      ? `${tool.enter}?iss=${encodeURIComponent(identity.issuer)}&${tool.nextParam}=${encodeURIComponent(url.href)}`
      : `${tool.enter}?${tool.nextParam}=${encodeURIComponent(where)}`
    sendHtml(res, 200, toolPage({ tool, where, who: person, title: url.pathname === '/' ? 'Accueil' : 'Vous y êtes', login, logout: '/logout' }))
  }
}
