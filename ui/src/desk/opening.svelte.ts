const TWICE = 1_000;
const SHOWN = 4_000;

/** What was just opened: said for a moment, and not opened again by the second half of a double click. */
export class Opening {
  /** The tool whose address is on its way to the browser. */
  id = $state<string | null>(null);
  name = $state("");
  #last = { key: "", at: Number.NEGATIVE_INFINITY };
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** False when the same thing was asked less than a second ago. */
  start(id: string, name: string, action: string | null): boolean {
    const key = JSON.stringify([id, action]);
    const now = performance.now();
    if (key === this.#last.key && now - this.#last.at < TWICE) return false;
    this.#last = { key, at: now };
    this.id = id;
    this.name = name;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.id = null), SHOWN);
    return true;
  }
}
