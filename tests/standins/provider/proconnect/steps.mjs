// What the agent meets between /authorize and the answer: ProConnect's session rules, its login page, its second factor.

import { essentialAcrs } from '../acr.mjs'
import { IDENTITY_PROVIDER } from '../agents.mjs'

/** The steps of `createInteraction`, with ProConnect's sessions. */
export const createSteps = ({ sessions, journal, pages }) => ({ at, showLogin, signedIn, redirect, finish, stop }) => ({
  'GET ': (ctx, details) => {
    const { idp_hint: idpHint } = details.params
    if (idpHint && idpHint !== IDENTITY_PROVIDER) {
      return finish(ctx, { error: 'idp_hint_not_found', error_description: 'provided idp_hint could not be found' })
    }
    const session = sessions.of(ctx.req)
    if (session && mayReuse(session, details.params)) return redirect(ctx, 302, at(details, 'verify'))
    const left = sessions.begun(ctx.req)
    if (left) {
      sessions.end(left)
      ctx.append('Set-Cookie', sessions.noCookie)
    }
    showLogin(ctx, details)
  },

  'POST login': async (ctx, details) => {
    const login = await signedIn(ctx, details)
    if (!login) return
    const session = sessions.start(login.agent, login.organization)
    ctx.append('Set-Cookie', sessions.cookieFor(session))
    redirect(ctx, 303, at(details, 'verify'))
  },

  'GET verify': async (ctx, details) => {
    const session = sessions.begun(ctx.req)
    if (!session) return stop(ctx, 400, 'Y420004', 'Votre session n’est plus ouverte. Recommencez depuis le service.')
    const acr = levelOf(session, details.params)
    if (!acr && mayAddFactor(session, details.params)) return redirect(ctx, 302, at(details, 'second-factor'))
    if (!acr) return finish(ctx, { error: 'access_denied', error_description: 'requested ACRs could not be satisfied' })
    session.verified = true
    const { agent, amr, started } = session
    await finish(ctx, { login: { accountId: agent.sub, acr, amr, ts: Math.floor(started / 1000) } })
  },

  'GET second-factor': (ctx, details) => {
    const session = sessions.begun(ctx.req)
    if (!session) return redirect(ctx, 302, at(details, 'verify'))
    journal.add('second_factor_page', { client_id: details.params.client_id, acr: essentialAcrs(details.params.claims) })
    ctx.body = pages.secondFactor({ action: at(details, 'second-factor'), email: session.agent.email })
  },

  'POST second-factor': (ctx, details) => {
    const session = sessions.begun(ctx.req)
    if (session) session.amr = ['pwd', 'mail']
    redirect(ctx, 303, at(details, 'verify'))
  },
})

/** The rule, trap included: it is applied to silent requests as well, and a mismatch costs the agent the session. */
function mayReuse(session, params) {
  return (!params.idp_hint || params.idp_hint === IDENTITY_PROVIDER)
    && (!params.login_hint || params.login_hint === session.agent.email)
    // eidas2 and eidas3 would ask for a new login each time: nobody here reaches them.
    && levelOf(session, params) !== undefined
}

/** The level that the answer states: of those that are essential, one that this session reached. */
function levelOf({ agent, amr }, { claims }) {
  const acrs = essentialAcrs(claims)
  const { idp_acr: own } = agent
  if (!acrs || acrs.includes(own)) return own
  return amr.includes('mail') && acrs.includes(`${own}-mfa`) ? `${own}-mfa` : undefined
}

const mayAddFactor = ({ agent, amr }, { claims }) =>
  agent.secondFactor && !amr.includes('mail') && essentialAcrs(claims).includes(`${agent.idp_acr}-mfa`)
