import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBrowser } from './browser.mjs'
import { createLauncher, signIn } from './launcher.mjs'
import { against } from './running.mjs'

const RELAY = 'http://127.0.0.1:18765/relais'

test('relay: Parvis has no secret, the relay has the only redirect URI', against(['--client', 'relay', '--relay', RELAY], async (standins) => {
  const { identity } = standins.workspace
  assert.equal(identity.client, 'relay')
  assert.equal(identity.relay, RELAY)
  assert.equal(identity.redirect_ports, undefined)
  assert.equal(identity.post_logout_path, undefined)
  assert.deepEqual(Object.keys(standins.policyFile), ['workspace'])
  assert.ok(standins.clientSecret.length >= 32)

  const relay = createLauncher(standins, { origin: RELAY })
  const browser = createBrowser({ stopAt: RELAY })
  const { tokens } = await signIn(browser, relay)
  assert.ok(tokens.refresh_token)
  assert.equal((await relay.refresh(tokens.refresh_token, { client_secret: '' })).status, 401)
  const left = await browser.signOut(`${standins.issuer}/session/end?client_id=parvis&state=s&post_logout_redirect_uri=${encodeURIComponent(`${RELAY}/signed-out`)}`)
  assert.equal(left.url.href, `${RELAY}/signed-out?state=s`)

  const page = await createBrowser().open(createLauncher(standins, { port: 50999 }).request().url)
  assert.match(page.text, /id="error-code">invalid_redirect_uri</)
}))

test('a scope that Parvis was not given is named in the answer', against(['--refuse-scope', 'groups', '--refuse-scope', 'lasuite_visio'], async (standins) => {
  const launcher = createLauncher(standins)
  const browser = createBrowser({ stopAt: launcher.redirectUri })
  const refused = async (scope) => Object.fromEntries((await browser.open(launcher.request({ scope, state: 'here' }).url)).url.searchParams)
  const expected = { error: 'invalid_scope', error_description: 'requested scope is not allowed', state: 'here', iss: standins.issuer }
  assert.deepEqual(await refused('openid email groups lasuite_visio'), { ...expected, scope: 'groups' })
  assert.deepEqual(await refused('openid email lasuite_visio'), { ...expected, scope: 'lasuite_visio' })
  assert.ok((await signIn(browser, launcher, { scope: 'openid email' })).tokens.access_token)
  assert.equal((await standins.log('authorize'))[0].outcome, 'invalid_scope')
}))

test('a session ends when it is told to, and its refresh tokens with it', against(['--session-seconds', '4'], async (standins) => {
  const launcher = createLauncher(standins)
  const browser = createBrowser({ stopAt: launcher.redirectUri })
  const { tokens } = await signIn(browser, launcher)
  const { body: refreshed } = await launcher.refresh(tokens.refresh_token)
  const deadline = Date.now() + 20_000
  for (;;) {
    const { url } = await browser.open(launcher.request({ prompt: 'none' }).url)
    if (url.searchParams.get('error') === 'login_required') break
    assert.ok(Date.now() < deadline, 'the session goes on')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  assert.equal((await launcher.refresh(refreshed.refresh_token)).body.error, 'invalid_grant')
}))

for (const [client, port] of [['public', () => 50321], ['secret', ({ redirect_ports: ports }) => ports[1]]]) {
  test(`${client}: a log-out comes back to the loopback`, against(['--client', client], async (standins) => {
    const { identity } = standins.workspace
    const origin = `http://127.0.0.1:${port(identity)}`
    const launcher = createLauncher(standins, { origin })
    const browser = createBrowser({ stopAt: origin })
    await signIn(browser, launcher)
    const address = (to) => `${standins.issuer}/session/end?client_id=parvis&state=abc&post_logout_redirect_uri=${encodeURIComponent(to)}`
    assert.equal((await browser.open(address(`${origin}/elsewhere`))).status, 400)
    assert.equal((await browser.open(address(`http://example.org${identity.post_logout_path}`))).status, 400)
    const left = await browser.signOut(address(origin + identity.post_logout_path))
    assert.equal(left.url.href, `${origin}/signed-out?state=abc`)
  }))
}

test('--no-post-logout: no such address, here or there', against(['--no-post-logout'], async (standins) => {
  assert.equal(standins.workspace.identity.post_logout_path, undefined)
  const page = await createBrowser().open(`${standins.issuer}/session/end?client_id=parvis&post_logout_redirect_uri=${encodeURIComponent('http://127.0.0.1:50321/signed-out')}`)
  assert.equal(page.status, 400)
}))
