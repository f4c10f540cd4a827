import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { agents } from '../provider/agents.mjs'
import { recording } from '../tools/recordings.mjs'
import { createBrowser } from './browser.mjs'
import { createLauncher, signIn } from './launcher.mjs'
import { against, start } from './running.mjs'

let standins

before(async () => { standins = await start('--scim') })
after(() => standins.stop())
afterEach(() => standins.reset())

async function tokenOf(agent, more, at = standins) {
  const launcher = createLauncher(at)
  const { tokens } = await signIn(createBrowser({ stopAt: launcher.redirectUri }), launcher, { agent, ...more })
  return tokens.access_token
}

async function ask(path, token, at = standins) {
  const response = await fetch(at.scim + path, { redirect: 'manual', headers: token ? { authorization: `Bearer ${token}` } : {} })
  return { status: response.status, type: response.headers.get('content-type'), location: response.headers.get('location'), text: await response.text() }
}

test('the workspace names the directory, and two tools that not everybody has', () => {
  const { workspace } = standins
  assert.match(standins.scim, /^http:\/\/127\.0\.0\.6:\d+\/resource-server\/v1\.0\/scim\/$/)
  assert.equal(workspace.identity.scim, standins.scim)
  const reserved = workspace.apps.filter(({ audience }) => audience)
  assert.deepEqual(reserved.map(({ id, audience }) => [id, audience]), [
    ['paie', { any: [{ groups: ['rh'] }] }],
    ['chantiers', { any: [{ siret: [agents.camille.organizations[1].siret] }] }],
  ])
  for (const { url } of reserved) assert.equal(new URL(url).origin, standins.tools.grist)
})

test('each agent has their own groups, in the recorded shape', async () => {
  const recorded = recording('people', 'scim_me').response
  const groups = {}
  for (const name of ['camille', 'noe']) {
    const { status, type, text } = await ask('Me/', await tokenOf(name))
    const body = JSON.parse(text)
    assert.deepEqual([status, type], [200, 'application/json+scim'])
    assert.deepEqual(Object.keys(body), Object.keys(recorded.body))
    assert.deepEqual(Object.keys(body.groups[0]), Object.keys(recorded.body.groups[0]))
    assert.equal(body.userName, agents[name].sub)
    assert.deepEqual(body.emails.map(({ value }) => value), [agents[name].email])
    assert.equal(body.meta.location, `${standins.scim}Me/`)
    groups[name] = body.groups.map(({ value }) => value)
  }
  assert.deepEqual(groups, { camille: ['rh', 'cellule-crise'], noe: ['voirie'] })
  assert.deepEqual((await standins.log('scim')).map(({ status }) => status), [200, 200])
})

const asRecorded = ({ status, type, text }, name) => {
  const { response } = recording('people', name)
  assert.deepEqual([status, type], [response.status, response.headers['content-type']])
  assert.deepEqual(type === 'application/json' ? JSON.parse(text) : text, response.body)
}

test('tokens that do not hold, as recorded', async () => {
  asRecorded(await ask('Me/'), 'no_token')
  asRecorded(await ask('Me/', 'x'.repeat(43)), 'prod_token_garbage')
  asRecorded(await ask('Me/', await tokenOf('camille', { scope: 'openid email' })), 'prod_token_garbage')
  const token = await tokenOf('camille')
  asRecorded(await ask('Users', token), 'prod_contacts_404')
  await standins.fault('scim_unknown_user')
  asRecorded(await ask('Me/', token), 'unknown_user')
})

test('the slash is added for whoever forgets it', async () => {
  const { status, location } = await ask('Me', await tokenOf('camille'))
  assert.deepEqual([status, location], [301, '/resource-server/v1.0/scim/Me/'])
})

test('down, and a page instead of an answer, one at a time', async () => {
  const token = await tokenOf('camille')
  await standins.fault('scim_down')
  assert.equal((await ask('Me/', token)).status, 503)
  await standins.fault('scim_garbage')
  const { status, type } = await ask('Me/', token)
  assert.deepEqual([status, type], [200, 'text/html; charset=utf-8'])
  await standins.fault('down')
  assert.equal((await fetch(standins.discovery.jwks_uri)).status, 503)
  await standins.fault('none')
  assert.equal((await ask('Me/', token)).status, 200)
})

test('beside another provider, and not at all unless asked for', against(['--provider', 'generic', '--client', 'basic', '--scim'], async (other) => {
  const { status } = await ask('Me/', await tokenOf('noe', {}, other), other)
  assert.equal(status, 200)
  await against([], async (without) => {
    assert.equal(without.scim, undefined)
    assert.equal((await without.fault('scim_down')).status, 400)
    assert.equal(without.workspace.identity.scim, undefined)
    assert.equal(without.workspace.apps.length, 5)
  })()
}))
