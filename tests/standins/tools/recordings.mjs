// What the real servers answered, kept in tests/fixtures/recordings and replayed as it was.

import { readFileSync } from 'node:fs'
import { send } from '../http.mjs'

const FOLDER = new URL('../../fixtures/recordings/', import.meta.url)
const cache = new Map()

/** The recorded exchange `name` of `folder`; its absence is a mistake in the stand-in. */
export function recording(folder, name) {
  const key = `${folder}/${name}.json`
  if (!cache.has(key)) cache.set(key, JSON.parse(readFileSync(new URL(key, FOLDER), 'utf8')))
  return cache.get(key)
}


/** Sends the recorded answer, its addresses moved to this tool, its body replaced by `body` if given. */
export function answer(res, { response }, origin, body = response.body) {
  const { 'content-type': type, 'content-length': _recorded, ...headers } = response.headers
  if (headers.location) headers.location = here(headers.location, origin)
  send(res, response.status, type ?? 'text/plain', here(typeof body === 'string' ? body : JSON.stringify(body), origin), headers)
}

const here = (text, origin) => text.replace(/https?:\/\/127\.0\.0\.1:80\d\d/g, origin)
