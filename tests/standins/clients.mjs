// Who is registered at the provider: Parvis, in one of several ways, and the tools.

import { listen } from './http.mjs'

const LOOPBACK = ['http://127.0.0.1', 'http://[::1]']

/** Parvis' registration, with what its workspace and its policy have to say of it. */
export async function registerLauncher({ client, relay, postLogoutPath, refusedScopes }, { secret, scopes }) {
  const redirectPorts = ['secret', 'basic'].includes(client) ? await freePorts(3) : []
  const origins = { public: LOOPBACK, relay: [relay] }[client] ?? redirectPorts.map((port) => `http://127.0.0.1:${port}`)
  const metadata = client === 'public' ? { token_endpoint_auth_method: 'none', application_type: 'native' } : { client_secret: secret }
  return {
    redirectPorts,
    clientSecret: metadata.client_secret,
    metadata: {
      client_id: 'parvis',
      client_name: 'Parvis',
      ...metadata,
      redirect_uris: origins.map((origin) => `${origin}/callback`),
      ...(postLogoutPath && { post_logout_redirect_uris: origins.map((origin) => origin + postLogoutPath) }),
      ...(refusedScopes.length > 0 && { scope: scopes.filter((scope) => !refusedScopes.includes(scope)).join(' ') }),
    },
  }
}

export const registerTool = (tool) => ({
  client_id: tool.id,
  client_name: tool.name,
  client_secret: tool.clientSecret,
  redirect_uris: [tool.origin + tool.callback],
  post_logout_redirect_uris: [tool.origin + tool.loggedOut],
})

/** Ports that were free a moment ago, for the redirect URIs that have to be written down beforehand. */
async function freePorts(count) {
  const doors = await Promise.all(Array.from({ length: count }, () => listen('127.0.0.1')))
  const ports = doors.map(({ server }) => server.address().port)
  await Promise.all(doors.map(({ server }) => new Promise((resolve) => server.close(resolve))))
  return ports
}
