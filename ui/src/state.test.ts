import { tick } from "svelte";
import { expect, test } from "vitest";
import { example } from "./bridge/examples";
import { fake } from "./bridge/fake";
import type { Event } from "./bridge/generated/Event";
import { follow } from "./state.svelte";

const expired: Event = { slice: "session", value: example("expired", 0).session };

test("an event replaces its slice and nothing else", async () => {
  const host = fake(example("signed_in", 0));
  const store = await follow(host);
  const { desk } = store.snapshot;
  host.change(expired);
  expect(store.snapshot.session.state).toBe("expired");
  expect(store.snapshot.desk).toBe(desk);
});

test("an event that arrives while the snapshot is on its way is not lost", async () => {
  const host = fake(example("signed_in", 0));
  const slow = { ...host, snapshot: async () => (host.change(expired), await tick(), example("signed_in", 0)) };
  expect((await follow(slow)).snapshot.session.state).toBe("expired");
});
