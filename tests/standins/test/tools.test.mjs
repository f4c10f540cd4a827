import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { agents } from '../provider/agents.mjs'
import { TOOLS } from '../tools/catalogue.mjs'
import { recording } from '../tools/recordings.mjs'
import { createBrowser } from './browser.mjs'
import { createLauncher, signIn } from './launcher.mjs'
import { start } from './running.mjs'

let standins

before(async () => { standins = await start() })
after(() => standins.stop())
beforeEach(() => standins.reset())

const suite = TOOLS.filter(({ externalApi }) => externalApi)
const field = (page, id) => new RegExp(`id="${id}">([^<]*)<`).exec(page.text)?.[1]
const CAMILLE = "Camille Durand, Préfecture de l'Exemple"

function entrances(tools) {
  const { docs, drive, meet, grist, agenda } = tools
  const absolute = (origin, path) => encodeURIComponent(origin + path)
  return {
    docs: [`${docs}/api/v1.0/authenticate/?next=${absolute(docs, '/docs/new/')}`, '/docs/new/'],
    drive: [`${drive}/api/v1.0/authenticate/?returnTo=${absolute(drive, '/explorer/?a=1')}`, '/explorer/?a=1'],
    meet: [`${meet}/api/v1.0/authenticate/?returnTo=${absolute(meet, '/new/')}`, '/new/'],
    grist: [`${grist}/login?next=/doc/p/3`, '/doc/p/3'],
    agenda: [`${agenda}/login/initiate?iss=${encodeURIComponent(standins.issuer)}&target_link_uri=${absolute(agenda, '/jour/2026-11-23')}`, '/jour/2026-11-23'],
  }
}

test('five tools, one login page', async () => {
  const browser = createBrowser()
  for (const [id, [address, where]] of Object.entries(entrances(standins.tools))) {
    let page = await browser.open(address)
    if (page.text.includes('agent-camille')) page = await browser.choose(page, 'camille')
    assert.equal(field(page, 'who'), CAMILLE, id)
    assert.equal(field(page, 'where'), where, id)
    assert.equal(page.url.href, standins.tools[id] + where)
  }
  assert.equal((await standins.log('login_page')).length, 1)
  const visits = (await standins.log('tool_page')).map(({ tool, who }) => [tool, who])
  assert.deepEqual(visits, Object.keys(standins.tools).map((id) => [id, 'Camille Durand']))
})

test('the launcher signed in first: every tool opens without a page, until one of them logs out', async () => {
  const launcher = createLauncher(standins)
  const browser = createBrowser({ stopAt: launcher.redirectUri })
  const { tokens } = await signIn(browser, launcher, { agent: 'noe' })
  await standins.reset()
  for (const [id, [address]] of Object.entries(entrances(standins.tools))) {
    assert.equal(field(await browser.open(address), 'who'), 'Noé Martin, Ville de Modèle', id)
  }
  assert.deepEqual(await standins.log('login_page'), [])

  const { body: refreshed } = await launcher.refresh(tokens.refresh_token)
  assert.ok(refreshed.access_token)
  await browser.submit(await browser.open(`${standins.tools.docs}/api/v1.0/logout/`))
  assert.equal((await launcher.refresh(refreshed.refresh_token)).body.error, 'invalid_grant')
})

describe('the recorded chains', () => {
  const recorded = (tool, name) => recording('login', tool.id)[name].filter(({ url }) => url).map((step) => shape(step, name))

  /** A step without what differs on every run: origins, identifiers, values; parameters by name only. */
  function shape({ method, url, status, location }) {
    const plain = (address, base) => {
      const { pathname, searchParams } = new URL(address, base)
      return `${pathname.replace(/(interaction|authorize)\/[\w-]+/, '$1/:uid')}?${[...searchParams.keys()].sort()}`
    }
    return [method, status, plain(url), location && plain(location, url)]
  }

  async function chain(page, { submit = false, browser } = {}) {
    const last = submit ? await browser.submit(page) : undefined
    const steps = [...page.steps, ...last?.steps ?? []].map(({ location, ...step }) => shape({ ...step, location }))
    // The recordings stop before the tool's own page.
    return steps.filter(([, status, path]) => !(status === 200 && !path.startsWith('/api/')))
  }

  for (const tool of suite) {
    test(`${tool.name}: silent and interactive login, next elsewhere, log-out`, async () => {
      const origin = standins.tools[tool.id]
      const browser = createBrowser()
      const path = tool.id === 'docs' ? '/docs/?x=1' : '/x/?x=1'
      const authenticate = (query, next = origin + path) => browser.open(`${origin}/api/v1.0/authenticate/?${query}${tool.nextParam}=${encodeURIComponent(next)}`)

      const nobody = await authenticate('silent=true&')
      assert.deepEqual(await chain(nobody), recorded(tool, '1_silent_no_provider_session'))
      assert.equal(nobody.url.href, origin + path)
      assert.equal(field(nobody, 'who'), 'Personne n’est connecté ici')

      const page = await authenticate('')
      const done = await browser.choose(page, 'camille')
      assert.deepEqual([...await chain(page), ...await chain(done)], recorded(tool, '2_interactive_login'))
      assert.equal(field(done, 'who'), CAMILLE)

      assert.deepEqual(await chain(await authenticate('silent=true&')), recorded(tool, '3_silent_with_provider_session'))

      const elsewhere = await authenticate('silent=true&', 'https://example.org/evil')
      assert.deepEqual(await chain(elsewhere), recorded(tool, '5_silent_next_not_allowed'))
      assert.equal(elsewhere.url.href, `${origin}/`)

      const leaving = await browser.open(`${origin}/api/v1.0/logout/`)
      assert.deepEqual(await chain(leaving, { submit: true, browser }), recorded(tool, '7_logout'))
      assert.deepEqual(await chain(await authenticate('silent=true&')), recorded(tool, '8_silent_after_logout'))
    })

    test(`${tool.name}: a silent attempt for somebody else shows the page`, async () => {
      const origin = standins.tools[tool.id]
      const browser = createBrowser()
      await browser.choose(await browser.open(`${origin}/api/v1.0/authenticate/`), 'camille')
      const page = await browser.open(`${origin}/api/v1.0/authenticate/?silent=true&login_hint=${encodeURIComponent(agents.noe.email)}&${tool.nextParam}=/x/`)
      assert.deepEqual(await chain(page), recorded(tool, '6_silent_login_hint_other_user'))
      assert.equal(page.status, 200)
    })
  }
})

describe('a plain deep link without a session of the tool', () => {
  /** Opens addresses as a browser with scripts and a local storage would. */
  function scripted(browser) {
    const stored = new Map()
    return async function open(address) {
      let page = await browser.open(address)
      for (;;) {
        const script = /<script>([\s\S]+)<\/script>/.exec(page.text)?.[1]
        let next
        runInNewContext(script ?? '', {
          encodeURIComponent, Number, Date,
          localStorage: { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, String(value)), removeItem: (key) => stored.delete(key) },
          location: { href: page.url.href, replace: (to) => { next = new URL(to, page.url).href } },
        })
        if (!next) return { page, flag: stored.get('silent-login-retry') ?? null }
        page = await browser.open(next)
      }
    }
  }

  test('Docs falls into its trap as recorded; its login route does not', async () => {
    const recorded = recording('login', 'docs_ui_flag_trap')
    const { docs, drive } = standins.tools
    const browser = createBrowser()
    const open = scripted(browser)
    const link = `${docs}/docs/09d0f65e-cb62-494d-aea0-8b17677bb436/`
    const check = async (address, expected) => {
      const { page, flag } = await open(address)
      assert.equal(page.url.pathname, new URL(expected.final).pathname)
      assert.equal(flag, expected.silentFlag)
      return page
    }
    assert.match((await check(link, recorded.a_no_session_deep_link)).text, /401 Non autorisé - Docs/)
    await browser.choose(await browser.open(`${drive}/api/v1.0/authenticate/`), 'camille')
    await check(link, recorded.b_deep_link_after_provider_login_flag_left)
    const page = await check(`${docs}/api/v1.0/authenticate/?silent=true&next=${encodeURIComponent(link)}`, recorded.c_silent_route_with_next)
    assert.equal(field(page, 'who'), CAMILLE)
  })

  test('Fichiers refuses for a while, Visio stays anonymous', async () => {
    const { drive, meet } = standins.tools
    const open = scripted(createBrowser())
    assert.equal((await open(`${drive}/explorer/`)).page.url.pathname, '/401/')
    const { page } = await open(`${meet}/abc-defg-hij`)
    assert.equal(page.url.pathname, '/abc-defg-hij')
    assert.equal(field(page, 'who'), 'Personne n’est connecté ici')
  })

  test('with the session of the provider open, it signs in by itself', async () => {
    const browser = createBrowser()
    await browser.choose(await browser.open(`${standins.tools.drive}/api/v1.0/authenticate/`), 'camille')
    const { page, flag } = await scripted(browser)(`${standins.tools.docs}/docs/1/`)
    assert.equal(field(page, 'who'), CAMILLE)
    assert.equal(flag, null)
  })
})

test('a callback with a state that nobody asked for is refused', async () => {
  for (const tool of TOOLS) {
    const page = await createBrowser().open(`${standins.tools[tool.id]}${tool.callback}?code=x&state=y&iss=${encodeURIComponent(standins.issuer)}`)
    assert.equal(page.status, 400, tool.id)
  }
})

test('Agenda refuses a login started for another issuer, and a target outside', async () => {
  const { agenda } = standins.tools
  const browser = createBrowser()
  assert.equal((await browser.open(`${agenda}/login/initiate?iss=https%3A%2F%2Fexample.org&target_link_uri=${encodeURIComponent(agenda)}`)).status, 400)
  const page = await browser.open(`${agenda}/login/initiate?iss=${encodeURIComponent(standins.issuer)}&target_link_uri=https%3A%2F%2Fexample.org%2Fevil`)
  assert.equal((await browser.choose(page, 'camille')).url.href, `${agenda}/`)
})

test('logging out of one tool leaves the others signed in, but the provider no longer', async () => {
  const browser = createBrowser()
  const { docs, drive, meet } = standins.tools
  await browser.choose(await browser.open(`${docs}/api/v1.0/authenticate/`), 'camille')
  await browser.open(`${drive}/api/v1.0/authenticate/`)
  await browser.submit(await browser.open(`${docs}/api/v1.0/logout/`))
  assert.equal(field(await browser.open(`${docs}/`), 'who'), 'Personne n’est connecté ici')
  assert.equal(field(await browser.open(`${drive}/`), 'who'), CAMILLE)
  assert.match((await browser.open(`${meet}/api/v1.0/authenticate/`)).text, /agent-camille/)
})

test('a tool does not let in somebody whose tokens do not hold', async () => {
  for (const kind of ['bad_signature', 'wrong_nonce', 'wrong_audience', 'expired_id_token', 'userinfo_other_sub', 'userinfo_bad_signature', 'wrong_iss', 'missing_iss']) {
    await standins.fault(kind)
    const browser = createBrowser()
    const page = await browser.choose(await browser.open(`${standins.tools.docs}/api/v1.0/authenticate/?next=/docs/1/`), 'camille')
    assert.equal(field(page, 'who'), 'Personne n’est connecté ici', kind)
    assert.equal(page.url.pathname, '/', kind)
  }
})
