// The pages between an authorization request and its answer, as every provider has them; each adds steps of its own.

import { readForm } from '../http.mjs'
import { essentialAcrs } from './acr.mjs'
import { agents, organizationFor } from './agents.mjs'

/** Handles /interaction/…; `steps` gets the means below and returns handlers by method and step; `held` resolves when a submitted login may go on. */
export function createInteraction({ engine, mount, journal, pages, names, held, steps }) {
  const at = ({ uid }, step = '') => `${mount}/interaction/${uid}${step && `/${step}`}`

  const means = {
    at,
    redirect,
    finish,
    stop,

    showLogin(ctx, details) {
      const { client_id, login_hint: loginHint, siret_hint: siretHint, claims } = details.params
      journal.add('login_page', { client_id, login_hint: loginHint ?? null, acr: essentialAcrs(claims) })
      ctx.body = pages.login({ action: at(details), client: names[client_id], agents, loginHint, siretHint })
    },

    /** Who was chosen on the login page, and for which organisation; nothing if an error page was the answer. */
    async signedIn(ctx, { params: { client_id, siret_hint: siretHint, claims } }) {
      const agent = agents[(await readForm(ctx.req)).get('agent')]
      if (!agent) return stop(ctx, 400, 'Y000400', 'La demande est incomplète.')
      if (agent.blocked) return stop(ctx, 403, 'Y500015', 'Ce service est réservé aux agents publics. Votre compte ne permet pas de vous y connecter.')
      await held()
      const organization = organizationFor(agent, siretHint)
      journal.add('login', { client_id, agent: `${agent.given_name} ${agent.usual_name}`, siret: organization.siret, acr: essentialAcrs(claims) })
      return { agent, organization }
    },
  }

  const handlers = {
    'POST refuse': async (ctx, { params }) => {
      journal.add('refused', { client_id: params.client_id })
      await finish(ctx, { error: 'access_denied', error_description: 'End-User aborted interaction' })
    },
    ...steps(means),
  }

  async function finish(ctx, result) {
    redirect(ctx, 303, await engine.interactionResult(ctx.req, ctx.res, result))
  }

  function stop(ctx, status, code, message) {
    journal.add('error_page', { error: code })
    ctx.status = status
    ctx.body = pages.error({ code, message })
  }

  return async function interaction(ctx, next) {
    const [, uid, step = ''] = ctx.path.match(/^\/interaction\/([\w-]+)(?:\/([\w-]+))?$/) ?? []
    const handler = uid && handlers[`${ctx.method} ${step}`]
    if (!handler) return next()
    ctx.type = 'html'
    ctx.set('Cache-Control', 'no-store')
    // The engine finds the interaction by cookie, so a second tab takes the first one's place.
    const details = await engine.interactionDetails(ctx.req, ctx.res).catch(() => undefined)
    if (details?.uid !== uid) return stop(ctx, 400, 'Y420001', 'Votre demande de connexion a expiré. Recommencez depuis le service.')
    await handler(ctx, details)
  }
}

function redirect(ctx, status, location) {
  ctx.redirect(location)
  ctx.status = status
}
