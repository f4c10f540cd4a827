import { createContext } from "svelte";
import type { Language } from "../bridge/generated/Language";
import { de } from "./de";
import { en } from "./en";
import { fr, type Words } from "./fr";

export type { Words };

/** Every language of Parvis. A language without words does not compile; nor does a word missing in one of them. */
export const languages: Record<Language, Words> = { fr, en, de };

/** The words of the window, for every component below the one that sets them. */
export const [words, setWords] = createContext<Words>();
