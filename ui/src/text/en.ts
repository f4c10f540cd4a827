import type { UnixTime } from "../bridge/generated/UnixTime";
import { codes } from "./codes/en";
import type { Words } from "./fr";
import { clock, date, fromNow, list, longDay, sameDay, weekday } from "./time";

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
    openingSoon: (name) => `${name} opens as soon as your session is found again.`,
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
    ending: (at) => `Your session ends at ${time(at)}`,
    endingIn: (minutes) => `That is ${fromNow(locale, minutes)}.`,
    endingText: "Renew it when it suits you: your tools stay open.",
    renewNow: "Renew now",
    later: "Later",
    expired: "Your session has ended",
    expiredText: "Sign in again whenever you like. Choosing a tool will offer it too.",
    doubtText: (until) => `Parvis keeps trying on its own; your session is good ${until}. Meanwhile, a tool may ask you to sign in.`,
    refusedText: "The sign-in service did not renew your session. Sign in again; what you have open stays open meanwhile.",
    retry: "Try again",
    preparing: "Parvis is preparing the sign-in…",
    preparingText: (provider) => `As soon as ${provider} answers, its page opens in your browser.`,
    purposes: {
      sign_in: {
        title: "Continue in your browser",
        text: (provider) => `A page from ${provider} has opened. Sign in there, then come back here.`,
      },
      renew: {
        title: "Renew your session in your browser",
        text: (provider) =>
          `A page from ${provider} asks you to identify yourself again. Your tools stay open; a tool chosen now opens right after.`,
      },
      step_up: {
        title: "A stronger sign-in is needed",
        text: (provider, tool) => `“${tool}” asks for a stronger sign-in. Follow the page from ${provider} that has opened in your browser.`,
      },
      change_organisation: {
        title: "Change organisation in your browser",
        text: (provider) =>
          `Your session is closed first, then a page from ${provider} asks you to sign in for the other organisation. Tools already open stay as they are.`,
      },
    },
    panelNext: (names) => `Opening next: ${list(locale, names)}.`,
    panelUntil: (at) => `Parvis waits until ${time(at)}. After that, you can start again.`,
    reopen: "Open the page again",
    cancel: "Cancel",
  },

  menu: {
    person: "Your session and Parvis",
    siret: (siret) => `SIRET ${siret}`,
    notKept: "Session kept until you quit Parvis",
    renew: "Renew the session",
    renewHow: "Asks you to identify yourself again.",
    organisation: "Change organisation…",
    signOut: "Sign out of Parvis",
    signOutEverywhere: "Sign out everywhere",
    signOutEverywhereHow: "Also ends the sign-in session of your browser. Tools already open may stay open.",
    keyboard: "Keyboard",
    quit: "Quit Parvis",
    version: (version) => `Parvis ${version}`,
    demo: "Demonstration",
  },

  organisation: {
    title: "Change organisation",
    about: "Parvis closes your session, in your browser too, then signs you in again for the other organisation. Tools already open stay as they are.",
    siret: "SIRET of the organisation (14 digits), optional",
    none: "Without a SIRET, you choose on the sign-in page.",
    wrong: {
      letters: "A SIRET contains digits only.",
      long: "There are too many digits: a SIRET has 14.",
      short: "Some digits are missing: a SIRET has 14.",
    },
    change: "Change organisation",
    cancel: "Cancel",
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
      repository: "Your current desk stays in place.",
      joined: "Your current desk stays in place.",
      built_in: "Meanwhile, Parvis shows the public tools of La Suite numérique.",
    },
  },
};
