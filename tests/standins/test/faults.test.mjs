import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { agents } from '../provider/agents.mjs'
import { atHash, decodeJwt } from '../provider/keys.mjs'
import { createBrowser } from './browser.mjs'
import { createLauncher, signIn } from './launcher.mjs'
import { start } from './running.mjs'

let standins

before(async () => { standins = await start() })
after(() => standins.stop())
afterEach(() => standins.reset())

async function signedIn() {
  const launcher = createLauncher(standins)
  const browser = createBrowser({ stopAt: launcher.redirectUri })
  return { launcher, browser, ...await signIn(browser, launcher) }
}

async function answerUnder(kind) {
  const launcher = createLauncher(standins)
  const browser = createBrowser({ stopAt: launcher.redirectUri })
  await standins.fault(kind)
  const attempt = launcher.request()
  const page = await browser.open(attempt.url)
  return { attempt, parameters: (page.status === null ? page : await browser.choose(page, 'camille')).url.searchParams }
}

const idTokens = {
  bad_signature: async ({ launcher, tokens }) => {
    assert.equal(decodeJwt(tokens.id_token).header.kid, 'rs256-1')
    await assert.rejects(launcher.verified(tokens.id_token), /bad signature/)
  },
  unknown_kid: ({ launcher, tokens }) => assert.rejects(launcher.verified(tokens.id_token), /no key/),
  wrong_nonce: async ({ launcher, tokens, attempt }) => assert.notEqual((await launcher.verified(tokens.id_token)).payload.nonce, attempt.nonce),
  wrong_at_hash: async ({ launcher, tokens }) => assert.notEqual((await launcher.verified(tokens.id_token)).payload.at_hash, atHash(tokens.access_token)),
  wrong_audience: async ({ launcher, tokens }) => assert.equal((await launcher.verified(tokens.id_token)).payload.aud, 'another-client'),
  old_login: async ({ launcher, tokens }) => {
    const { auth_time: at, iat } = (await launcher.verified(tokens.id_token)).payload
    assert.equal(iat - at, 12 * 3600 - 14 * 60)
  },
  expired_id_token: async ({ launcher, tokens }) => assert.ok((await launcher.verified(tokens.id_token)).payload.exp < Date.now() / 1000 - 3600),
}
for (const [kind, check] of Object.entries(idTokens)) {
  test(`${kind}: in the first ID token and in the refreshed one, nothing else changed`, async () => {
    await standins.fault(kind)
    const first = await signedIn()
    await check(first)
    const { body } = await first.launcher.refresh(first.tokens.refresh_token)
    await check({ ...first, tokens: body })
    await standins.fault('none')
    const { payload } = await first.launcher.verified((await first.launcher.refresh(body.refresh_token)).body.id_token)
    assert.deepEqual([payload.sub, payload.aud, payload.nonce], [agents.camille.sub, 'parvis', first.attempt.nonce])
  })
}

test('userinfo_bad_signature', async () => {
  const { launcher, tokens } = await signedIn()
  await standins.fault('userinfo_bad_signature')
  const { text } = await launcher.userinfo(tokens.access_token)
  await assert.rejects(launcher.verified(text), /bad signature/)
})

test('userinfo_other_sub: well signed, about somebody else', async () => {
  const { launcher, tokens } = await signedIn()
  await standins.fault('userinfo_other_sub')
  const { text } = await launcher.userinfo(tokens.access_token)
  assert.notEqual((await launcher.verified(text)).payload.sub, agents.camille.sub)
})

test('wrong_iss', async () => {
  const { parameters } = await answerUnder('wrong_iss')
  assert.ok(parameters.get('code'))
  assert.notEqual(parameters.get('iss'), standins.issuer)
})

test('missing_iss', async () => {
  const { parameters } = await answerUnder('missing_iss')
  assert.ok(parameters.get('code'))
  assert.equal(parameters.get('iss'), null)
})

test('server_error is sent back with the state and the issuer', async () => {
  const { parameters, attempt } = await answerUnder('server_error')
  assert.deepEqual(Object.fromEntries(parameters), { error: 'server_error', error_description: 'oops! something went wrong', state: attempt.state, iss: standins.issuer })
})

test('server_error never sends anybody to an unregistered address', async () => {
  const launcher = createLauncher(standins)
  await standins.fault('server_error')
  const page = await createBrowser().open(launcher.request({ redirect_uri: 'http://example.org/callback' }).url)
  assert.equal(page.status, 400)
})

test('down: every endpoint answers 503, and the session is still there afterwards', async () => {
  const { launcher, tokens } = await signedIn()
  await standins.fault('down')
  for (const path of ['/.well-known/openid-configuration', '/jwks', '/authorize', '/userinfo', '/session/end']) {
    assert.equal((await fetch(standins.issuer + path)).status, 503, path)
  }
  assert.equal((await fetch(`${standins.issuer}/token`, { method: 'POST' })).status, 503)
  assert.equal((await standins.log('token')).at(-1).outcome, 'down')
  await standins.fault('none')
  assert.equal((await launcher.refresh(tokens.refresh_token)).status, 200)
})

test('token_down: only the token endpoint', async () => {
  await standins.fault('token_down')
  assert.equal((await fetch(`${standins.issuer}/token`, { method: 'POST' })).status, 503)
  assert.equal((await fetch(`${standins.issuer}/jwks`)).status, 200)
})

test('hang: takes the request and says nothing', async () => {
  await standins.fault('hang')
  await assert.rejects(fetch(`${standins.issuer}/jwks`, { signal: AbortSignal.timeout(300) }), { name: 'TimeoutError' })
})

test('key_rotation: signed with a key that was not published before; old tokens still hold', async () => {
  const jwks = async () => (await (await fetch(`${standins.issuer}/jwks`)).json()).keys.map(({ kid }) => kid)
  const { launcher, browser, tokens } = await signedIn()
  const before = await jwks()
  await standins.fault('key_rotation')
  const { body } = await launcher.refresh(tokens.refresh_token)
  const { header } = await launcher.verified(body.id_token)
  assert.ok(!before.includes(header.kid))
  assert.deepEqual(await jwks(), [header.kid, ...before])
  await launcher.verified(tokens.id_token)

  await standins.fault('bad_signature')
  const { tokens: forged } = await signIn(browser, launcher)
  await assert.rejects(launcher.verified(forged.id_token), /bad signature/)
})

test('an unknown fault is refused', async () => {
  assert.equal((await standins.fault('nonsense')).status, 400)
})
