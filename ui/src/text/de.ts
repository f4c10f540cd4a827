import type { UnixTime } from "../bridge/generated/UnixTime";
import { codes } from "./codes/de";
import type { Words } from "./fr";
import { clock, date, fromNow, list, longDay, sameDay, weekday } from "./time";

const locale = "de-DE";
const time = (at: UnixTime) => clock(locale, at, ":", "\u00a0Uhr");
const partOfDay = (hour: number) => (hour < 11 ? "Guten Morgen" : hour < 18 ? "Guten Tag" : "Guten Abend");

export const de: Words = {
  locale,
  codes,

  greeting: (name, now) => [partOfDay(date(now).getHours()), name].filter(Boolean).join(", "),
  today: (now) => longDay(locale, now),
  until: (end, now) => `bis ${sameDay(end, now) ? "" : `${weekday(locale, end)}, `}${time(end)}`,

  filter: {
    label: "Anwendung suchen",
    hint: "Eine Anwendung…",
    clear: "Löschen",
    key: "Strg\u00a0K",
    found: (count) => (count === 0 ? "Keine Anwendung" : count === 1 ? "1 Anwendung" : `${count} Anwendungen`),
    first: "Eingabe",
    firstOpens: (name) => `Die Eingabetaste öffnet ${name}.`,
    none: (text) => `Keine Anwendung passt zu „${text}“`,
    noneHow: "Versuchen Sie ein anderes Wort oder kehren Sie zu allen Anwendungen zurück.",
    all: "Alle Anwendungen zeigen",
    address: "Diese Adresse öffnen",
  },

  desk: {
    title: "Ihre Anwendungen",
    keys: "Mit den Pfeiltasten wechseln Sie die Anwendung, die Eingabetaste öffnet.",
    more: (name) => `Weitere Aktionen für ${name}`,
    openPlain: (name) => `${name} öffnen`,
    opening: "Wird geöffnet…",
    openingNow: (name) => `${name} wird in Ihrem Browser geöffnet.`,
    openingSoon: (name) => `${name} öffnet sich, sobald Ihre Sitzung wiedergefunden ist.`,
    empty: "Auf Ihrem Schreibtisch liegt noch keine Anwendung",
    emptyHow: "Ihre IT-Abteilung stellt sie hier bereit. Sobald das geschehen ist, erscheinen sie.",
    lookAgain: "Noch einmal nachsehen",
  },

  session: {
    signIn: "Anmelden",
    signInAgain: "Erneut anmelden",
    signingIn: "Anmeldung läuft",
    starting: "Parvis sucht Ihre Sitzung",
    builtIn: "Sie melden sich in jeder Anwendung an, außer wenn Ihr Browser schon angemeldet ist.",
    welcome: "Willkommen",
    welcomeText: "Melden Sie sich einmal an: Danach öffnen sich Ihre Anwendungen ohne weitere Nachfrage. Sie können auch gleich eine Anwendung wählen.",
    ending: (at) => `Ihre Sitzung endet um ${time(at)}`,
    endingIn: (minutes) => `Das ist ${fromNow(locale, minutes)}.`,
    endingText: "Verlängern Sie sie, wann es Ihnen passt: Ihre Anwendungen bleiben offen.",
    renewNow: "Jetzt verlängern",
    later: "Später",
    expired: "Ihre Sitzung ist beendet",
    expiredText: "Melden Sie sich erneut an, wann Sie möchten. Auch ein Klick auf eine Anwendung führt dorthin.",
    doubtText: (until) => `Parvis versucht es von selbst weiter; Ihre Sitzung gilt ${until}. Inzwischen kann eine Anwendung Sie um die Anmeldung bitten.`,
    refusedText: "Der Anmeldedienst hat Ihre Sitzung nicht verlängert. Melden Sie sich erneut an; was geöffnet ist, bleibt inzwischen offen.",
    retry: "Erneut versuchen",
    preparing: "Parvis bereitet die Anmeldung vor…",
    preparingText: (provider) => `Sobald ${provider} antwortet, öffnet sich die Seite in Ihrem Browser.`,
    purposes: {
      sign_in: {
        title: "Weiter in Ihrem Browser",
        text: (provider) => `Eine Seite von ${provider} hat sich geöffnet. Melden Sie sich dort an und kommen Sie dann zurück.`,
      },
      renew: {
        title: "Verlängern Sie Ihre Sitzung in Ihrem Browser",
        text: (provider) =>
          `Eine Seite von ${provider} bittet Sie, sich erneut anzumelden. Ihre Anwendungen bleiben offen; was Sie jetzt wählen, öffnet sich gleich danach.`,
      },
      step_up: {
        title: "Eine stärkere Anmeldung ist nötig",
        text: (provider, tool) =>
          `„${tool}“ verlangt eine stärkere Anmeldung. Folgen Sie der Seite von ${provider}, die sich in Ihrem Browser geöffnet hat.`,
      },
      change_organisation: {
        title: "Wechseln Sie die Organisation in Ihrem Browser",
        text: (provider) =>
          `Ihre Sitzung wird zuerst beendet, dann bittet eine Seite von ${provider} Sie um die Anmeldung für die andere Organisation. Bereits geöffnete Anwendungen bleiben, wie sie sind.`,
      },
    },
    panelNext: (names) => `Danach ${names.length > 1 ? "öffnen" : "öffnet"} sich: ${list(locale, names)}.`,
    panelUntil: (at) => `Parvis wartet bis ${time(at)}. Danach können Sie neu beginnen.`,
    reopen: "Seite erneut öffnen",
    cancel: "Abbrechen",
  },

  menu: {
    person: "Ihre Sitzung und Parvis",
    siret: (siret) => `SIRET ${siret}`,
    notKept: "Sitzung gilt, bis Parvis beendet wird",
    renew: "Sitzung verlängern",
    renewHow: "Bittet Sie, sich erneut anzumelden.",
    organisation: "Organisation wechseln…",
    signOut: "Von Parvis abmelden",
    signOutEverywhere: "Überall abmelden",
    signOutEverywhereHow: "Beendet auch die Anmeldesitzung Ihres Browsers. Bereits geöffnete Anwendungen können offen bleiben.",
    keyboard: "Tastatur",
    quit: "Parvis beenden",
    version: (version) => `Parvis ${version}`,
    demo: "Vorführung",
  },

  organisation: {
    title: "Organisation wechseln",
    about: "Parvis beendet Ihre Sitzung, auch in Ihrem Browser, und meldet Sie dann für die andere Organisation an. Bereits geöffnete Anwendungen bleiben, wie sie sind.",
    siret: "SIRET der Organisation (14 Ziffern), optional",
    none: "Ohne SIRET wählen Sie auf der Anmeldeseite.",
    wrong: {
      letters: "Eine SIRET besteht nur aus Ziffern.",
      long: "Es sind zu viele Ziffern: Eine SIRET hat 14.",
      short: "Es fehlen Ziffern: Eine SIRET hat 14.",
    },
    change: "Organisation wechseln",
    cancel: "Abbrechen",
  },

  keyboard: {
    title: "Tastatur",
    close: "Schließen",
    keys: [
      ["Strg\u00a0K oder /", "Anwendung suchen"],
      ["Eingabe", "Gewählte Anwendung öffnen"],
      ["Pfeiltasten", "Anwendung wechseln"],
      ["Umschalt\u00a0Eingabe", "Weitere Aktionen"],
      ["Esc", "Suche löschen"],
      ["Strg\u00a0W", "Fenster ausblenden"],
    ],
  },

  notice: {
    region: "Meldungen",
    openAnyway: (name) => `${name} trotzdem öffnen`,
    reload: "Erneut versuchen",
    dismiss: "Verstanden",
    detail: "Für den Support:",
    file: (file) => `Datei: ${file}`,
    problems: (count) => (count === 1 ? "Problem anzeigen" : `${count} Probleme anzeigen`),
    kept: {
      machine: "Ihr jetziger Schreibtisch bleibt bestehen.",
      repository: "Ihr jetziger Schreibtisch bleibt bestehen.",
      joined: "Ihr jetziger Schreibtisch bleibt bestehen.",
      built_in: "Bis dahin zeigt Parvis die öffentlichen Anwendungen von La Suite numérique.",
    },
  },
};
