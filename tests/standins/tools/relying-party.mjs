// How a tool signs somebody in: openid-client, with the metadata and keys fetched anew each time as the real tools do.

import * as oidc from 'openid-client'

/** `identity` is the provider's side: its issuer, how it signs, where it wants the secret, and its scopes if they are its own. */
export function createRelyingParty({ identity: { issuer, clientSecret, userinfo, alg, basic, scope }, clientId, redirectUri, usualScope }) {
  async function configuration() {
    const metadata = { id_token_signed_response_alg: alg, ...(userinfo === 'jwt' && { userinfo_signed_response_alg: alg }) }
    const authentication = basic ? oidc.ClientSecretBasic(clientSecret) : oidc.ClientSecretPost(clientSecret)
    return oidc.discovery(new URL(issuer), clientId, metadata, authentication, {
      // Plain http on loopback, and signatures checked although the answer came from the provider itself.
      execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
    })
  }

  return {
    /** Where to send the browser, and what must come back. */
    async begin({ silent = false, loginHint, acr } = {}) {
      const expected = { state: oidc.randomState(), nonce: oidc.randomNonce() }
      const url = oidc.buildAuthorizationUrl(await configuration(), {
        scope: scope ?? usualScope,
        redirect_uri: redirectUri,
        state: expected.state,
        ...(acr && { acr_values: acr }),
        ...(loginHint && { login_hint: loginHint }),
        ...(silent && { prompt: 'none' }),
        nonce: expected.nonce,
      })
      return { url: url.href, ...expected }
    },

    /** Redeems the code of `url`; throws on any error of the provider or any check that fails. */
    async finish(url, { state, nonce }) {
      const config = await configuration()
      const tokens = await oidc.authorizationCodeGrant(config, url, { expectedState: state, expectedNonce: nonce, idTokenExpected: true })
      const person = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)
      return { person, idToken: tokens.id_token }
    },

    async endSessionUrl({ idToken, state, returnTo }) {
      const url = oidc.buildEndSessionUrl(await configuration(), { id_token_hint: idToken, state, post_logout_redirect_uri: returnTo })
      // The library adds it, the real tools do not.
      url.searchParams.delete('client_id')
      return url.href
    },

    introspect: async (token) => oidc.tokenIntrospection(await configuration(), token),
  }
}
