// The address tests talk to: read what happened, end sessions, break one thing.

import { readBody, sendJson, serve } from './http.mjs'

export function startControl({ server, journal, provider }) {
  const routes = {
    'GET /log': () => journal.entries(),
    'POST /reset': () => {
      journal.clear()
      provider.fault('none')
      provider.release()
    },
    'POST /end-sessions': () => provider.endSessions(),
    'POST /release': () => provider.release(),
    'POST /fault': (body) => {
      const { kind } = JSON.parse(body)
      if (!provider.faults.includes(kind)) return { status: 400, error: `unknown fault; one of ${provider.faults.join(', ')}` }
      provider.fault(kind)
    },
  }
  serve(server, async (req, res) => {
    const route = routes[`${req.method} ${req.url}`]
    if (!route) return sendJson(res, 404, { error: `one of ${Object.keys(routes).join(', ')}` })
    const result = await route(await readBody(req))
    sendJson(res, result?.status ?? 200, result ?? { ok: true })
  })
}
