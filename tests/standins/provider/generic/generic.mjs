// A provider as others have it: an issuer without a path, public clients, standard claims, and a session that is the engine's own.

import initializeKeystore from 'oidc-provider-9/lib/helpers/initialize_keystore.js'
import { createEngine } from './engine.mjs'

export { SCOPES as scopes } from './engine.mjs'
export const name = 'Connexion'
export const mount = ''
export const algorithms = ['ES256', 'RS256']

/** See `startProvider` for what a house is. */
export function open(setting) {
  const engine = createEngine(setting)
  const sessions = new Set()

  return {
    engine,

    steps: ({ showLogin, signedIn, finish }) => ({
      'GET ': showLogin,
      'POST login': async (ctx, details) => {
        const login = await signedIn(ctx, details)
        if (login) await finish(ctx, { login: { accountId: login.agent.sub } })
      },
    }),

    async around(ctx, next) {
      await next()
      const { uid, accountId } = ctx.oidc?.session ?? {}
      if (accountId) sessions.add(uid)
    },

    promptOf: (ctx) => ctx.oidc.params.prompt ?? null,

    // The engine ends it once the page goes on.
    leave: (ctx) => Boolean(ctx.oidc.session.accountId),

    useKeys: (keys) => initializeKeystore.call(engine, { keys }),

    /** Every token is bound to the session that it came from. */
    async endSessions() {
      for (const uid of sessions) await (await engine.Session.findByUid(uid))?.destroy()
      sessions.clear()
    },
  }
}
