import type { UnixTime } from "./bridge/generated/UnixTime";

/** Where the agent is in the window: what outlives a change of language, which draws everything anew. */
export class Place {
  page = $state<"desk" | "settings">("desk");
  dialog = $state<"organisation" | "keyboard" | null>(null);
  /** What is written in the field of the desk. */
  text = $state("");
  /** What is written to join a workspace. */
  address = $state("");
  /** The end of the session that the agent has read about and put away: another one is told again. */
  endPutAway = $state<UnixTime | null>(null);
}
