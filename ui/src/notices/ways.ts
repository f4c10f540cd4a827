import type { Code } from "../bridge/generated/Code";

/**
 * A way out that a notice offers, besides being dismissed. `again` is what was asked for: the tool that was to be opened,
 * or else the sign-in; `open_again` is the tool only, `sign_in` the next step of what went well.
 */
export type Way = "again" | "open_again" | "open_anyway" | "sign_in" | "reload" | "sign_out_everywhere";

/** `urgent`: something the agent asked for did not happen, so it is said at once. */
type Manner = { tone: "info" | "warning" | "error"; urgent: boolean; ways: Way[] };

const signInFailed: Manner = { tone: "warning", urgent: true, ways: ["open_anyway", "again"] };
// Something may be wrong with who answered: trying again is safe, going round Parvis is not proposed.
const notTrusted: Manner = { tone: "error", urgent: true, ways: ["again"] };
const forTheAdministrator: Manner = { tone: "error", urgent: true, ways: ["open_anyway"] };
const workspace: Manner = { tone: "warning", urgent: false, ways: ["reload"] };
const keychain: Manner = { tone: "info", urgent: false, ways: [] };
const notOpened: Manner = { tone: "warning", urgent: true, ways: [] };

export const manners: Record<Code, Manner> = {
  provider_unreachable: signInFailed,
  provider_out_of_order: signInFailed,
  provider_misconfigured: forTheAdministrator,
  client_refused: forTheAdministrator,
  sign_in_refused: signInFailed,
  sign_in_cancelled: { tone: "info", urgent: false, ways: ["open_anyway", "again"] },
  sign_in_timed_out: signInFailed,
  sign_in_failed: signInFailed,
  wrong_issuer: notTrusted,
  bad_signature: notTrusted,
  wrong_nonce: notTrusted,
  bad_token: notTrusted,
  clock_wrong: signInFailed,
  ports_taken: signInFailed,
  browser_failed: { tone: "error", urgent: true, ways: ["open_again"] },
  level_not_reached: signInFailed,
  scopes_refused: { tone: "info", urgent: false, ways: [] },
  siret_invalid: { tone: "warning", urgent: true, ways: [] },
  sign_in_again: { tone: "info", urgent: false, ways: ["sign_in"] },
  other_person: { tone: "warning", urgent: true, ways: [] },
  keychain_locked: keychain,
  keychain_absent: keychain,
  keychain_refused: keychain,
  keychain_not_emptied: { tone: "warning", urgent: true, ways: [] },
  sign_out_incomplete: { tone: "warning", urgent: true, ways: ["sign_out_everywhere"] },
  workspace_unreadable: workspace,
  workspace_unsafe: workspace,
  workspace_invalid: workspace,
  workspace_unreachable: workspace,
  workspace_not_there: workspace,
  workspace_expired: workspace,
  workspace_refused: { tone: "error", urgent: false, ways: ["reload"] },
  workspace_clock_wrong: workspace,
  workspace_not_kept: workspace,
  join_address_invalid: notOpened,
  join_forbidden: notOpened,
  store_set_aside: { tone: "warning", urgent: false, ways: [] },
  store_not_kept: { tone: "warning", urgent: false, ways: [] },
  policy_invalid: workspace,
  address_refused: notOpened,
  unknown_tool: notOpened,
  secret_missing: forTheAdministrator,
  tray_absent: { tone: "info", urgent: false, ways: [] },
  preview: { tone: "info", urgent: false, ways: [] },
  preview_opens_nothing: { tone: "info", urgent: false, ways: [] },
};
