// Starts ProConnect and five tools on loopback, writes the workspace, prints one line of JSON. See README.md.

import './stderr.mjs'
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { startControl } from './control.mjs'
import { listen, serve } from './http.mjs'
import { createJournal } from './journal.mjs'
import { startProvider } from './provider/provider.mjs'
import { TOOLS } from './tools/catalogue.mjs'
import { writeWorkspace } from './workspace.mjs'

const { values: options } = parseArgs({
  options: {
    dir: { type: 'string' },
    client: { type: 'string', default: 'public' },
    'access-seconds': { type: 'string', default: '3600' },
    userinfo: { type: 'string', default: 'jwt' },
    'login-hold': { type: 'boolean', default: false },
    port: { type: 'string', default: '0' },
  },
})
const accessSeconds = Number(options['access-seconds'])
const port = Number(options.port)
if (!options.dir || !['public', 'secret'].includes(options.client) || !['jwt', 'json'].includes(options.userinfo) || !(accessSeconds > 0) || !(port >= 0 && port < 65000)) {
  console.error('usage: node start.mjs --dir DIR [--client public|secret] [--access-seconds 3600] [--userinfo jwt|json] [--login-hold] [--port 9400]')
  process.exit(2)
}

endWithParent()

const journal = createJournal()
const secret = () => randomBytes(32).toString('hex')
const tools = await Promise.all(TOOLS.map(async (tool) => ({ ...tool, ...await listen(tool.host), clientSecret: secret() })))
const door = await listen('127.0.0.1', port)
const controlDoor = await listen('127.0.0.1')
const launcherSecret = secret()
const redirectPorts = options.client === 'secret' ? await freePorts(3) : []

const provider = startProvider({
  ...door,
  clients: [launcher(), ...tools.map(relyingParty)],
  publicClients: options.client === 'public',
  accessSeconds,
  loginHold: options['login-hold'],
  journal,
})
for (const { server, ...tool } of tools) {
  const { origin, clientSecret } = tool
  serve(server, tool.create({ tool, origin, issuer: provider.issuer, clientSecret, userinfo: options.userinfo, journal, launcherId: 'parvis' }))
}
startControl({ ...controlDoor, journal, provider })

const origins = Object.fromEntries(tools.map(({ id, origin }) => [id, origin]))
const files = writeWorkspace({ dir: options.dir, issuer: provider.issuer, client: options.client, clientSecret: launcherSecret, redirectPorts, origins, tools })
process.stdout.write(`${JSON.stringify({ provider: door.origin, issuer: provider.issuer, control: controlDoor.origin, tools: origins, ...files })}\n`)

function metadata(more) {
  return {
    id_token_signed_response_alg: 'RS256',
    ...(options.userinfo === 'jwt' && { userinfo_signed_response_alg: 'RS256' }),
    grant_types: ['authorization_code', 'refresh_token'],
    ...more,
  }
}

function launcher() {
  const own = options.client === 'public'
    ? { token_endpoint_auth_method: 'none', application_type: 'native', redirect_uris: ['http://127.0.0.1/callback', 'http://[::1]/callback'] }
    : { client_secret: launcherSecret, redirect_uris: redirectPorts.map((port) => `http://127.0.0.1:${port}/callback`) }
  return metadata({ client_id: 'parvis', client_name: 'Parvis', ...own })
}

function relyingParty(tool) {
  return metadata({
    client_id: tool.id,
    client_name: tool.name,
    client_secret: tool.clientSecret,
    redirect_uris: [tool.origin + tool.callback],
    post_logout_redirect_uris: [tool.origin + tool.loggedOut],
  })
}

/** Ports that were free a moment ago, for the redirect URIs that ProConnect wants written down beforehand. */
async function freePorts(count) {
  const doors = await Promise.all(Array.from({ length: count }, () => listen('127.0.0.1')))
  const ports = doors.map(({ server }) => server.address().port)
  await Promise.all(doors.map(({ server }) => new Promise((resolve) => server.close(resolve))))
  return ports
}

/** Nothing survives whoever started it: a closed standard input, a signal or a new parent ends the process. */
function endWithParent() {
  const end = () => process.exit(0)
  process.stdin.on('end', end).on('error', end).resume()
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, end)
  const parent = process.ppid
  setInterval(() => { if (process.ppid !== parent) end() }, 500).unref()
}
