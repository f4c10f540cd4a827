const TWICE = 1_000;
const SHOWN = 4_000;

/** What is just being opened: not twice by a double click, and said for a moment where it opens at once. */
export class Opening {
  /** The tool whose address is on its way to the browser. */
  id = $state<string | null>(null);
  name = $state("");
  #last = { key: "", at: Number.NEGATIVE_INFINITY };
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** True when the same thing was asked less than a second ago. */
  twice(id: string, action: string | null): boolean {
    const key = JSON.stringify([id, action]);
    const now = performance.now();
    if (key === this.#last.key && now - this.#last.at < TWICE) return true;
    this.#last = { key, at: now };
    return false;
  }

  say(id: string, name: string) {
    this.id = id;
    this.name = name;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.hush(), SHOWN);
  }

  hush() {
    this.id = null;
  }
}
