// What the command line may say. See README.md.

import { parseArgs } from 'node:util'

const CLIENTS = ['public', 'secret', 'relay']
const USAGE = `usage: node start.mjs --dir DIR [--client ${CLIENTS.join('|')}] [--relay ADDRESS]
  [--access-seconds 3600] [--session-seconds 43200] [--refuse-scope NAME]… [--no-post-logout]
  [--userinfo jwt|json] [--login-hold] [--port 9400]`

const text = (fallback) => ({ type: 'string', default: fallback })
const flag = { type: 'boolean', default: false }

/** Reads the options; whatever is wrong ends the process with a word on how to use it. */
export function readOptions() {
  const { values } = parseArgs({
    options: {
      dir: { type: 'string' },
      client: text('public'),
      relay: { type: 'string' },
      'access-seconds': text('3600'),
      'session-seconds': text('43200'),
      'refuse-scope': { type: 'string', multiple: true, default: [] },
      'no-post-logout': flag,
      userinfo: text('jwt'),
      'login-hold': flag,
      port: text('0'),
    },
  })
  const options = {
    dir: values.dir,
    client: values.client,
    relay: values.relay,
    accessSeconds: Number(values['access-seconds']),
    sessionSeconds: Number(values['session-seconds']),
    refusedScopes: values['refuse-scope'],
    postLogoutPath: values['no-post-logout'] ? undefined : '/signed-out',
    userinfo: values.userinfo,
    loginHold: values['login-hold'],
    port: Number(values.port),
  }
  if (!isUsable(options)) {
    console.error(USAGE)
    process.exit(2)
  }
  return options
}

function isUsable({ dir, client, relay, accessSeconds, sessionSeconds, userinfo, port }) {
  return Boolean(dir)
    && CLIENTS.includes(client)
    && (client === 'relay' ? URL.canParse(relay ?? '') : relay === undefined)
    && ['jwt', 'json'].includes(userinfo)
    && [accessSeconds, sessionSeconds].every((seconds) => Number.isInteger(seconds) && seconds > 0)
    && port >= 0 && port < 65000
}
