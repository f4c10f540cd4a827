// What the agent meets between /authorize and the answer: ProConnect's session rules, its login page, its errors.

import { readForm } from '../http.mjs'
import { agents, IDENTITY_PROVIDER } from './agents.mjs'
import { errorPage, loginPage } from './pages.mjs'

const LEVELS = { eidas1: ['pwd'], 'eidas1-mfa': ['pwd', 'mail', 'mfa'] }

/** Handles /interaction/…; `held` resolves when a submitted login may go on. */
export function createInteraction({ provider, sessions, journal, names, held }) {
  const at = (uid) => `${new URL(provider.issuer).pathname}/interaction/${uid}`

  const steps = {
    'GET ': async (ctx, { uid, params }) => {
      const session = sessions.of(ctx.req)
      if (session && mayReuse(session, params)) return redirect(ctx, 302, `${at(uid)}/verify`)
      if (session) {
        sessions.end(session)
        ctx.append('Set-Cookie', sessions.noCookie)
      }
      if (params.idp_hint && params.idp_hint !== IDENTITY_PROVIDER) {
        return finish(ctx, { error: 'idp_hint_not_found', error_description: 'provided idp_hint could not be found' })
      }
      journal.add('login_page', { client_id: params.client_id, login_hint: params.login_hint ?? null })
      ctx.body = loginPage({ action: at(uid), client: names[params.client_id], agents, loginHint: params.login_hint })
    },

    'POST login': async (ctx, { uid, params }) => {
      const agent = agents[(await readForm(ctx.req)).get('agent')]
      if (!agent) return stop(ctx, 400, 'Y000400', 'La demande est incomplète.')
      if (agent.blocked) return stop(ctx, 403, 'Y500015', 'Ce service est réservé aux agents publics. Votre compte ne permet pas de vous y connecter.')
      const acr = reachableAcr(params)
      if (!acr) return finish(ctx, { error: 'access_denied', error_description: 'requested ACRs could not be satisfied' })
      await held()
      const session = sessions.start(agent, { acr, amr: LEVELS[acr] })
      journal.add('login', { client_id: params.client_id, agent: `${agent.given_name} ${agent.usual_name}` })
      ctx.append('Set-Cookie', sessions.cookieFor(session))
      redirect(ctx, 303, `${at(uid)}/verify`)
    },

    'POST refuse': async (ctx, { params }) => {
      journal.add('refused', { client_id: params.client_id })
      await finish(ctx, { error: 'access_denied', error_description: 'End-User aborted interaction' })
    },

    'GET verify': async (ctx) => {
      const session = sessions.of(ctx.req)
      if (!session) return stop(ctx, 400, 'Y420004', 'Votre session n’est plus ouverte. Recommencez depuis le service.')
      await finish(ctx, {
        login: { accountId: session.agent.sub, acr: session.acr, amr: session.amr, ts: Math.floor(session.started / 1000) },
      })
    },
  }

  async function finish(ctx, result) {
    redirect(ctx, 303, await provider.interactionResult(ctx.req, ctx.res, result))
  }

  function stop(ctx, status, code, message) {
    journal.add('error_page', { error: code })
    ctx.status = status
    ctx.body = errorPage({ code, message })
  }

  return async function interaction(ctx, next) {
    const [, uid, step = ''] = ctx.path.match(/^\/interaction\/([\w-]+)(?:\/(\w+))?$/) ?? []
    const handler = uid && steps[`${ctx.method} ${step}`]
    if (!handler) return next()
    ctx.type = 'html'
    ctx.set('Cache-Control', 'no-store')
    // The engine finds the interaction by cookie, so a second tab takes the first one's place.
    const details = await provider.interactionDetails(ctx.req, ctx.res).catch(() => undefined)
    if (details?.uid !== uid) return stop(ctx, 400, 'Y420001', 'Votre demande de connexion a expiré. Recommencez depuis le service.')
    await handler(ctx, details)
  }
}

function redirect(ctx, status, location) {
  ctx.redirect(location)
  ctx.status = status
}

/** The rule, trap included: it is applied to silent requests as well, and a mismatch costs the agent the session. */
function mayReuse(session, params) {
  const acrs = essentialAcrs(params)
  return (!params.idp_hint || params.idp_hint === IDENTITY_PROVIDER)
    && (!params.login_hint || params.login_hint === session.agent.email)
    && (!acrs || acrs.includes(session.acr))
}

function reachableAcr(params) {
  const acrs = essentialAcrs(params)
  return acrs ? Object.keys(LEVELS).find((acr) => acrs.includes(acr)) : 'eidas1'
}

function essentialAcrs(params) {
  const acr = params.claims && JSON.parse(params.claims).id_token?.acr
  if (!acr?.essential) return undefined
  return acr.values ?? (acr.value ? [acr.value] : undefined)
}
