// What happened, in order, for tests to read. Never a token, a code, a secret or a cookie.

export function createJournal() {
  const entries = []
  return {
    add: (kind, details = {}) => entries.push({ at: new Date().toISOString(), kind, ...details }),
    entries: () => [...entries],
    clear: () => entries.splice(0),
  }
}
