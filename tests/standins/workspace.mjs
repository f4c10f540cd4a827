// The workspace of the demonstration and the machine policy that names it: what IT would lay on a real machine.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { iconUri } from './tools/icons.mjs'

/** Writes `workspace.json` and `policy/managed/parvis.json` under `dir`; returns where they are. */
export function writeWorkspace({ dir, ...setting }) {
  const root = resolve(dir)
  const workspace = join(root, 'workspace.json')
  const managed = join(root, 'policy', 'managed')
  for (const folder of [root, join(root, 'policy'), managed]) {
    mkdirSync(folder, { recursive: true })
    // Parvis refuses a policy that others could write, whatever the umask of whoever started this.
    chmodSync(folder, 0o755)
  }
  writeJson(workspace, describe(setting))
  // With a relay the secret is the relay's alone.
  writeJson(join(managed, 'parvis.json'), { workspace, ...(setting.redirectPorts.length > 0 && { client_secret: setting.clientSecret }) })
  return { workspace, policy: join(root, 'policy') }
}

function writeJson(path, value) {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`)
  chmodSync(path, 0o644)
}

/** What differs by provider. */
const IDENTITY = {
  proconnect: {
    scopes: ['openid', 'given_name', 'usual_name', 'email', 'siret', 'organization_label', 'roles', 'groups'],
    // It takes the parameter and signs in silently all the same.
    supports_prompt_login: false,
  },
  generic: { scopes: ['openid', 'profile', 'email', 'groups'] },
}

function describe({ provider, issuer, client, relay, redirectPorts, postLogoutPath, origins, tools }) {
  return {
    format: 1,
    id: 'fr.gouv.exemple',
    name: { fr: "Préfecture de l'Exemple", en: 'Example Prefecture', de: 'Beispielpräfektur' },
    revision: 1,
    brand: { accent: '#3e5de7' },
    hosts: tools.map((tool) => new URL(origins[tool.id]).host),
    identity: {
      issuer,
      // Where the secret goes at the token endpoint is for the provider to say.
      client: client === 'basic' ? 'secret' : client,
      client_id: 'parvis',
      ...(client === 'relay' ? { relay } : { redirect_ports: redirectPorts }),
      callback_path: '/callback',
      // A relay has its own.
      ...(client !== 'relay' && postLogoutPath && { post_logout_path: postLogoutPath }),
      session_hours: 12,
      supports_prompt_none: true,
      ...IDENTITY[provider],
    },
    sections: [
      { id: 'everyday', name: { fr: 'Tous les jours', en: 'Every day', de: 'Jeden Tag' } },
      { id: 'service', name: { fr: 'Mon service', en: 'My department', de: 'Meine Abteilung' } },
    ],
    apps: tools.map((tool) => app(tool, origins[tool.id])),
  }
}

const SSO = {
  docs: (tool) => ({ sso: { kind: 'lasuite', next_param: tool.nextParam } }),
  grist: (tool, origin) => ({ url: `${origin}${tool.enter}?${tool.nextParam}=/`, sso: { kind: 'link' } }),
  agenda: (tool, origin) => ({ sso: { kind: 'initiate_login', uri: origin + tool.enter } }),
}
SSO.drive = SSO.docs
SSO.meet = SSO.docs

function app(tool, origin) {
  return {
    id: tool.id,
    name: tool.names,
    purpose: tool.purpose,
    url: origin,
    // Grist has none, so that the desk shows what it does without.
    ...(tool.id !== 'grist' && { icon: iconUri(tool) }),
    section: tool.section,
    keywords: tool.keywords,
    place: 'suggested',
    ...SSO[tool.id](tool, origin),
    ...(tool.actions && { actions: tool.actions }),
    ...(tool.documents && { documents: tool.documents }),
  }
}
