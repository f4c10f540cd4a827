// oidc-provider 7.14.3, the engine of ProConnect, configured as ProConnect configures it.

import { randomBytes } from 'node:crypto'
import Provider, { interactionPolicy } from 'oidc-provider'

const SIGNATURES = ['HS256', 'ES256', 'RS256']
const KEY_WRAPS = ['A128KW', 'A256KW', 'ECDH-ES', 'RSA-OAEP', 'dir']
const CIPHERS = ['A128CBC-HS256', 'A128GCM', 'A256CBC-HS512', 'A256GCM']
const VISIO = ['lasuite_visio', ...['create', 'list', 'retrieve', 'update', 'delete'].map((right) => `lasuite_visio:rooms:${right}`)]

const CLAIMS = {
  amr: ['amr'],
  uid: ['uid'],
  given_name: ['given_name'],
  email: ['email'],
  phone: ['phone_number'],
  organizational_unit: ['organizational_unit'],
  siren: ['siren'],
  siret: ['siret'],
  usual_name: ['usual_name'],
  belonging_population: ['belonging_population'],
  chorusdt: ['chorusdt:matricule', 'chorusdt:societe'],
  idp_id: ['idp_id'],
  idp_acr: ['idp_acr'],
  roles: ['roles'],
  organization_label: ['organization_label'],
  groups: ['groups'],
  custom: ['custom'],
  ...Object.fromEntries(VISIO.map((scope) => [scope, [scope]])),
}

/** What a client may be registered for. */
export const SCOPES = ['openid', ...Object.keys(CLAIMS)]

/** `sessions` is ProConnect's own; the engine asks it whether a person is still signed in. */
export function createEngine({ issuer, clients, client, accessSeconds, sessionSeconds, jwks, pages, sessions, grants, renderError }) {
  const policy = interactionPolicy.base()
  policy.remove('consent')

  const engine = new Provider(issuer, {
    clients,
    jwks,
    findAccount(_ctx, sub) {
      const session = sessions.ofSub(sub)
      // Once ProConnect's session is gone the person is gone, whatever tokens the engine still holds.
      if (!session) return undefined
      return { accountId: sub, claims: () => ({ ...session.agent, ...session.organization }) }
    },
    async loadExistingGrant(ctx) {
      const { client, session, provider, requestParamOIDCScopes, requestParamClaims } = ctx.oidc
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addOIDCScope([...requestParamOIDCScopes].join(' '))
      grant.addOIDCClaims([...requestParamClaims])
      grants.add(await grant.save())
      return grant
    },
    scopes: ['openid'],
    claims: CLAIMS,
    acrValues: ['eidas0', 'eidas0-mfa', 'eidas1', 'eidas1-mfa', 'eidas2', 'eidas3', 'https://proconnect.gouv.fr/assurance/certification-dirigeant'],
    extraParams: ['idp_hint', 'siret_hint'],
    responseTypes: ['code'],
    clientDefaults: { token_endpoint_auth_method: 'client_secret_post' },
    tokenEndpointAuthMethods: ['client_secret_post', 'private_key_jwt', ...(client === 'public' ? ['none'] : [])],
    pkce: { methods: ['S256'], required: () => false },
    issueRefreshToken: () => true,
    clientBasedCORS: () => false,
    interactions: { policy, url: (_ctx, interaction) => `${new URL(issuer).pathname}/interaction/${interaction.uid}` },
    cookies: {
      keys: [randomBytes(24).toString('hex')],
      names: { session: '_session', interaction: '_interaction', resume: '_interaction_resume' },
      short: { signed: true, httpOnly: true, sameSite: 'lax', path: '/' },
      long: { signed: true, httpOnly: true, sameSite: 'lax', path: '/' },
    },
    routes: {
      authorization: '/authorize',
      token: '/token',
      introspection: '/token/introspection',
      revocation: '/token/revocation',
      userinfo: '/userinfo',
      end_session: '/session/end',
      jwks: '/jwks',
    },
    ttl: {
      AccessToken: accessSeconds,
      AuthorizationCode: 600,
      IdToken: 3600,
      Interaction: 3600,
      Grant: sessionSeconds,
      Session: sessionSeconds,
      // Absolute: a rotated refresh token inherits what its predecessor had left.
      RefreshToken: (ctx) => ctx?.oidc.entities.RotatedRefreshToken?.remainingTTL ?? sessionSeconds,
    },
    enabledJWA: {
      idTokenSigningAlgValues: SIGNATURES,
      userinfoSigningAlgValues: SIGNATURES,
      introspectionSigningAlgValues: SIGNATURES,
      requestObjectSigningAlgValues: ['ES256', 'RS256', 'HS256'],
      tokenEndpointAuthSigningAlgValues: ['ES256', 'RS256'],
      idTokenEncryptionAlgValues: KEY_WRAPS,
      idTokenEncryptionEncValues: CIPHERS,
      userinfoEncryptionAlgValues: KEY_WRAPS,
      userinfoEncryptionEncValues: CIPHERS,
      introspectionEncryptionAlgValues: ['ECDH-ES', 'RSA-OAEP'],
      introspectionEncryptionEncValues: ['A256GCM'],
    },
    features: {
      devInteractions: { enabled: false },
      encryption: { enabled: true },
      introspection: { enabled: true },
      jwtIntrospection: { enabled: true, ack: 'draft-10' },
      jwtUserinfo: { enabled: true },
      revocation: { enabled: true },
      claimsParameter: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => { ctx.body = pages.signingOut(form) },
        postLogoutSuccessSource: (ctx) => { ctx.body = pages.signedOut() },
      },
    },
    renderError,
  })
  lendPortRule(engine.Client.prototype)
  return engine
}

/**
 * A native client may come back from a login to any loopback port (RFC 8252, section 7.3); newer engines say the same of a log-out.
 * No client of the real ProConnect is native.
 */
function lendPortRule(client) {
  const { redirectUriAllowed } = client
  client.postLogoutRedirectUriAllowed = function postLogoutRedirectUriAllowed(uri) {
    return redirectUriAllowed.call({ redirectUris: this.postLogoutRedirectUris, applicationType: this.applicationType }, uri)
  }
}
