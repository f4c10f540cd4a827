// oidc-provider 9.13.3 with what it does by itself wherever that is what a provider does: the opposite of ProConnect in all that a client notices.

import { randomBytes } from 'node:crypto'
import Provider, { interactionPolicy } from 'oidc-provider-9'
import { agentBySub } from '../agents.mjs'

const CLAIMS = {
  openid: ['sub'],
  profile: ['name', 'given_name', 'family_name'],
  email: ['email', 'email_verified'],
  groups: ['groups'],
}

/** What a client may be registered for. */
export const SCOPES = Object.keys(CLAIMS)

/** How a client of each kind, and the tools beside it, say who they are at the token endpoint. */
const METHODS = {
  public: ['client_secret_post', 'none'],
  secret: ['client_secret_post'],
  basic: ['client_secret_basic'],
}

export function createEngine({ issuer, clients, client, launcherId, accessSeconds, sessionSeconds, jwks, pages, renderError }) {
  const policy = interactionPolicy.base()
  policy.remove('consent')
  const methods = METHODS[client]

  return new Provider(issuer, {
    clients,
    jwks,
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => standardClaims(agentBySub(sub)) }),
    loadExistingGrant,
    scopes: ['openid'],
    claims: CLAIMS,
    responseTypes: ['code'],
    clientDefaults: { token_endpoint_auth_method: methods[0] },
    clientAuthMethods: methods,
    // The tools are older than the rule.
    pkce: { required: (_ctx, { clientId }) => clientId === launcherId },
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    clientBasedCORS: () => false,
    interactions: { policy },
    cookies: { keys: [randomBytes(24).toString('hex')] },
    ttl: {
      AccessToken: accessSeconds,
      AuthorizationCode: 60,
      IdToken: 3600,
      Interaction: 3600,
      Grant: sessionSeconds,
      // Absolute: looking at the session does not prolong it.
      Session: (_ctx, { loginTs }) => loginTs ? Math.max(1, loginTs + sessionSeconds - now()) : sessionSeconds,
      RefreshToken: (ctx) => ctx?.oidc.entities.RotatedRefreshToken?.remainingTTL ?? sessionSeconds,
    },
    features: {
      devInteractions: { enabled: false },
      introspection: { enabled: true, allowedPolicy: (_ctx, { clientAuthMethod }) => clientAuthMethod !== 'none' },
      jwtUserinfo: { enabled: true },
      revocation: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => { ctx.body = pages.signingOut(form) },
        postLogoutSuccessSource: (ctx) => { ctx.body = pages.signedOut() },
      },
    },
    renderError,
  })
}

/** Every client here is the organisation's own: nobody is asked for consent. */
async function loadExistingGrant(ctx) {
  const { client, session, provider } = ctx.oidc
  const given = session.grantIdFor(client.clientId)
  const grant = (given && await provider.Grant.find(given)) ?? new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
  grant.addOIDCScope(SCOPES.join(' '))
  await grant.save()
  return grant
}

const standardClaims = ({ sub, given_name, usual_name, email, groups }) => ({
  sub, name: `${given_name} ${usual_name}`, given_name, family_name: usual_name, email, email_verified: true, groups,
})

const now = () => Math.floor(Date.now() / 1000)
