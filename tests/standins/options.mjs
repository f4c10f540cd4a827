// What the command line may say. See README.md.

import { parseArgs } from 'node:util'

/** What each provider can do; the first of each is what it does unless told otherwise. */
const PROVIDERS = {
  proconnect: { clients: ['public', 'secret', 'relay'], userinfo: ['jwt', 'json'], algs: ['RS256'] },
  generic: { clients: ['public', 'secret', 'basic'], userinfo: ['json', 'jwt'], algs: ['ES256', 'PS256', 'RS256'] },
}
const USAGE = `usage: node start.mjs --dir DIR [option…]
  --provider proconnect  [--client public|secret] [--client relay --relay ADDRESS] [--userinfo jwt|json]
  --provider generic     [--client public|secret|basic] [--userinfo json|jwt] [--alg ES256|PS256|RS256]
  [--access-seconds 3600] [--session-seconds 43200] [--refuse-scope NAME]… [--no-post-logout] [--login-hold] [--port 9400]`

const text = (fallback) => ({ type: 'string', default: fallback })
const flag = { type: 'boolean', default: false }

/** Reads the options; whatever is wrong ends the process with a word on how to use it. */
export function readOptions() {
  const { values } = parseArgs({
    options: {
      dir: { type: 'string' },
      provider: text('proconnect'),
      client: { type: 'string' },
      relay: { type: 'string' },
      'access-seconds': text('3600'),
      'session-seconds': text('43200'),
      'refuse-scope': { type: 'string', multiple: true, default: [] },
      'no-post-logout': flag,
      userinfo: { type: 'string' },
      alg: { type: 'string' },
      'login-hold': flag,
      port: text('0'),
    },
  })
  const able = PROVIDERS[values.provider] ?? refuse()
  const options = {
    dir: values.dir,
    provider: values.provider,
    client: values.client ?? able.clients[0],
    relay: values.relay,
    accessSeconds: Number(values['access-seconds']),
    sessionSeconds: Number(values['session-seconds']),
    refusedScopes: values['refuse-scope'],
    postLogoutPath: values['no-post-logout'] ? undefined : '/signed-out',
    userinfo: values.userinfo ?? able.userinfo[0],
    alg: values.alg ?? able.algs[0],
    loginHold: values['login-hold'],
    port: Number(values.port),
  }
  if (!isUsable(options, able)) refuse()
  return options
}

function refuse() {
  console.error(USAGE)
  process.exit(2)
}

function isUsable({ dir, client, relay, accessSeconds, sessionSeconds, userinfo, alg, port }, able) {
  return Boolean(dir)
    && able.clients.includes(client)
    && able.userinfo.includes(userinfo)
    && able.algs.includes(alg)
    && (client === 'relay' ? URL.canParse(relay ?? '') : relay === undefined)
    && [accessSeconds, sessionSeconds].every((seconds) => Number.isInteger(seconds) && seconds > 0)
    && port >= 0 && port < 65000
}
