import type { Snapshot } from "../bridge/generated/Snapshot";

/** Whether the organisation's workspace was never received: the built-in tools stand in for it. */
export const isAwaited = ({ desk, workspace }: Snapshot): boolean => desk.origin === "built_in" && workspace.origin !== "built_in";

/** Whether there is anything to say on the desk of how fresh the workspace is. A broken file says it all by itself. */
export function tells(snapshot: Snapshot): boolean {
  const { freshness } = snapshot.workspace;
  if (freshness.state === "late") return freshness.serious || isAwaited(snapshot);
  return freshness.state === "awaited" && !snapshot.desk.problem;
}
