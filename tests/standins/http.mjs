// The few things every stand-in needs from HTTP: a port, a cookie, a form, an answer.

import { createServer } from 'node:http'

/** Listens on a free port of `host`: `port` or the next one above it, where one is wished. The handler comes later, once every address is known. */
export async function listen(host, port = 0) {
  const server = createServer()
  const listening = new Promise((resolve, reject) => {
    server.on('listening', resolve).on('error', (error) => {
      if (error.code !== 'EADDRINUSE' || port === 0) return reject(error)
      port += 1
      server.listen(port, host)
    })
  })
  server.listen(port, host)
  await listening
  return { server, origin: `http://${host}:${server.address().port}` }
}

/** Gives the server its handler; an exception becomes a 500 instead of the end of the process. */
export function serve(server, handler) {
  server.on('request', async (req, res) => {
    try {
      await handler(req, res)
    } catch (error) {
      console.error(req.method, req.url, error)
      if (!res.headersSent) send(res, 500, 'text/plain; charset=utf-8', 'internal error')
    }
  })
}

export function send(res, status, type, body, headers = {}) {
  res.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...headers })
  res.end(body)
}

export const sendHtml = (res, status, body, headers) => send(res, status, 'text/html; charset=utf-8', body, headers)

export const sendJson = (res, status, value, headers) => send(res, status, 'application/json', JSON.stringify(value), headers)

export function redirect(res, status, location, headers = {}) {
  res.writeHead(status, { location, 'cache-control': 'no-store', ...headers })
  res.end()
}

export function cookie(req, name) {
  for (const pair of (req.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=')
    if (key === name) return value
  }
  return undefined
}

export async function readBody(req) {
  const chunks = []
  for await (const chunk of req) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

export const readForm = async (req) => new URLSearchParams(await readBody(req))

export function escapeHtml(text) {
  const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return String(text).replace(/[&<>"]/g, (character) => entities[character])
}
