// What a request says of the level of authentication (OpenID Connect Core 5.5.1.1).

/** The levels of which one is essential, or null where any will do; `claims` is the request parameter. */
export function essentialAcrs(claims) {
  const { essential, values, value } = acrRequest(claims) ?? {}
  return essential ? values ?? (value ? [value] : null) : null
}

function acrRequest(claims) {
  try {
    return JSON.parse(claims ?? '{}').id_token?.acr
  } catch {
    // The engine refuses it, in its own words.
    return undefined
  }
}
