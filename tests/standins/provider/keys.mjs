// Signing keys, and the few lines of JWT that the faults and the tests need.

import { constants, createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'

const RSA = ['rsa', { modulusLength: 2048 }]
const P256 = ['ec', { namedCurve: 'P-256' }]

/** RFC 7518, section 3.1: how each algorithm is asked of the system, all with SHA-256. */
const ALGORITHMS = {
  RS256: { kind: RSA, options: {} },
  PS256: { kind: RSA, options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } },
  ES256: { kind: P256, options: { dsaEncoding: 'ieee-p1363' } },
}

/** A new private key as a JWK. */
export function newKey(alg, kid) {
  const [type, options] = ALGORITHMS[alg].kind
  // By way of its bytes: Node 20 can wait for itself for ever when it collects garbage while it exports the very key that it has generated.
  const { privateKey: key } = generateKeyPairSync(type, { ...options, privateKeyEncoding: { type: 'pkcs8', format: 'der' } })
  return { ...createPrivateKey({ key, type: 'pkcs8', format: 'der' }).export({ format: 'jwk' }), kid, alg, use: 'sig' }
}

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

export function decodeJwt(jwt) {
  const [header, payload] = jwt.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')))
  return { header, payload }
}

export function signJwt({ header, payload }, key) {
  const input = `${encode(header)}.${encode(payload)}`
  const signature = sign('sha256', Buffer.from(input), { key: createPrivateKey({ key, format: 'jwk' }), ...ALGORITHMS[header.alg].options })
  return `${input}.${signature.toString('base64url')}`
}

/** Whether `key`, a public JWK, confirms the signature. */
export function isSignedBy(jwt, key) {
  const [header, payload, signature] = jwt.split('.')
  const { options } = ALGORITHMS[decodeJwt(jwt).header.alg]
  return verify('sha256', Buffer.from(`${header}.${payload}`), { key: createPublicKey({ key, format: 'jwk' }), ...options }, Buffer.from(signature, 'base64url'))
}

/** OpenID Connect Core 3.1.3.6: the left half of the hash of the access token. */
export const atHash = (token) => createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url')
