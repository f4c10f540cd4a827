// ProConnect's own single sign-on session, kept beside the engine's: so many seconds from the login, never longer.

import { randomBytes } from 'node:crypto'
import { cookie } from '../../http.mjs'

const COOKIE = 'pc_session_id'

export function createSessions(seconds) {
  const byId = new Map()
  // A second login of the same person, elsewhere, takes the alias over: tokens follow the newest session.
  const idBySub = new Map()

  const alive = (id) => {
    const session = byId.get(id)
    return session && session.expires > Date.now() ? session : undefined
  }
  const begun = (req) => alive(cookie(req, COOKIE))

  return {
    /** The session of this browser, whether or not its login went all the way. */
    begun,
    /** The session of this browser, once a tool or the launcher was answered out of it. */
    of: (req) => begun(req)?.verified ? begun(req) : undefined,
    ofSub: (sub) => alive(idBySub.get(sub)),

    start(agent, organization) {
      const session = {
        id: randomBytes(32).toString('hex'), agent, organization, amr: ['pwd'], verified: false,
        started: Date.now(), expires: Date.now() + seconds * 1000,
      }
      byId.set(session.id, session)
      idBySub.set(agent.sub, session.id)
      return session
    },

    end: (session) => byId.delete(session.id),
    endAll: () => byId.clear(),

    // The real cookie is also Secure; a plain http stand-in on loopback cannot be.
    cookieFor: (session) => `${COOKIE}=${session.id}; Path=/; HttpOnly; SameSite=Lax; Expires=${new Date(session.expires).toUTCString()}`,
    noCookie: `${COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Expires=Thu, 01 Jan 1970 00:00:00 GMT`,
  }
}
