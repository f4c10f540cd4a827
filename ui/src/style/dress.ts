import type { AccentView } from "../bridge/generated/AccentView";
import type { Theme } from "../bridge/generated/Theme";

type Shown = Exclude<Theme, "system">;

const system = () => matchMedia("(prefers-color-scheme: dark)");

/**
 * Puts the theme, and the organisation's colour, on the page. The theme is a setting and not a question to the engine:
 * on Linux what the engine answers does not always follow the frame of the window. Returns what stops it from
 * following the system.
 */
export function dress(theme: Theme, accent: AccentView | null): () => void {
  const asked = system();
  const put = () => {
    const shown = theme === "system" ? (asked.matches ? "dark" : "light") : theme;
    const { dataset, style } = document.documentElement;
    dataset["theme"] = shown;
    const own = accent && shades(accent, shown);
    for (const name of names) {
      if (own) style.setProperty(`--${name}`, own[name]);
      else style.removeProperty(`--${name}`);
    }
  };
  put();
  asked.addEventListener("change", put);
  return () => asked.removeEventListener("change", put);
}

const names = ["accent", "brand", "brand-hover", "on-brand", "brand-ink", "brand-soft"] as const;

/** The colours that follow the organisation's, which the host made readable on the page. */
export function shades(accent: AccentView, theme: Shown): Record<(typeof names)[number], string> {
  const own = accent[theme];
  const away = theme === "light" ? "#000000" : "#ffffff";
  return {
    accent: own,
    brand: own,
    "brand-hover": mix(own, away, 0.25),
    "on-brand": theme === "light" ? "#ffffff" : "#101112",
    // A card of the dark theme is a little lighter than the page.
    "brand-ink": theme === "light" ? own : mix(own, away, 0.2),
    "brand-soft": theme === "light" ? "#ffffff" : "#1b1c1d",
  };
}

function mix(one: string, other: string, share: number): string {
  const parts = [1, 3, 5].map((at) => {
    const [from = 0, to = 0] = [one, other].map((color) => Number.parseInt(color.slice(at, at + 2), 16));
    return Math.round(from + (to - from) * share).toString(16).padStart(2, "0");
  });
  return `#${parts.join("")}`;
}
