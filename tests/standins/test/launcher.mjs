// What Parvis does on the wire, in a few lines: it asks, it redeems, it checks nothing by itself so that tests see everything.

import { createHash, randomBytes } from 'node:crypto'
import { decodeJwt, isSignedBy } from '../provider/keys.mjs'

const random = () => randomBytes(32).toString('base64url')

export function createLauncher(standins, { port = standins.workspace.identity.redirect_ports?.[0] ?? 47113, origin = `http://127.0.0.1:${port}` } = {}) {
  const { clientSecret, discovery } = standins
  const basic = discovery.token_endpoint_auth_methods_supported.includes('client_secret_basic')
  const { client_id, scopes } = standins.workspace.identity
  const redirectUri = `${origin}/callback`
  const credentials = { client_id, ...(clientSecret && !basic && { client_secret: clientSecret }) }
  const headers = basic ? { authorization: `Basic ${Buffer.from(`${client_id}:${clientSecret}`).toString('base64')}` } : {}

  const json = async (response) => ({ status: response.status, headers: response.headers, body: await response.json() })
  const post = (endpoint, form) => fetch(discovery[`${endpoint}_endpoint`], { method: 'POST', headers, body: new URLSearchParams(form) })

  return {
    redirectUri,
    credentials,

    /** An authorization request and the secrets that go with it. */
    request(more = {}) {
      const attempt = { state: random(), nonce: random(), verifier: random() }
      const url = new URL(discovery.authorization_endpoint)
      const parameters = {
        response_type: 'code', client_id, redirect_uri: redirectUri, scope: scopes.join(' '), state: attempt.state, nonce: attempt.nonce,
        code_challenge: createHash('sha256').update(attempt.verifier).digest('base64url'), code_challenge_method: 'S256', ...more,
      }
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
      return { ...attempt, url: url.href }
    },

    async redeem(attempt, answer, overrides = {}) {
      return json(await post('token', {
        grant_type: 'authorization_code', code: answer.searchParams.get('code'), redirect_uri: redirectUri, code_verifier: attempt.verifier, ...credentials, ...overrides,
      }))
    },

    refresh: async (refresh_token, overrides = {}) => json(await post('token', { grant_type: 'refresh_token', refresh_token, ...credentials, ...overrides })),
    revoke: async (token) => (await post('revocation', { token, ...credentials })).status,
    introspect: async (token) => json(await post('introspection', { token, ...credentials })),

    async userinfo(token) {
      const response = await fetch(discovery.userinfo_endpoint, { headers: { authorization: `Bearer ${token}` } })
      return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
    },

    /** The claims of a JWT whose signature one of the published keys confirms; throws otherwise. */
    async verified(jwt) {
      const { header, payload } = decodeJwt(jwt)
      const { keys } = await (await fetch(discovery.jwks_uri)).json()
      const key = keys.find(({ kid }) => kid === header.kid)
      if (!key) throw new Error(`no key ${header.kid}`)
      if (!isSignedBy(jwt, key)) throw new Error('bad signature')
      return { header, payload }
    },
  }
}

/** Signs in from nothing to tokens; the browser must stop at the launcher's redirect URI. */
export async function signIn(browser, launcher, { agent = 'camille', ...more } = {}) {
  const attempt = launcher.request(more)
  const page = await browser.open(attempt.url)
  const { url } = page.status === null ? page : await browser.choose(page, agent).then(browser.confirm)
  const { status, body } = await launcher.redeem(attempt, url)
  if (status !== 200) throw new Error(`no tokens: ${JSON.stringify(body)}`)
  return { attempt, tokens: body }
}
