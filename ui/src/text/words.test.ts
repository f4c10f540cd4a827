import { describe, expect, test } from "vitest";
// The host's own list, read as text: what the compiler checks by type is seen here at run time too.
import generated from "../bridge/generated/Code.ts?raw";
import { languages } from ".";

const codes = [...generated.matchAll(/"([a-z_]+)"/g)].map(([, code]) => code);
const monday = Date.parse("2026-11-23T09:12:00") / 1000;
const evening = Date.parse("2026-11-23T18:40:00") / 1000;

/** Every sentence of a language, the ones with blanks filled in. */
function sentences(words: unknown): string[] {
  if (typeof words === "string") return [words];
  if (typeof words === "function") return [];
  return Object.values(words as object).flatMap(sentences);
}

describe.each(Object.entries(languages))("%s", (language, words) => {
  test("has words for every code", () => {
    expect(codes.length).toBeGreaterThan(20);
    expect(Object.keys(words.codes).sort()).toEqual([...codes].sort());
    for (const { title, text } of Object.values(words.codes)) {
      expect(title).toMatch(/^\p{Lu}.*[^.]$/u);
      expect(text).toMatch(/^\p{Lu}.*\.$/u);
    }
  });

  test("speaks calmly, and of people", () => {
    for (const sentence of sentences(words)) {
      expect(sentence).not.toMatch(/!|utilisateur|user\b|Benutzer|token|OIDC|TLS|HTTP/);
      expect(sentence.trim()).not.toBe("");
    }
  });

  test("keeps French signs on the line of their word", () => {
    if (language !== "fr") return;
    for (const sentence of sentences(words)) expect(sentence).not.toMatch(/ [:;?»]|« /);
  });
});

test("times are written as each language writes them", () => {
  const until = Object.fromEntries(Object.entries(languages).map(([language, words]) => [language, words.until(evening, monday)]));
  expect(until).toEqual({ fr: "jusqu’à 18\u202fh\u202f40", en: "until 18:40", de: "bis 18:40\u00a0Uhr" });
});

test("the minutes that are left are counted as each language counts them", () => {
  const left = (minutes: number) => Object.values(languages).map((words) => words.session.endingIn(minutes));
  expect(left(12)).toEqual(["C’est dans 12 minutes.", "That is in 12 minutes.", "Das ist in 12 Minuten."]);
  expect(left(1)).toEqual(["C’est dans 1 minute.", "That is in 1 minute.", "Das ist in 1 Minute."]);
});

test("a session that ends on another day says which", () => {
  const tomorrow = evening + 8 * 3600;
  expect(languages.fr.until(tomorrow, evening)).toBe("jusqu’à 2\u202fh\u202f40 mardi");
  expect(languages.de.until(tomorrow, evening)).toBe("bis Dienstag, 2:40\u00a0Uhr");
});

test("the greeting follows the day, with or without a name", () => {
  expect(languages.fr.greeting("Camille", monday)).toBe("Bonjour Camille");
  expect(languages.fr.greeting("Camille", evening)).toBe("Bonsoir Camille");
  expect(languages.en.greeting(null, monday)).toBe("Good morning");
  expect(languages.de.greeting("Camille", evening)).toBe("Guten Abend, Camille");
});
