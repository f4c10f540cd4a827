// A provider: faults in front, the engine and its house rules, the journal behind.

import { send, serve } from '../http.mjs'
import { essentialAcrs } from './acr.mjs'
import { createFaults, isAnswer } from './faults.mjs'
import { createInteraction } from './interaction.mjs'
import { newKey } from './keys.mjs'
import { createPages } from './pages.mjs'

const EVENTS = ['token', 'userinfo', 'revocation']

/**
 * `clients` are engine metadata with a `client_name`; `server` already listens at `origin`; clients are registered for `alg`.
 *
 * A house has a `name`, a `mount` below the origin, the `algorithms` of its keys, and `open`, which gives its `engine`, the `steps` of
 * `createInteraction`, `promptOf` a request, `useKeys`, `leave` for a log-out, `endSessions`, and if need be `prepare` before
 * the engine has a request and `around` the engine.
 */
export function startProvider({ house, server, origin, clients, alg, loginHold, journal, ...setting }) {
  const { mount } = house
  const issuer = origin + mount
  const hold = createHold(loginHold)
  const pages = createPages(house.name)
  const key = (algorithm, number) => newKey(algorithm, `${algorithm.toLowerCase()}-${number}`)
  let keys = [...new Set([...house.algorithms, alg])].map((algorithm) => key(algorithm, 1))

  const { engine, steps, prepare, around, promptOf, leave, useKeys, endSessions } = house.open({
    issuer, clients, jwks: { keys }, pages, journal, renderError, ...setting,
  })
  const faults = createFaults({ keys: () => keys, issuer, alg })
  const names = Object.fromEntries(clients.map((client) => [client.client_id, client.client_name]))

  engine.use(async (ctx, next) => {
    await next()
    if (ctx.oidc?.route === 'end_session' && ctx.status === 200) {
      journal.add('end_session', { client_id: ctx.oidc.client?.clientId ?? null, had_session: leave(ctx) })
    }
    faults.alter(ctx)
    record(ctx)
  })
  if (around) engine.use(around)
  engine.use(createInteraction({ engine, mount, journal, pages, names, held: hold.wait, steps }))

  const paths = Object.fromEntries(EVENTS.map((name) => [engine.pathFor(name), name]))
  const answer = engine.callback()
  serve(server, async (req, res) => {
    const { pathname } = new URL(req.url, origin)
    if (!pathname.startsWith(`${mount}/`)) return send(res, 404, 'text/plain; charset=utf-8', 'Not Found')
    if (faults.stops(paths[pathname], res)) {
      if (paths[pathname]) journal.add(paths[pathname], { outcome: faults.active() })
      return
    }
    await prepare?.(req)
    // The engine builds its own addresses from the difference between these two.
    req.originalUrl = req.url
    req.url = req.url.slice(mount.length)
    answer(req, res)
  })

  function record(ctx) {
    const { route, client, params } = ctx.oidc ?? {}
    const client_id = client?.clientId ?? null
    if (EVENTS.includes(route)) {
      const outcome = ctx.status === 200 ? 'ok' : ctx.body?.error ?? String(ctx.status)
      journal.add(route, { client_id, ...(route === 'token' && { grant_type: params?.grant_type ?? null }), outcome })
    }
    if (route === 'authorization' && ctx.status === 303) {
      const error = new URL(ctx.response.get('Location'), origin).searchParams.get('error')
      const outcome = error ?? (isAnswer(ctx) ? 'code' : 'interaction')
      journal.add('authorize', { client_id, prompt: promptOf(ctx), acr: essentialAcrs(params.claims), outcome })
    }
  }

  function renderError(ctx, out) {
    journal.add('error_page', { error: out.error })
    ctx.type = 'html'
    ctx.body = pages.error({ code: out.error, message: 'La demande de connexion n’est pas valable. Recommencez depuis le service.' })
  }

  return {
    issuer,
    faults: [...faults.kinds, 'key_rotation'],
    fault(kind) {
      if (kind !== 'key_rotation') return faults.set(kind)
      keys = [key(alg, keys.length), ...keys]
      useKeys(keys)
    },
    release: hold.release,
    endSessions,
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
