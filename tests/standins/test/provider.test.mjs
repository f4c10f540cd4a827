import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { agents } from '../provider/agents.mjs'
import { atHash } from '../provider/keys.mjs'
import { recording } from '../tools/recordings.mjs'
import { createBrowser } from './browser.mjs'
import { createLauncher, signIn } from './launcher.mjs'
import { start } from './running.mjs'

let open, confidential

before(async () => {
  [open, confidential] = await Promise.all([start(), start('--client', 'secret')])
})
after(() => Promise.all([open.stop(), confidential.stop()]))
beforeEach(() => Promise.all([open.reset(), confidential.reset()]))

const visit = (standins, options) => {
  const launcher = createLauncher(standins, options)
  return { launcher, browser: createBrowser({ stopAt: launcher.redirectUri }) }
}
const recordedBody = (name) => recording('op', name).response.body

test('discovery is the recorded one, without offline_access', async () => {
  const recorded = recordedBody('discovery')
  const moved = JSON.parse(JSON.stringify(recorded).replaceAll(recorded.issuer, open.issuer))
  const expected = { ...moved, scopes_supported: moved.scopes_supported.filter((scope) => scope !== 'offline_access') }
  const response = await fetch(`${open.issuer}/.well-known/openid-configuration`)
  assert.deepEqual(await response.json(), expected)
  assert.equal(response.headers.get('cache-control'), 'public, max-age=600')
})

test('ProConnect as it is has no public clients', async () => {
  const discovery = await (await fetch(`${confidential.issuer}/.well-known/openid-configuration`)).json()
  assert.deepEqual(discovery.token_endpoint_auth_methods_supported, ['client_secret_post', 'private_key_jwt'])
})

for (const [name, standins] of [['public', () => open], ['secret', () => confidential]]) {
  test(`a ${name} client goes from the login page to verified tokens and userinfo`, async () => {
    const { launcher, browser } = visit(standins())
    const attempt = launcher.request()
    const page = await browser.open(attempt.url)
    assert.equal(page.status, 200)
    assert.match(page.text, /id="agent-camille"[\s\S]*id="agent-noe"[\s\S]*id="refuse"/)

    const { url, status } = await browser.choose(page, 'camille')
    assert.equal(status, null)
    assert.equal(url.searchParams.get('iss'), standins().issuer)
    assert.equal(url.searchParams.get('state'), attempt.state)

    const { body: tokens } = await launcher.redeem(attempt, url)
    assert.equal(tokens.access_token.length, 43)
    assert.equal(tokens.expires_in, 3600)
    assert.equal(tokens.refresh_token.length, 43)
    const { header, payload } = await launcher.verified(tokens.id_token)
    assert.equal(header.alg, 'RS256')
    assert.deepEqual(Object.keys(payload).sort(), ['at_hash', 'aud', 'auth_time', 'exp', 'iat', 'iss', 'nonce', 'sub'])
    assert.equal(payload.nonce, attempt.nonce)
    assert.equal(payload.at_hash, atHash(tokens.access_token))

    const userinfo = await launcher.userinfo(tokens.access_token)
    assert.equal(userinfo.type, 'application/jwt; charset=utf-8')
    const person = (await launcher.verified(userinfo.text)).payload
    const { sub, given_name, usual_name, email, siret, organization_label, roles, groups } = agents.camille
    const expected = { sub, given_name, usual_name, email, siret, organization_label, roles, groups, aud: 'parvis', iss: standins().issuer }
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, person[key]])), expected)
    assert.deepEqual((await standins().log()).map(({ kind }) => kind), ['authorize', 'login_page', 'login', 'token', 'userinfo'])
  })
}

describe('what stays on a page of ProConnect', () => {
  const rows = [
    ['an unknown client', (launcher) => launcher.request({ client_id: 'nobody' }), 'invalid_client', 400],
    ['another port', (launcher) => launcher.request({ redirect_uri: 'http://127.0.0.1:5555/callback' }), 'invalid_redirect_uri', 400],
    ['another name', (launcher) => launcher.request({ redirect_uri: launcher.redirectUri.replace('127.0.0.1', 'localhost') }), 'invalid_redirect_uri', 400],
  ]
  for (const [name, request, code, status] of rows) {
    test(name, async () => {
      const { launcher, browser } = visit(confidential)
      const page = await browser.open(request(launcher).url)
      assert.equal(page.status, status)
      assert.match(page.text, new RegExp(`id="error-code">${code}<`))
      assert.doesNotMatch(page.text, /href=|<form/)
      assert.deepEqual(await confidential.log(), [{ ...(await confidential.log('error_page'))[0], error: code }])
    })
  }

  test('an agent whom ProConnect does not let in', async () => {
    const { launcher, browser } = visit(open)
    const page = await browser.choose(await browser.open(launcher.request().url), 'blocked')
    assert.equal(page.status, 403)
    assert.match(page.text, /id="error-code">Y500015</)
    assert.equal(browser.cookie(open.issuer, 'pc_session_id'), undefined)
  })
})

test('a public client may use any loopback port', async () => {
  const { launcher, browser } = visit(open, { port: 50999 })
  assert.ok((await signIn(browser, launcher)).tokens.access_token)
})

describe('client authentication', () => {
  const redeemed = async (overrides) => {
    const { launcher, browser } = visit(confidential)
    const attempt = launcher.request()
    const { url } = await browser.choose(await browser.open(attempt.url), 'noe')
    return launcher.redeem(attempt, url, overrides)
  }
  test('PKCE does not replace the secret', async () => {
    const { status, body } = await redeemed({ client_secret: '' })
    assert.equal(status, 401)
    assert.equal(body.error, 'invalid_client')
  })
  test('a wrong secret is refused as recorded', async () => {
    const { status, body } = await redeemed({ client_secret: 'x'.repeat(64) })
    assert.equal(status, 401)
    assert.deepEqual(body, recordedBody('bad_secret'))
  })
  test('a wrong verifier is refused as recorded', async () => {
    const { status, body } = await redeemed({ code_verifier: 'v'.repeat(43) })
    assert.equal(status, 400)
    assert.deepEqual(body, recordedBody('code_unknown'))
  })
})

describe('the session', () => {
  test('nobody signed in: a silent request is sent back', async () => {
    const { launcher, browser } = visit(open)
    const attempt = launcher.request({ prompt: 'none' })
    const { url, status } = await browser.open(attempt.url)
    assert.equal(status, null)
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      error: 'login_required', error_description: 'End-User authentication is required', state: attempt.state, iss: open.issuer,
    })
    assert.deepEqual(await open.log('login_page'), [])
  })

  test('the cookie is Lax, HttpOnly and lasts 12 hours', async () => {
    const { launcher, browser } = visit(open)
    const page = await browser.open(launcher.request().url)
    const cookies = `_interaction=${browser.cookie(open.issuer, '_interaction')}; _interaction.sig=${browser.cookie(open.issuer, '_interaction.sig')}`
    const body = new URLSearchParams({ agent: 'camille' })
    const response = await fetch(`${page.url.href}/login`, { method: 'POST', body, redirect: 'manual', headers: { cookie: cookies } })
    const [, expires] = /^pc_session_id=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Lax; Expires=(.+)$/.exec(response.headers.get('set-cookie'))
    assert.ok(Math.abs(Date.parse(expires) - Date.now() - 12 * 3600_000) < 5000)
  })

  for (const prompt of ['none', 'login', 'consent', 'select_account']) {
    test(`a session is reused with prompt=${prompt}`, async () => {
      const { launcher, browser } = visit(open)
      await signIn(browser, launcher)
      await open.reset()
      assert.ok((await signIn(browser, launcher, { prompt })).tokens.id_token)
      assert.deepEqual(await open.log('login_page'), [])
    })
  }

  test('the same person as a hint stays silent', async () => {
    const { launcher, browser } = visit(open)
    await signIn(browser, launcher)
    const { status } = await browser.open(launcher.request({ prompt: 'none', login_hint: agents.camille.email }).url)
    assert.equal(status, null)
  })

  const eidas2 = JSON.stringify({ id_token: { acr: { essential: true, values: ['eidas2'] } } })
  for (const [name, hint] of [['login_hint', { login_hint: agents.noe.email }], ['an unmet essential acr', { claims: eidas2 }]]) {
    test(`the trap: prompt=none with ${name} shows the page and drops the session`, async () => {
      const { launcher, browser } = visit(open)
      const { tokens } = await signIn(browser, launcher)
      await open.reset()
      const page = await browser.open(launcher.request({ prompt: 'none', ...hint }).url)
      assert.equal(page.status, 200)
      assert.equal((await open.log('login_page')).length, 1)
      assert.equal((await browser.open(launcher.request({ prompt: 'none' }).url)).url.searchParams.get('error'), 'login_required')
      assert.equal((await launcher.refresh(tokens.refresh_token)).body.error, 'invalid_grant')
    })
  }

  test('an unknown idp_hint is sent back', async () => {
    const { launcher, browser } = visit(open)
    const { url } = await browser.open(launcher.request({ idp_hint: 'nowhere' }).url)
    assert.equal(url.searchParams.get('error'), 'idp_hint_not_found')
  })

  test('refusing sends access_denied', async () => {
    const { launcher, browser } = visit(open)
    const attempt = launcher.request()
    const { url } = await browser.choose(await browser.open(attempt.url), 'refuse')
    assert.equal(url.searchParams.get('error'), 'access_denied')
    assert.equal(url.searchParams.get('state'), attempt.state)
    assert.equal(url.searchParams.get('iss'), open.issuer)
    assert.equal((await open.log('refused')).length, 1)
  })
})

describe('refreshing', () => {
  test('keeps the nonce of the sign-in and, for a confidential client, the token', async () => {
    const { launcher, browser } = visit(confidential)
    const { attempt, tokens } = await signIn(browser, launcher)
    const { status, body } = await launcher.refresh(tokens.refresh_token)
    assert.equal(status, 200)
    assert.deepEqual(Object.keys(body), Object.keys(recordedBody('confidential_refresh')))
    assert.equal(body.refresh_token, tokens.refresh_token)
    assert.equal((await launcher.verified(body.id_token)).payload.nonce, attempt.nonce)
  })

  test('rotates for a public client, and a replay kills the grant', async () => {
    const { launcher, browser } = visit(open)
    const { tokens } = await signIn(browser, launcher)
    const { body } = await launcher.refresh(tokens.refresh_token)
    assert.notEqual(body.refresh_token, tokens.refresh_token)
    assert.deepEqual((await launcher.refresh(tokens.refresh_token)).body, recordedBody('native_refresh_old_again'))
    assert.equal((await launcher.refresh(body.refresh_token)).body.error, 'invalid_grant')
  })

  test('ends with the sessions', async () => {
    const { launcher, browser } = visit(confidential)
    const { tokens } = await signIn(browser, launcher)
    assert.equal((await launcher.introspect(tokens.access_token)).body.active, true)
    await confidential.endSessions()
    const { status, body } = await launcher.refresh(tokens.refresh_token)
    assert.deepEqual([status, body.error], [400, 'invalid_grant'])
    assert.equal((await launcher.userinfo(tokens.access_token)).status, 401)
    assert.equal((await launcher.introspect(tokens.access_token)).body.active, false)
    const redeemed = (await confidential.log('token')).map(({ grant_type, outcome }) => [grant_type, outcome])
    assert.deepEqual(redeemed, [['authorization_code', 'ok'], ['refresh_token', 'invalid_grant']])
  })

  test('ends with revocation', async () => {
    const { launcher, browser } = visit(open)
    const { tokens } = await signIn(browser, launcher)
    assert.equal(await launcher.revoke(tokens.refresh_token), 200)
    assert.equal((await launcher.refresh(tokens.refresh_token)).body.error, 'invalid_grant')
    assert.equal((await open.log('revocation'))[0].outcome, 'ok')
  })
})

test('logging out with the client_id alone ends on a page, and with it the tokens', async () => {
  const { launcher, browser } = visit(open)
  const { tokens } = await signIn(browser, launcher)
  const leaving = await browser.open(`${open.issuer}/session/end?client_id=parvis`)
  const left = await browser.submit(leaving)
  assert.match(left.text, /id="signed-out"/)
  assert.equal(browser.cookie(open.issuer, 'pc_session_id'), undefined)
  assert.equal((await open.log('end_session'))[0].client_id, 'parvis')
  assert.equal((await launcher.refresh(tokens.refresh_token)).body.error, 'invalid_grant')
})

test('the answer may come as a form, as ProConnect allows', async () => {
  const { launcher, browser } = visit(open)
  const page = await browser.choose(await browser.open(launcher.request({ response_mode: 'form_post' }).url), 'camille')
  assert.equal(page.status, 200)
  assert.match(page.text, new RegExp(`action="${launcher.redirectUri}"`))
})

test('the request may come as a form too', async () => {
  const { launcher, browser } = visit(open)
  await signIn(browser, launcher)
  await open.reset()
  const form = Object.fromEntries(new URL(launcher.request({ prompt: 'login' }).url).searchParams)
  const { url, status } = await browser.open(`${open.issuer}/authorize`, { method: 'POST', form })
  assert.equal(status, null)
  assert.ok(url.searchParams.get('code'))
  assert.deepEqual(await open.log('login_page'), [])
})
