// A browser without a window or scripts: cookies by host, redirects, forms. It stops before an address it was told not to open.

export function createBrowser({ stopAt } = {}) {
  const jars = new Map()

  const jar = (host) => jars.get(host) ?? jars.set(host, new Map()).get(host)

  function keep(url, response) {
    for (const line of response.headers.getSetCookie()) {
      const [pair, ...attributes] = line.split(/;\s*/)
      const name = pair.slice(0, pair.indexOf('='))
      const value = pair.slice(name.length + 1)
      const path = attributes.find((each) => /^path=/i.test(each))?.slice(5) ?? '/'
      const gone = attributes.some((each) => /^expires=.*1970/i.test(each) || /^max-age=0$/i.test(each))
      const key = `${name} ${path}`
      if (gone) jar(url.hostname).delete(key)
      else jar(url.hostname).set(key, { name, value, path })
    }
  }

  const cookies = (url) => [...jar(url.hostname).values()]
    .filter(({ path }) => url.pathname.startsWith(path))
    .map(({ name, value }) => `${name}=${value}`).join('; ')

  /** Opens an address and follows; returns the last answer with every step taken. */
  async function open(address, { method = 'GET', form } = {}) {
    const steps = []
    let url = new URL(address)
    for (;;) {
      if (steps.length > 30) throw new Error(`too many redirects at ${url}`)
      if (stopAt && url.href.startsWith(stopAt)) return { url, steps, status: null, text: '' }
      const body = method === 'POST' ? new URLSearchParams(form) : undefined
      const response = await fetch(url, { method, body, redirect: 'manual', headers: { accept: 'text/html', cookie: cookies(url) } })
      keep(url, response)
      const location = response.headers.get('location')
      steps.push({ method, url: url.href, status: response.status, location })
      const text = await response.text()
      if (!location) return { url, steps, status: response.status, headers: response.headers, text }
      url = new URL(location, url)
      method = 'GET'
    }
  }

  /** Sends the form that a script would have sent. */
  function submit(page) {
    const action = /action="([^"]+)"/.exec(page.text)[1]
    const form = Object.fromEntries([...page.text.matchAll(/<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)].map(([, name, value]) => [name, value]))
    return open(new URL(action, page.url), { method: 'POST', form })
  }

  return {
    open,
    submit,
    signOut: async (address) => submit(await open(address)),
    /** Presses the button of the second factor, where there is one. */
    confirm: (page) => page.text.includes('id="second-factor"') ? open(page.url, { method: 'POST', form: {} }) : page,
    /** Presses a button of ProConnect's login page. */
    choose: (page, agent) => agent === 'refuse'
      ? open(`${page.url.href}/refuse`, { method: 'POST', form: {} })
      : open(`${page.url.href}/login`, { method: 'POST', form: { agent } }),
    cookie: (address, name) => [...jar(new URL(address).hostname).values()].find((each) => each.name === name)?.value,
  }
}
