import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, isAbsolute, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createBrowser } from './browser.mjs'
import { createLauncher, signIn } from './launcher.mjs'
import { start } from './running.mjs'

test('public: the workspace points at the stand-ins and the policy at the workspace', async () => {
  const standins = await start()
  try {
    const { workspace, policyFile, files, issuer, tools } = standins
    assert.deepEqual(policyFile, { workspace: files.workspace })
    assert.ok(isAbsolute(files.workspace))
    assert.equal(workspace.identity.issuer, issuer)
    assert.equal(workspace.identity.client, 'public')
    assert.equal(workspace.identity.supports_prompt_login, false)
    assert.equal(workspace.identity.post_logout_path, '/signed-out')
    assert.equal(standins.clientSecret, undefined)
    assert.deepEqual(workspace.hosts, Object.values(tools).map((origin) => new URL(origin).host))
    assert.deepEqual(workspace.apps.map(({ id, sso }) => [id, sso]), [
      ['docs', { kind: 'lasuite', next_param: 'next' }],
      ['drive', { kind: 'lasuite', next_param: 'returnTo' }],
      ['meet', { kind: 'lasuite', next_param: 'returnTo' }],
      ['grist', { kind: 'link' }],
      ['agenda', { kind: 'initiate_login', uri: `${tools.agenda}/login/initiate` }],
    ])
    assert.equal(workspace.apps.find(({ id }) => id === 'grist').url, `${tools.grist}/login?next=/`)
    assert.equal(workspace.apps.filter(({ icon }) => icon?.startsWith('data:image/svg+xml;base64,')).length, 4)
    for (const names of [...workspace.apps, ...workspace.sections].map(({ name }) => name)) assert.deepEqual(Object.keys(names), ['fr', 'en', 'de'])
  } finally {
    assert.equal(await standins.stop(), 0)
  }
})

test('nobody else may write the files, whatever the umask', async () => {
  const umask = process.umask(0)
  const standins = await start().finally(() => process.umask(umask))
  try {
    const mode = (path) => (statSync(path).mode & 0o777).toString(8)
    const policy = join(standins.files.policy, 'managed', 'parvis.json')
    assert.deepEqual([standins.files.workspace, policy].map(mode), ['644', '644'])
    assert.deepEqual([dirname(standins.files.workspace), standins.files.policy, dirname(policy)].map(mode), ['755', '755', '755'])
  } finally {
    await standins.stop()
  }
})

test('secret, other token life, JSON userinfo, held logins', async () => {
  const standins = await start('--client', 'secret', '--access-seconds', '120', '--userinfo', 'json', '--login-hold')
  try {
    const { identity } = standins.workspace
    assert.equal(identity.client, 'secret')
    assert.equal(new Set(identity.redirect_ports).size, 3)
    assert.ok(standins.policyFile.client_secret.length >= 32)
    assert.equal(standins.clientSecret, standins.policyFile.client_secret)

    const launcher = createLauncher(standins, { port: identity.redirect_ports[2] })
    const browser = createBrowser({ stopAt: launcher.redirectUri })
    const signingIn = signIn(browser, launcher)
    const held = await Promise.race([signingIn, new Promise((resolve) => setTimeout(resolve, 300, 'held'))])
    assert.equal(held, 'held')
    assert.deepEqual(await standins.log('login'), [])
    const releasing = setInterval(() => standins.release(), 50)
    const { tokens } = await signingIn.finally(() => clearInterval(releasing))

    assert.equal(tokens.expires_in, 120)
    const { type, text } = await launcher.userinfo(tokens.access_token)
    assert.equal(type, 'application/json; charset=utf-8')
    assert.equal(JSON.parse(text).given_name, 'Camille')
  } finally {
    await standins.stop()
  }
})

test('the provider has the wished port, or the next free one', async () => {
  const taken = createServer()
  await new Promise((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address()
  const next = await start('--port', String(port))
  await next.stop()
  assert.ok(Number(new URL(next.issuer).port) > port)
  taken.close()
  const wished = await start('--port', String(port))
  await wished.stop()
  assert.equal(Number(new URL(wished.issuer).port), port)
})

test('a signal ends it', async () => {
  const standins = await start()
  const exited = new Promise((resolve) => standins.child.once('exit', resolve))
  standins.child.kill('SIGTERM')
  assert.equal(await exited, 0)
  await standins.stop()
})

for (const options of [['--client', 'relay'], ['--relay', 'http://127.0.0.1:1'], ['--client', 'nobody'], ['--session-seconds', '0'], ['--provider', 'nobody'], ['--client', 'basic'], ['--alg', 'PS256']]) {
  test(`a wrong option says how to use it: ${options.join(' ')}`, () => {
    const { status, stderr } = spawnSync(process.execPath, [fileURLToPath(new URL('../start.mjs', import.meta.url)), '--dir', '/nowhere', ...options], { encoding: 'utf8' })
    assert.equal(status, 2)
    assert.match(stderr, /usage/)
  })
}
