// A tool's own session cookie: 12 hours, renewed under another name whenever somebody signs in.

import { randomBytes } from 'node:crypto'
import { cookie } from '../http.mjs'

const SECONDS = 12 * 60 * 60

export function createToolSessions(name) {
  const byId = new Map()
  const store = (session) => {
    const id = randomBytes(16).toString('hex')
    byId.set(id, session)
    return `${name}=${id}; HttpOnly; Max-Age=${SECONDS}; Path=/; SameSite=Lax`
  }

  return {
    /** `attempts` maps the state of each login under way to what it was for. */
    of: (req) => byId.get(cookie(req, name)) ?? { person: null, idToken: null, attempts: new Map() },
    /** Returns the Set-Cookie that replaces whatever the browser held. */
    replace(req, session) {
      byId.delete(cookie(req, name))
      return store(session)
    },
    end: (req) => byId.delete(cookie(req, name)),
    none: `${name}=; HttpOnly; Max-Age=0; Path=/; SameSite=Lax`,
  }
}
