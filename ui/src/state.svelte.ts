import type { Bridge } from "./bridge";
import type { Event } from "./bridge/generated/Event";
import type { Snapshot } from "./bridge/generated/Snapshot";

/** What the host says, as it is now: the only store of the window. */
export type Store = { readonly snapshot: Snapshot; readonly now: number };

const MINUTE = 60_000;
const seconds = () => Math.floor(Date.now() / 1000);

/** One snapshot, then one slice per event. */
export async function follow(bridge: Bridge): Promise<Store> {
  // Listening starts before the snapshot is asked for, so that nothing falls between the two. An event that
  // came earlier than the snapshot is applied after it all the same: the last one of a slice is always current.
  let early: Event[] | null = [];
  await bridge.listen((event) => (early ? early.push(event) : apply(event)));

  let snapshot = $state.raw(await bridge.snapshot());
  let now = $state(seconds());

  function apply({ slice, value }: Event) {
    snapshot = { ...snapshot, [slice]: value };
  }
  early.forEach(apply);
  early = null;

  // The greeting and the day follow the clock while somebody looks.
  const tick = () => void (document.hidden || (now = seconds()));
  setInterval(tick, MINUTE);
  document.addEventListener("visibilitychange", tick);

  return {
    get snapshot() {
      return snapshot;
    },
    get now() {
      return now;
    },
  };
}
