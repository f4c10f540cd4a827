import type { UnixTime } from "../bridge/generated/UnixTime";
import { codes } from "./codes/en";
import type { Words } from "./fr";
import { clock, date, list, longDay, sameDay, weekday } from "./time";

const locale = "en-GB";
const time = (at: UnixTime) => clock(locale, at, ":");
const partOfDay = (hour: number) => (hour < 12 ? "Good morning" : hour < 18 ? "Good afternoon" : "Good evening");

export const en: Words = {
  locale,
  codes,

  greeting: (name, now) => [partOfDay(date(now).getHours()), name].filter(Boolean).join(", "),
  today: (now) => longDay(locale, now),
  until: (end, now) => `until ${time(end)}${sameDay(end, now) ? "" : ` on ${weekday(locale, end)}`}`,

  filter: {
    label: "Find a tool",
    hint: "A tool…",
    clear: "Clear",
    key: "Ctrl\u00a0K",
    found: (count) => (count === 0 ? "No tool" : count === 1 ? "1 tool" : `${count} tools`),
    first: "Enter",
    firstOpens: (name) => `Enter opens ${name}.`,
    none: (text) => `No tool matches “${text}”`,
    noneHow: "Try another word, or go back to all your tools.",
    all: "Show all tools",
    address: "Open this address",
  },

  desk: {
    title: "Your tools",
    keys: "Arrow keys move between tools, Enter opens.",
    more: (name) => `More actions for ${name}`,
    openPlain: (name) => `Open ${name}`,
    opening: "Opening…",
    openingNow: (name) => `${name} is opening in your browser.`,
    empty: "There is no tool on your desk yet",
    emptyHow: "Your IT department puts them here. They will appear as soon as that is done.",
    lookAgain: "Look again",
  },

  session: {
    signIn: "Sign in",
    signInAgain: "Sign in again",
    signingIn: "Signing in",
    starting: "Parvis is looking for your session",
    builtIn: "You sign in within each tool, unless your browser is signed in already.",
    welcome: "Welcome",
    welcomeText: "Sign in once, and your tools then open without asking again. You can also choose a tool right away.",
    expired: "Your session has ended",
    expiredText: "Sign in again whenever you like. Choosing a tool will offer it too.",
    doubtText: (until) => `Parvis keeps trying on its own; your session is good ${until}. Meanwhile, a tool may ask you to sign in.`,
    retry: "Try again",
    preparing: "Parvis is preparing the sign-in…",
    preparingText: (provider) => `As soon as ${provider} answers, its page opens in your browser.`,
    panel: "Continue in your browser",
    panelText: (provider) => `A page from ${provider} has opened. Sign in there, then come back here.`,
    panelNext: (names) => `Opening next: ${list(locale, names)}.`,
    panelUntil: (at) => `Parvis waits until ${time(at)}. After that, you can start again.`,
    reopen: "Open the page again",
    cancel: "Cancel",
  },

  menu: {
    person: "Your session and Parvis",
    siret: (siret) => `SIRET ${siret}`,
    notKept: "Session kept until you quit Parvis",
    signOut: "Sign out of Parvis",
    signOutEverywhere: "Sign out everywhere",
    signOutEverywhereHow: "Also ends the sign-in session of your browser. Tools already open may stay open.",
    keyboard: "Keyboard",
    quit: "Quit Parvis",
    version: (version) => `Parvis ${version}`,
    demo: "Demonstration",
  },

  keyboard: {
    title: "Keyboard",
    close: "Close",
    keys: [
      ["Ctrl\u00a0K or /", "Find a tool"],
      ["Enter", "Open the chosen tool"],
      ["Arrow keys", "Move between tools"],
      ["Shift\u00a0Enter", "More actions for the tool"],
      ["Esc", "Clear the search"],
      ["Ctrl\u00a0W", "Put the window away"],
    ],
  },

  notice: {
    region: "Messages",
    openAnyway: (name) => `Open ${name} anyway`,
    reload: "Try again",
    dismiss: "Got it",
    detail: "For the help desk:",
    file: (file) => `File: ${file}`,
    problems: (count) => (count === 1 ? "Show the problem" : `Show the ${count} problems`),
    kept: {
      machine: "Your current desk stays in place.",
      built_in: "Meanwhile, Parvis shows the public tools of La Suite numérique.",
    },
  },
};
