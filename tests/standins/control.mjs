// The address tests talk to: read what happened, end sessions, break one thing.

import { readBody, sendJson, serve } from './http.mjs'

/** `parts` are what can be broken, each in its own ways. */
export function startControl({ server, journal, provider, parts }) {
  const kinds = ['none', ...parts.flatMap(({ faults }) => faults)]
  const breakOne = (kind) => {
    for (const { faults, fault } of parts) fault(faults.includes(kind) ? kind : 'none')
  }
  const routes = {
    'GET /log': () => journal.entries(),
    'POST /reset': () => {
      journal.clear()
      breakOne('none')
      provider.release()
    },
    'POST /end-sessions': () => provider.endSessions(),
    'POST /release': () => provider.release(),
    'POST /fault': (body) => {
      const { kind } = JSON.parse(body)
      if (!kinds.includes(kind)) return { status: 400, error: `unknown fault; one of ${kinds.join(', ')}` }
      breakOne(kind)
    },
  }
  serve(server, async (req, res) => {
    const route = routes[`${req.method} ${req.url}`]
    if (!route) return sendJson(res, 404, { error: `one of ${Object.keys(routes).join(', ')}` })
    const result = await route(await readBody(req))
    sendJson(res, result?.status ?? 200, result ?? { ok: true })
  })
}
