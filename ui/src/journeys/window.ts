import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, expect, vi } from "vitest";
import App from "../App.svelte";
import { example } from "../bridge/examples";
import { type Fake, fake } from "../bridge/fake";
import { follow } from "../state.svelte";

/** The window that the journeys go through, and what a person does with it. */

export let host: Fake;

afterEach(() => {
  // A label, a description or a form that finds another element of its name first does nothing.
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  cleanup();
});
beforeEach(() => void vi.spyOn(performance, "now").mockReturnValue(0));

/** What the desktop prefers: jsdom has nothing to ask. */
export const desktop = Object.assign(new EventTarget(), { matches: false });
vi.stubGlobal("matchMedia", () => desktop);

// jsdom has the element, but not what opens and closes it.
Object.assign(HTMLDialogElement.prototype, {
  showModal(this: HTMLDialogElement) {
    this.open = true;
    this.querySelector<HTMLElement>("input, button")?.focus();
  },
  close(this: HTMLDialogElement) {
    this.open = false;
    this.dispatchEvent(new Event("close"));
  },
});

export const seconds = () => Math.floor(Date.now() / 1000);

/** The window over one moment of the fake host. */
export async function show(state: string) {
  host = fake(example(state, seconds()));
  render(App, { bridge: host, store: await follow(host) });
  await settle();
}

export const settle = async () => {
  for (let turn = 0; turn < 3; turn++) await tick();
};

/** A key where the focus is, as the keyboard would send it. */
export async function press(key: string, more: KeyboardEventInit = {}) {
  const target = document.activeElement ?? document.body;
  const goesOn = await fireEvent.keyDown(target, { key, ...more });
  if (key === "Enter" && goesOn && target instanceof HTMLButtonElement) await fireEvent.click(target);
  await settle();
}

export const click = async (name: string | RegExp) => {
  await fireEvent.click(screen.getByRole("button", { name }));
  await settle();
};

/** The field that everything is found with. */
export const field = () => screen.getByRole<HTMLInputElement>("textbox");
export const type = async (text: string) => {
  await fireEvent.input(field(), { target: { value: text } });
  await settle();
};

export const openSettings = () => press(",", { ctrlKey: true });

export const openMenu = async () => {
  const opener = document.querySelector("header .person button");
  await fireEvent.click(opener as HTMLElement);
  await settle();
};
export const choose = async (name: string) => {
  await openMenu();
  await fireEvent.click(screen.getByRole("menuitem", { name: new RegExp(`^${name}`) }));
  await settle();
};

/** What is written on what has the focus. */
export const focused = () => document.activeElement?.textContent?.replace(/\s+/g, " ").trim();
