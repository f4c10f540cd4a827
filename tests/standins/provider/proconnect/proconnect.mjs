// ProConnect: its own session and its own rules around the engine.

import initializeKeystore from 'oidc-provider/lib/helpers/initialize_keystore.js'
import { readForm } from '../../http.mjs'
import { createEngine } from './engine.mjs'
import { createSessions } from './sessions.mjs'
import { createSteps } from './steps.mjs'

const GONE = 'Expires=Thu, 01 Jan 1970 00:00:00 GMT'

export { SCOPES as scopes } from './engine.mjs'
export const name = 'ProConnect'
export const mount = '/api/v2'
export const algorithms = ['ES256', 'RS256']

/** See `startProvider` for what a house is. */
export function open({ issuer, sessionSeconds, journal, pages, ...setting }) {
  const sessions = createSessions(sessionSeconds)
  const grants = new Set()
  const engine = createEngine({ issuer, sessionSeconds, pages, sessions, grants, ...setting })

  return {
    engine,
    steps: createSteps({ sessions, journal, pages }),

    /** Silence is only for those without a session; for everybody else ProConnect asks its engine for a login and decides itself. */
    async prepare(req) {
      const url = new URL(req.url, issuer)
      if (url.pathname !== `${mount}/authorize`) return
      if (req.method === 'POST') {
        url.search = (await readForm(req)).toString()
        req.method = 'GET'
      }
      req.asked = url.searchParams.get('prompt')
      if (req.asked !== 'none' || sessions.of(req)) url.searchParams.set('prompt', 'login')
      req.url = url.pathname + url.search
    },

    async around(ctx, next) {
      if (ctx.path === '/authorize') forgetEngineSession(ctx)
      await next()
      if (ctx.path === '/jwks' || ctx.path === '/.well-known/openid-configuration') ctx.set('Cache-Control', 'public, max-age=600')
    },

    promptOf: (ctx) => ctx.req.asked,

    leave(ctx) {
      const session = sessions.begun(ctx.req)
      if (session) sessions.end(session)
      ctx.append('Set-Cookie', sessions.noCookie)
      return Boolean(session)
    },

    // The engine takes its keys at birth only; this is the function it is born with.
    useKeys: (keys) => initializeKeystore.call(engine, { keys }),

    async endSessions() {
      sessions.endAll()
      for (const id of grants) {
        for (const model of ['AccessToken', 'RefreshToken', 'AuthorizationCode']) await engine[model].revokeByGrantId(id)
        await (await engine.Grant.find(id))?.destroy()
      }
      grants.clear()
    },
  }
}

/** Every authorization starts from ProConnect's session alone: the engine's own is dropped. */
function forgetEngineSession(ctx) {
  const kept = (ctx.req.headers.cookie ?? '').split(/;\s*/).filter((pair) => !pair.startsWith('_session='))
  ctx.req.headers.cookie = kept.join('; ')
  for (const name of ['_session', '_interaction', '_interaction_resume']) ctx.append('Set-Cookie', `${name}=; Path=/; ${GONE}`)
}
