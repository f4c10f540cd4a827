import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { agents } from '../provider/agents.mjs'
import { createBrowser } from './browser.mjs'
import { createLauncher, signIn } from './launcher.mjs'
import { start } from './running.mjs'

let standins, launcher, browser

before(async () => { standins = await start() })
after(() => standins.stop())
beforeEach(async () => {
  await standins.endSessions()
  await standins.reset()
  launcher = createLauncher(standins)
  browser = createBrowser({ stopAt: launcher.redirectUri })
})

const claims = (acr) => JSON.stringify({ id_token: { amr: null, acr } })
const essential = (...values) => claims({ essential: true, values })
const MFA = essential('eidas0-mfa', 'eidas1-mfa', 'eidas2', 'eidas3')

const idToken = async ({ tokens }) => (await launcher.verified(tokens.id_token)).payload
const reached = async (attempt) => {
  const { acr, amr } = await idToken(attempt)
  return [acr, amr]
}
const kinds = async () => (await standins.log()).map(({ kind }) => kind).filter((kind) => kind.endsWith('page'))

describe('levels of authentication', () => {
  test('the level comes when it is asked for, and only then', async () => {
    assert.deepEqual(await reached(await signIn(browser, launcher)), [undefined, undefined])
    assert.deepEqual(await reached(await signIn(browser, launcher, { claims: claims(null) })), ['eidas1', ['pwd']])
    assert.deepEqual(await reached(await signIn(browser, launcher, { claims: essential('eidas1', 'eidas2') })), ['eidas1', ['pwd']])
    assert.deepEqual(await kinds(), ['login_page'])
  })

  test('a second factor: a new login, then a code by e-mail; afterwards the session has both levels', async () => {
    await signIn(browser, launcher)
    await standins.reset()
    const attempt = launcher.request({ claims: MFA })
    const page = await browser.choose(await browser.open(attempt.url), 'camille')
    assert.match(page.text, /id="second-factor"/)
    assert.match(page.text, new RegExp(agents.camille.email))
    const { url } = await browser.confirm(page)
    const { body: tokens } = await launcher.redeem(attempt, url)
    assert.deepEqual(await reached({ tokens }), ['eidas1-mfa', ['pwd', 'mail']])
    assert.deepEqual(await kinds(), ['login_page', 'second_factor_page'])

    await standins.reset()
    assert.equal((await idToken(await signIn(browser, launcher, { claims: MFA }))).acr, 'eidas1-mfa')
    assert.equal((await idToken(await signIn(browser, launcher, { claims: claims(null) }))).acr, 'eidas1')
    assert.deepEqual(await kinds(), [])
  })

  const NO = 'requested ACRs could not be satisfied'
  const refusals = [
    ['Noé has no second factor', 'noe', MFA],
    ['nobody reaches eidas3', 'camille', claims({ essential: true, value: 'eidas3' })],
  ]
  for (const [name, agent, asked] of refusals) {
    test(`${name}: access_denied, and no session is left`, async () => {
      await signIn(browser, launcher, { agent })
      const attempt = launcher.request({ claims: asked })
      const { url, status } = await browser.choose(await browser.open(attempt.url), agent)
      assert.equal(status, null)
      const { error, error_description, state, iss } = Object.fromEntries(url.searchParams)
      assert.deepEqual([error, error_description, state, iss], ['access_denied', NO, attempt.state, standins.issuer])
      assert.equal((await browser.open(launcher.request({ prompt: 'none' }).url)).url.searchParams.get('error'), 'login_required')
    })
  }

  test('the log says which levels were essential', async () => {
    await signIn(browser, launcher, { claims: MFA })
    const asked = ['eidas0-mfa', 'eidas1-mfa', 'eidas2', 'eidas3']
    const entries = (await standins.log()).filter(({ acr }) => acr !== undefined).map(({ kind, acr }) => [kind, acr])
    assert.deepEqual(entries, ['authorize', 'login_page', 'login', 'second_factor_page'].map((kind) => [kind, asked]))
    await signIn(browser, launcher, { claims: claims(null) })
    assert.equal((await standins.log('authorize')).at(-1).acr, null)
  })

  test('claims that are no JSON are for the engine to refuse', async () => {
    const { url } = await browser.open(launcher.request({ claims: '{' }).url)
    assert.equal(url.searchParams.get('error'), 'invalid_request')
  })
})

describe('two organisations', () => {
  const [first, second] = agents.camille.organizations
  const person = async (more) => {
    const { tokens } = await signIn(browser, launcher, more)
    const { sub, siret, organization_label } = (await launcher.verified((await launcher.userinfo(tokens.access_token)).text)).payload
    assert.equal(sub, agents.camille.sub)
    return { siret, organization_label }
  }
  const claimsOf = ({ siret, organization_label }) => ({ siret, organization_label })

  test('siret_hint chooses at a new login, and does nothing while the session lives', async () => {
    assert.deepEqual(await person(), claimsOf(first))
    assert.deepEqual(await person({ siret_hint: second.siret }), claimsOf(first))
    await browser.signOut(`${standins.issuer}/session/end?client_id=parvis`)
    const page = await browser.open(launcher.request({ siret_hint: second.siret }).url)
    assert.match(page.text, /Agence des chantiers/)
    assert.deepEqual(await person({ siret_hint: second.siret }), claimsOf(second))
    assert.deepEqual(await person(), claimsOf(second))
    assert.deepEqual((await standins.log('login')).map(({ siret }) => siret), [first.siret, second.siret])
  })

  test('one that is not the agent’s is not theirs for the asking', async () => {
    assert.deepEqual(await person({ siret_hint: agents.noe.siret }), claimsOf(first))
  })

  test('a tool knows the same organisation', async () => {
    await person({ siret_hint: second.siret })
    const page = await browser.open(`${standins.tools.docs}/api/v1.0/authenticate/`)
    assert.match(page.text, /Camille Durand, Agence des chantiers/)
  })

  test('every SIRET is one by its check digit', () => {
    const isValid = (digits) => [...digits].reverse().reduce((sum, digit, at) => sum + (at % 2 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][digit] : Number(digit)), 0) % 10 === 0
    for (const { organizations } of Object.values(agents)) {
      for (const { siret, siren } of organizations) assert.ok(siret.length === 14 && isValid(siret) && isValid(siren), siret)
    }
  })
})
