// One thing wrong at a time. A fault changes what the real engine answered, or stops the request before it; it never plays the engine.

import { randomBytes } from 'node:crypto'
import { atHash, decodeJwt, newKey, signJwt } from './keys.mjs'

const HOUR = 3600
const SOMEBODY_ELSE = '0b7c7a0e-2f4e-4d0a-9c55-1f2f5b6c00ff'

/** `keys()` gives the signing keys in use, newest first; `alg` is what clients are registered for. */
export function createFaults({ keys, issuer, alg }) {
  let made
  // Made when it is first needed: a start has better things to do.
  const stranger = () => made ??= newKey(alg, 'stranger')
  const resign = (jwt, change) => {
    const token = decodeJwt(jwt)
    change(token)
    return signJwt(token, keys().find((key) => key.kid === token.header.kid))
  }
  const claim = (name, value) => (jwt) => resign(jwt, ({ payload }) => { payload[name] = value })

  const idToken = {
    bad_signature: (jwt) => signJwt(decodeJwt(jwt), stranger()),
    unknown_kid: (jwt) => {
      const { header, payload } = decodeJwt(jwt)
      return signJwt({ header: { ...header, kid: stranger().kid }, payload }, stranger())
    },
    wrong_nonce: claim('nonce', randomBytes(32).toString('base64url')),
    wrong_at_hash: claim('at_hash', atHash('another access token')),
    wrong_audience: claim('aud', 'another-client'),
    expired_id_token: (jwt) => resign(jwt, ({ payload }) => {
      payload.iat -= 3 * HOUR
      payload.exp = payload.iat + HOUR
    }),
  }
  const userinfo = {
    userinfo_bad_signature: (jwt) => signJwt(decodeJwt(jwt), stranger()),
    userinfo_other_sub: claim('sub', SOMEBODY_ELSE),
  }
  const answer = {
    wrong_iss: (url) => url.searchParams.set('iss', 'http://127.0.0.1:9/api/v2'),
    missing_iss: (url) => url.searchParams.delete('iss'),
  }
  const stops = ['down', 'token_down', 'hang']
  const kinds = [...Object.keys(idToken), ...Object.keys(userinfo), ...Object.keys(answer), ...stops, 'server_error']
  let active = 'none'

  return {
    kinds,
    set: (kind) => { active = kind },
    active: () => active,

    /** True when the request was answered, or swallowed, before the engine saw it. */
    stops(route, res) {
      if (active === 'hang') return true
      if (active !== 'down' && !(active === 'token_down' && route === 'token')) return false
      res.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' })
      res.end('Service Unavailable')
      return true
    },

    /** Changes the engine's answer on its way out. */
    alter(ctx) {
      const { route, params } = ctx.oidc ?? {}
      if (idToken[active] && route === 'token' && ctx.body?.id_token) {
        ctx.body = { ...ctx.body, id_token: idToken[active](ctx.body.id_token) }
      }
      if (userinfo[active] && route === 'userinfo' && ctx.status === 200) ctx.body = alterUserinfo(ctx.body)
      if (isAnswer(ctx) && answer[active]) {
        const url = new URL(ctx.response.get('Location'))
        answer[active](url)
        ctx.set('Location', url.href)
      }
      if (active === 'server_error' && route === 'authorization' && ctx.oidc.redirectUriCheckPerformed && ctx.status === 303) {
        const { redirect_uri: target, state } = params
        const url = new URL(target)
        for (const [name, value] of Object.entries({ error: 'server_error', error_description: 'oops! something went wrong', state, iss: issuer })) {
          if (value !== undefined) url.searchParams.set(name, value)
        }
        ctx.set('Location', url.href)
      }
    },
  }

  function alterUserinfo(body) {
    if (typeof body === 'string') return userinfo[active](body)
    // Plain JSON has no signature to break.
    return active === 'userinfo_other_sub' ? { ...body, sub: SOMEBODY_ELSE } : body
  }
}

/** The redirect that brings a code or an error back to the client. */
export function isAnswer(ctx) {
  const target = ctx.oidc?.params?.redirect_uri
  return Boolean(target) && ctx.status === 303 && ctx.response.get('Location').startsWith(target)
}
