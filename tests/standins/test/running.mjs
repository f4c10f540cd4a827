// The stand-ins as tests use them: the real command, started once per file, ended by closing its standard input.

import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const START = fileURLToPath(new URL('../start.mjs', import.meta.url))

export async function start(...options) {
  const dir = await mkdtemp(join(tmpdir(), 'standins-'))
  const child = spawn(process.execPath, [START, '--dir', dir, ...options], { stdio: ['pipe', 'pipe', 'pipe'] })
  let complaints = ''
  child.stderr.on('data', (chunk) => { complaints += chunk })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const line = await Promise.race([
    new Promise((resolve) => createInterface(child.stdout).once('line', resolve)),
    exited.then((code) => { throw new Error(`ended with ${code}: ${complaints}`) }),
  ])
  const addresses = JSON.parse(line)
  const post = (path, body) => fetch(addresses.control + path, { method: 'POST', body: body && JSON.stringify(body) })
  return {
    ...addresses,
    discovery: await (await fetch(`${addresses.issuer}/.well-known/openid-configuration`)).json(),
    workspace: JSON.parse(await readFile(addresses.workspace, 'utf8')),
    policyFile: JSON.parse(await readFile(join(addresses.policy, 'managed', 'parvis.json'), 'utf8')),
    files: { workspace: addresses.workspace, policy: addresses.policy },
    child,
    log: async (kind) => (await (await fetch(`${addresses.control}/log`)).json()).filter((entry) => !kind || entry.kind === kind),
    reset: () => post('/reset'),
    fault: (kind) => post('/fault', { kind }),
    endSessions: () => post('/end-sessions'),
    release: () => post('/release'),
    async stop() {
      child.stdin.end()
      const code = await exited
      await rm(dir, { recursive: true })
      return code
    },
  }
}

/** A test against stand-ins of its own, started with `options`. */
export const against = (options, check) => async () => {
  const standins = await start(...options)
  try {
    await check(standins)
  } finally {
    await standins.stop()
  }
}
