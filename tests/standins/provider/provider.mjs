// The ProConnect stand-in: faults in front, ProConnect's own rules around the engine, the journal behind.

import initializeKeystore from 'oidc-provider/lib/helpers/initialize_keystore.js'
import { readForm, send, serve } from '../http.mjs'
import { createEngine } from './engine.mjs'
import { createFaults } from './faults.mjs'
import { createInteraction } from './interaction.mjs'
import { ecKey, rsaKey } from './keys.mjs'
import { errorPage } from './pages.mjs'
import { createSessions } from './sessions.mjs'

const MOUNT = '/api/v2'
const GONE = 'Expires=Thu, 01 Jan 1970 00:00:00 GMT'
const EVENTS = { '/token': 'token', '/userinfo': 'userinfo', '/token/revocation': 'revocation' }

/** `clients` are engine metadata with a `client_name`; `server` already listens at `origin`. */
export function startProvider({ server, origin, clients, publicClients, accessSeconds, sessionSeconds, loginHold, journal }) {
  const issuer = origin + MOUNT
  const sessions = createSessions(sessionSeconds)
  const grants = new Set()
  const hold = createHold(loginHold)
  let keys = [ecKey('pc-es256'), rsaKey('pc-rs256')]

  const provider = createEngine({ issuer, clients, publicClients, accessSeconds, sessionSeconds, jwks: { keys }, sessions, grants, renderError })
  const faults = createFaults({ keys: () => keys, issuer })
  const names = Object.fromEntries(clients.map((client) => [client.client_id, client.client_name]))

  provider.use(async (ctx, next) => {
    if (ctx.path === '/authorize') forgetEngineSession(ctx)
    await next()
    if (ctx.path === '/session/end' && ctx.status === 200) endSession(ctx)
    if (ctx.path === '/jwks' || ctx.path === '/.well-known/openid-configuration') ctx.set('Cache-Control', 'public, max-age=600')
    faults.alter(ctx)
    record(ctx)
  })
  provider.use(createInteraction({ provider, sessions, journal, names, held: hold.wait }))

  const engine = provider.callback()
  serve(server, async (req, res) => {
    const { pathname } = new URL(req.url, origin)
    if (!pathname.startsWith(`${MOUNT}/`)) return send(res, 404, 'text/plain; charset=utf-8', 'Not Found')
    const path = pathname.slice(MOUNT.length)
    if (faults.stops(path, res)) {
      if (EVENTS[path]) journal.add(EVENTS[path], { outcome: faults.active() })
      return
    }
    if (path === '/authorize') await applyPromptRule(req)
    // The engine builds its own addresses from the difference between these two.
    req.originalUrl = req.url
    req.url = req.url.slice(MOUNT.length)
    engine(req, res)
  })

  /** Silence is only for those without a session; for everybody else ProConnect asks its engine for a login and decides itself. */
  async function applyPromptRule(req) {
    const url = new URL(req.url, origin)
    if (req.method === 'POST') {
      url.search = (await readForm(req)).toString()
      req.method = 'GET'
    }
    req.asked = url.searchParams.get('prompt')
    if (req.asked !== 'none' || sessions.of(req)) url.searchParams.set('prompt', 'login')
    req.url = url.pathname + url.search
  }

  /** Every authorization starts from ProConnect's session alone: the engine's own is dropped. */
  function forgetEngineSession(ctx) {
    const kept = (ctx.req.headers.cookie ?? '').split(/;\s*/).filter((pair) => !pair.startsWith('_session='))
    ctx.req.headers.cookie = kept.join('; ')
    for (const name of ['_session', '_interaction', '_interaction_resume']) ctx.append('Set-Cookie', `${name}=; Path=/; ${GONE}`)
  }

  function endSession(ctx) {
    const session = sessions.of(ctx.req)
    if (session) sessions.end(session)
    ctx.append('Set-Cookie', sessions.noCookie)
    journal.add('end_session', { client_id: ctx.oidc.client?.clientId ?? null, had_session: Boolean(session) })
  }

  function record(ctx) {
    const client_id = ctx.oidc?.client?.clientId ?? null
    const kind = EVENTS[ctx.path]
    if (kind) {
      const outcome = ctx.status === 200 ? 'ok' : ctx.body?.error ?? String(ctx.status)
      journal.add(kind, { client_id, ...(kind === 'token' && { grant_type: ctx.oidc?.params?.grant_type ?? null }), outcome })
    }
    if (ctx.path === '/authorize' && ctx.status === 303) {
      const error = new URL(ctx.response.get('Location'), origin).searchParams.get('error')
      journal.add('authorize', { client_id, prompt: ctx.req.asked, outcome: error ?? 'interaction' })
    }
  }

  function renderError(ctx, out) {
    journal.add('error_page', { error: out.error })
    ctx.type = 'html'
    ctx.body = errorPage({ code: out.error, message: 'La demande de connexion n’est pas valable. Recommencez depuis le service.' })
  }

  return {
    issuer,
    faults: [...faults.kinds, 'key_rotation'],
    fault(kind) {
      if (kind !== 'key_rotation') return faults.set(kind)
      keys = [rsaKey(`pc-rs256-${keys.length}`), ...keys]
      // The engine takes its keys at birth only; this is the function it is born with.
      initializeKeystore.call(provider, { keys })
    },
    release: hold.release,
    async endSessions() {
      sessions.endAll()
      for (const id of grants) {
        for (const model of ['AccessToken', 'RefreshToken', 'AuthorizationCode']) await provider[model].revokeByGrantId(id)
        await (await provider.Grant.find(id))?.destroy()
      }
      grants.clear()
    },
  }
}

/** Keeps submitted logins waiting, so that a test can look at Parvis meanwhile. */
function createHold(enabled) {
  let waiting = []
  return {
    wait: () => enabled ? new Promise((resolve) => waiting.push(resolve)) : undefined,
    release() {
      for (const resolve of waiting) resolve()
      waiting = []
    },
  }
}
