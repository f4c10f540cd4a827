// Signing keys and the few lines of JWT the faults need.

import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'

const jwk = ({ privateKey }, kid, alg) => ({ ...privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' })

export const rsaKey = (kid) => jwk(generateKeyPairSync('rsa', { modulusLength: 2048 }), kid, 'RS256')

export const ecKey = (kid) => jwk(generateKeyPairSync('ec', { namedCurve: 'P-256' }), kid, 'ES256')

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

export function decodeJwt(jwt) {
  const [header, payload] = jwt.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')))
  return { header, payload }
}

export function signJwt({ header, payload }, key) {
  const input = `${encode(header)}.${encode(payload)}`
  const signature = sign('RSA-SHA256', Buffer.from(input), createPrivateKey({ key, format: 'jwk' }))
  return `${input}.${signature.toString('base64url')}`
}

/** OpenID Connect Core 3.1.3.6: the left half of the hash of the access token. */
export const atHash = (token) => createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url')
