import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { agents } from '../provider/agents.mjs'
import { createBrowser } from './browser.mjs'
import { createLauncher, signIn } from './launcher.mjs'
import { against, start } from './running.mjs'

const GENERIC = ['--provider', 'generic']

let standins, launcher, browser

before(async () => { standins = await start(...GENERIC) })
after(() => standins.stop())
beforeEach(async () => {
  await standins.endSessions()
  await standins.reset()
  launcher = createLauncher(standins)
  browser = createBrowser({ stopAt: launcher.redirectUri })
})

const { sub, email } = agents.camille
const CAMILLE = { sub, name: 'Camille Durand', given_name: 'Camille', family_name: 'Durand', email, email_verified: true, groups: ['rh'] }

test('the issuer is a bare origin, and discovery says what a public client needs', () => {
  const { discovery, issuer, provider, workspace } = standins
  assert.equal(issuer, provider)
  assert.equal(discovery.issuer, new URL(issuer).origin)
  assert.equal(discovery.token_endpoint, `${issuer}/token`)
  assert.ok(discovery.token_endpoint_auth_methods_supported.includes('none'))
  assert.equal(discovery.authorization_response_iss_parameter_supported, true)
  assert.deepEqual(discovery.code_challenge_methods_supported, ['S256'])
  assert.equal(workspace.identity.supports_prompt_login, undefined)
  assert.deepEqual(workspace.identity.scopes, ['openid', 'profile', 'email', 'groups'])
})

for (const origin of ['http://127.0.0.1:50111', 'http://[::1]:50112']) {
  test(`a public client on ${origin} goes from the login page to verified tokens and JSON userinfo`, async () => {
    launcher = createLauncher(standins, { origin })
    browser = createBrowser({ stopAt: origin })
    const attempt = launcher.request()
    const { url } = await browser.choose(await browser.open(attempt.url), 'camille')
    assert.equal(url.origin, origin)
    assert.equal(url.searchParams.get('iss'), standins.issuer)
    assert.equal(url.searchParams.get('state'), attempt.state)
    const { body: tokens } = await launcher.redeem(attempt, url)
    const { header, payload } = await launcher.verified(tokens.id_token)
    assert.equal(header.alg, 'ES256')
    assert.equal(payload.nonce, attempt.nonce)
    assert.equal(payload.at_hash, undefined)
    const userinfo = await launcher.userinfo(tokens.access_token)
    assert.match(userinfo.type, /^application\/json/)
    assert.deepEqual(JSON.parse(userinfo.text), CAMILLE)
    assert.deepEqual((await standins.log()).map(({ kind }) => kind), ['authorize', 'login_page', 'login', 'token', 'userinfo'])

    const left = await browser.signOut(`${standins.discovery.end_session_endpoint}?client_id=parvis&state=s&post_logout_redirect_uri=${encodeURIComponent(`${origin}/signed-out`)}`)
    assert.equal(left.url.href, `${origin}/signed-out?state=s`)
    assert.deepEqual((await standins.log('end_session')).map(({ client_id, had_session }) => [client_id, had_session]), [['parvis', true]])
    assert.equal((await launcher.refresh(tokens.refresh_token)).body.error, 'invalid_grant')
  })
}

test('without PKCE there is no code', async () => {
  const url = new URL(launcher.request().url)
  url.searchParams.delete('code_challenge')
  url.searchParams.delete('code_challenge_method')
  const answer = (await browser.open(url)).url.searchParams
  assert.equal(answer.get('error'), 'invalid_request')
  assert.equal(answer.get('iss'), standins.issuer)
})

test('a refresh token serves once; used again, it takes its whole family along', async () => {
  const { tokens } = await signIn(browser, launcher)
  const { body: second } = await launcher.refresh(tokens.refresh_token)
  assert.notEqual(second.refresh_token, tokens.refresh_token)
  const { body: third } = await launcher.refresh(second.refresh_token)
  assert.equal((await launcher.userinfo(third.access_token)).status, 200)
  assert.equal((await launcher.refresh(tokens.refresh_token)).body.error, 'invalid_grant')
  assert.equal((await launcher.refresh(third.refresh_token)).body.error, 'invalid_grant')
  assert.equal((await launcher.userinfo(third.access_token)).status, 401)
})

describe('prompt', () => {
  test('none: sent back without a session, silent with one', async () => {
    const nobody = (await browser.open(launcher.request({ prompt: 'none' }).url)).url.searchParams
    assert.equal(nobody.get('error'), 'login_required')
    await signIn(browser, launcher)
    const { status, url } = await browser.open(launcher.request({ prompt: 'none' }).url)
    assert.equal(status, null)
    assert.ok(url.searchParams.get('code'))
    assert.deepEqual((await standins.log('authorize')).map(({ prompt, outcome }) => [prompt, outcome]), [
      ['none', 'login_required'], [null, 'interaction'], ['none', 'code'],
    ])
  })

  test('login: asks again, and auth_time is that of the new login', async () => {
    const authTime = async () => {
      const { tokens } = await signIn(browser, launcher, { prompt: 'login' })
      return (await launcher.verified(tokens.id_token)).payload.auth_time
    }
    const first = await authTime()
    while (Math.floor(Date.now() / 1000) <= first) await new Promise((resolve) => setTimeout(resolve, 50))
    assert.ok(await authTime() > first)
    assert.equal((await standins.log('login_page')).length, 2)
  })

  test('login as somebody else ends what the first one had', async () => {
    const { tokens } = await signIn(browser, launcher)
    const attempt = launcher.request({ prompt: 'login' })
    const form = await browser.choose(await browser.open(attempt.url), 'noe')
    const { url } = await browser.submit(form)
    const { body } = await launcher.redeem(attempt, url)
    assert.equal(JSON.parse((await launcher.userinfo(body.access_token)).text).name, 'Noé Martin')
    assert.equal((await launcher.refresh(tokens.refresh_token)).body.error, 'invalid_grant')
  })
})

test('ended sessions take their tokens along', async () => {
  const { tokens } = await signIn(browser, launcher)
  await standins.endSessions()
  assert.equal((await launcher.refresh(tokens.refresh_token)).body.error, 'invalid_grant')
  assert.equal((await launcher.userinfo(tokens.access_token)).status, 401)
  assert.equal((await browser.open(launcher.request({ prompt: 'none' }).url)).url.searchParams.get('error'), 'login_required')
})

test('refusing, and an account that may not come in', async () => {
  const { url } = await browser.choose(await browser.open(launcher.request().url), 'refuse')
  assert.equal(url.searchParams.get('error'), 'access_denied')
  const page = await browser.choose(await browser.open(launcher.request().url), 'blocked')
  assert.match(page.text, /id="error-code"/)
})

test('faults: a forged ID token, somebody else’s userinfo, a new key, nobody there', async () => {
  await standins.fault('bad_signature')
  const { tokens } = await signIn(browser, launcher)
  await assert.rejects(launcher.verified(tokens.id_token), /bad signature/)
  await standins.fault('userinfo_other_sub')
  assert.notEqual(JSON.parse((await launcher.userinfo(tokens.access_token)).text).sub, sub)
  await standins.fault('wrong_iss')
  assert.notEqual((await browser.open(launcher.request().url)).url.searchParams.get('iss'), standins.issuer)
  await standins.fault('key_rotation')
  const { body } = await launcher.refresh(tokens.refresh_token)
  const { header } = await launcher.verified(body.id_token)
  assert.deepEqual([header.alg, header.kid], ['ES256', 'es256-2'])
  await standins.fault('token_down')
  assert.equal((await fetch(standins.discovery.token_endpoint, { method: 'POST' })).status, 503)
  assert.equal((await standins.log('token')).at(-1).outcome, 'token_down')
})

test('the five tools, signed in by the same session', async () => {
  const { docs, drive, meet, grist, agenda } = standins.tools
  await signIn(browser, launcher)
  const entrances = [
    `${docs}/api/v1.0/authenticate/?next=/x/`, `${drive}/api/v1.0/authenticate/?returnTo=/x/`, `${meet}/api/v1.0/authenticate/?returnTo=/x/`,
    `${grist}/login?next=/x/`, `${agenda}/login/initiate?iss=${encodeURIComponent(standins.issuer)}&target_link_uri=${encodeURIComponent(`${agenda}/x/`)}`,
  ]
  for (const address of entrances) assert.match((await browser.open(address)).text, /id="who">Camille Durand</, address)
  assert.equal((await standins.log('login_page')).length, 1)
  await browser.signOut(`${docs}/api/v1.0/logout/`)
  assert.match((await browser.open(`${meet}/api/v1.0/authenticate/`)).text, /agent-camille/)
})

for (const alg of ['ES256', 'PS256', 'RS256']) {
  test(`${alg} for ID tokens and userinfo`, against([...GENERIC, '--userinfo', 'jwt', '--alg', alg], async (other) => {
    const launcher = createLauncher(other)
    const browser = createBrowser({ stopAt: launcher.redirectUri })
    const { tokens } = await signIn(browser, launcher)
    assert.equal((await launcher.verified(tokens.id_token)).header.alg, alg)
    const { type, text } = await launcher.userinfo(tokens.access_token)
    assert.match(type, /^application\/jwt/)
    const { header, payload } = await launcher.verified(text)
    assert.equal(header.alg, alg)
    assert.deepEqual([payload.sub, payload.aud, payload.iss], [sub, 'parvis', other.issuer])
    assert.match((await browser.open(`${other.tools.grist}/login?next=/x/`)).text, /id="who">Camille Durand</)
    await other.fault('userinfo_bad_signature')
    await assert.rejects(launcher.verified((await launcher.userinfo(tokens.access_token)).text), /bad signature/)
  }))
}

for (const [client, method, refused] of [['secret', 'client_secret_post', undefined], ['basic', 'client_secret_basic', 401]]) {
  test(`${client}: only ${method}`, against([...GENERIC, '--client', client, '--refuse-scope', 'groups'], async (other) => {
    const { identity } = other.workspace
    assert.equal(identity.client, 'secret')
    assert.equal(identity.redirect_ports.length, 3)
    assert.equal(other.policyFile.client_secret, other.clientSecret)
    assert.deepEqual(other.discovery.token_endpoint_auth_methods_supported, [method])

    const launcher = createLauncher(other)
    const browser = createBrowser({ stopAt: launcher.redirectUri })
    const { error, scope } = Object.fromEntries((await browser.open(launcher.request().url)).url.searchParams)
    assert.deepEqual([error, scope], ['invalid_scope', 'groups'])
    const { tokens } = await signIn(browser, launcher, { scope: 'openid profile' })
    const { body } = await launcher.refresh(tokens.refresh_token)
    assert.notEqual(body.refresh_token, tokens.refresh_token)
    assert.match((await browser.open(`${other.tools.grist}/login?next=/x/`)).text, /id="who">Camille Durand</)
    if (refused) {
      const posted = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: body.refresh_token, client_id: 'parvis', client_secret: other.clientSecret })
      assert.equal((await fetch(other.discovery.token_endpoint, { method: 'POST', body: posted })).status, refused)
    }
  }))
}
