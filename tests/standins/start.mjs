// Starts a provider and five tools on loopback, writes the workspace, prints one line of JSON. See README.md.

import './stderr.mjs'
import { randomBytes } from 'node:crypto'
import { registerLauncher, registerTool } from './clients.mjs'
import { startControl } from './control.mjs'
import { listen, serve } from './http.mjs'
import { createJournal } from './journal.mjs'
import { readOptions } from './options.mjs'
import { startProvider } from './provider/provider.mjs'
import { TOOLS } from './tools/catalogue.mjs'
import { writeWorkspace } from './workspace.mjs'

/** Only the engine that is used is loaded. */
const HOUSES = {
  proconnect: () => import('./provider/proconnect/proconnect.mjs'),
  generic: () => import('./provider/generic/generic.mjs'),
}
/** What the tools ask for at a provider that does not know ProConnect's scopes. */
const TOOL_SCOPES = { generic: 'openid profile email' }

const options = readOptions()
endWithParent()

const { userinfo, alg } = options
const house = await HOUSES[options.provider]()
const journal = createJournal()
const secret = () => randomBytes(32).toString('hex')
const tools = await Promise.all(TOOLS.map(async (tool) => ({ ...tool, ...await listen(tool.host), clientSecret: secret() })))
const door = await listen('127.0.0.1', options.port)
const controlDoor = await listen('127.0.0.1')
const launcher = await registerLauncher(options, { secret: secret(), scopes: house.scopes })

const provider = startProvider({
  ...options,
  ...door,
  house,
  clients: [launcher.metadata, ...tools.map(registerTool)].map(withAlgorithms),
  launcherId: launcher.metadata.client_id,
  journal,
})
const identity = { issuer: provider.issuer, userinfo, alg, scope: TOOL_SCOPES[options.provider], basic: options.client === 'basic' }
for (const { server, ...tool } of tools) {
  serve(server, tool.create({ tool, origin: tool.origin, identity: { ...identity, clientSecret: tool.clientSecret }, journal, launcherId: launcher.metadata.client_id }))
}
startControl({ ...controlDoor, journal, provider })

const origins = Object.fromEntries(tools.map(({ id, origin }) => [id, origin]))
const files = writeWorkspace({ ...options, ...launcher, issuer: provider.issuer, origins, tools })
process.stdout.write(`${JSON.stringify({
  provider: door.origin,
  issuer: provider.issuer,
  control: controlDoor.origin,
  tools: origins,
  clientSecret: launcher.clientSecret,
  ...files,
})}\n`)

function withAlgorithms(metadata) {
  return {
    id_token_signed_response_alg: alg,
    ...(userinfo === 'jwt' && { userinfo_signed_response_alg: alg }),
    grant_types: ['authorization_code', 'refresh_token'],
    ...metadata,
  }
}

/** Nothing survives whoever started it: a closed standard input, a signal or a new parent ends the process. */
function endWithParent() {
  const end = () => process.exit(0)
  process.stdin.on('end', end).on('error', end).resume()
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, end)
  const parent = process.ppid
  setInterval(() => { if (process.ppid !== parent) end() }, 500).unref()
}
