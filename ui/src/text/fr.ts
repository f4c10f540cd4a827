import type { Origin } from "../bridge/generated/Origin";
import type { SignInPurpose } from "../bridge/generated/SignInPurpose";
import type { UnixTime } from "../bridge/generated/UnixTime";
import { codes } from "./codes/fr";
import type { Codes } from "./codes/message";
import { clock, date, fromNow, list, longDay, sameDay, weekday } from "./time";

// The reference: the other languages have exactly these words. French puts a narrow no-break space (\u202f)
// before : ; ? and inside times; it is written as an escape so that it can be seen here.
const locale = "fr-FR";
const time = (at: UnixTime) => clock(locale, at, "\u202fh\u202f");
const moment = (at: UnixTime, now: UnixTime) => `${sameDay(at, now) ? "aujourd’hui" : `le ${longDay(locale, at)}`} à ${time(at)}`;
/** Who manages a computer whose organisation gives no name. */
const it = "votre service informatique";

/** What the panel of a sign-in says, by what it is for; the tool is the one that asks for it. */
const purposes: Record<SignInPurpose, { title: string; text: (provider: string, tool: string) => string }> = {
  sign_in: {
    title: "Continuez dans votre navigateur",
    text: (provider) => `Une page de ${provider} s’est ouverte. Connectez-vous là-bas, puis revenez ici.`,
  },
  renew: {
    title: "Renouvelez votre session dans votre navigateur",
    text: (provider) =>
      `Une page de ${provider} vous demande de vous identifier de nouveau. Vos outils restent ouverts\u202f; un outil choisi maintenant s’ouvrira juste après.`,
  },
  step_up: {
    title: "Une connexion renforcée est demandée",
    text: (provider, tool) =>
      `«\u202f${tool}\u202f» demande une connexion renforcée. Suivez la page de ${provider} qui s’est ouverte dans votre navigateur.`,
  },
  change_organisation: {
    title: "Changez d’organisation dans votre navigateur",
    text: (provider) =>
      `Votre session se ferme d’abord, puis une page de ${provider} vous demande de vous connecter pour l’autre organisation. Les outils déjà ouverts restent tels quels.`,
  },
};

export const fr = {
  locale,
  codes,

  greeting: (name: string | null, now: UnixTime) =>
    [date(now).getHours() < 18 ? "Bonjour" : "Bonsoir", name].filter(Boolean).join(" "),
  today: (now: UnixTime) => longDay(locale, now),
  until: (end: UnixTime, now: UnixTime) => `jusqu’à ${time(end)}${sameDay(end, now) ? "" : ` ${weekday(locale, end)}`}`,

  filter: {
    label: "Chercher un outil",
    hint: "Un outil…",
    clear: "Effacer",
    key: "Ctrl\u00a0K",
    found: (count: number) => (count === 0 ? "Aucun outil" : count === 1 ? "1 outil" : `${count} outils`),
    first: "Entrée",
    firstOpens: (name: string) => `Entrée ouvre ${name}.`,
    none: (text: string) => `Aucun outil ne correspond à «\u202f${text}\u202f»`,
    noneHow: "Essayez un autre mot, ou revenez à tous vos outils.",
    all: "Voir tous les outils",
    address: "Ouvrir cette adresse",
  },

  desk: {
    title: "Vos outils",
    keys: "Les flèches passent d’un outil à l’autre, Entrée ouvre.",
    more: (name: string) => `Plus d’actions pour ${name}`,
    openPlain: (name: string) => `Ouvrir ${name}`,
    opening: "S’ouvre…",
    openingNow: (name: string) => `${name} s’ouvre dans votre navigateur.`,
    openingSoon: (name: string) => `${name} s’ouvrira dès que votre session est retrouvée.`,
    empty: "Votre bureau n’a pas encore d’outil",
    emptyHow: "C’est votre service informatique qui les dépose ici. Dès que ce sera fait, ils apparaîtront.",
    lookAgain: "Regarder de nouveau",
  },

  session: {
    signIn: "Se connecter",
    signInAgain: "Se reconnecter",
    signingIn: "Connexion en cours",
    starting: "Parvis retrouve votre session",
    builtIn: "Vous vous connectez dans chaque outil, sauf si votre navigateur l’est déjà.",
    welcome: "Bienvenue",
    welcomeText: "Connectez-vous une fois\u202f: vos outils s’ouvrent ensuite sans redemander. Vous pouvez aussi choisir un outil tout de suite.",
    ending: (at: UnixTime) => `Votre session se termine à ${time(at)}`,
    endingIn: (minutes: number) => `C’est ${fromNow(locale, minutes)}.`,
    endingText: "Renouvelez-la quand cela vous arrange\u202f: vos outils restent ouverts.",
    renewNow: "Renouveler maintenant",
    later: "Plus tard",
    expired: "Votre session est terminée",
    expiredText: "Reconnectez-vous quand vous voulez. Un clic sur un outil vous le proposera aussi.",
    doubtText: (until: string) => `Parvis réessaie de lui-même\u202f; votre session reste valable ${until}. En attendant, un outil peut vous demander de vous connecter.`,
    refusedText: "Le service de connexion n’a pas renouvelé votre session. Reconnectez-vous\u202f; en attendant, vos outils ouverts le restent.",
    retry: "Réessayer",
    preparing: "Parvis prépare la connexion…",
    preparingText: (provider: string) => `Dès que ${provider} répond, sa page s’ouvre dans votre navigateur.`,
    purposes,
    panelNext: (names: string[]) => `Ensuite s’${names.length > 1 ? "ouvrent" : "ouvre"}\u202f: ${list(locale, names)}.`,
    panelUntil: (at: UnixTime) => `Parvis attend jusqu’à ${time(at)}. Après, vous pourrez recommencer.`,
    reopen: "Ouvrir de nouveau la page",
    cancel: "Annuler",
  },

  menu: {
    person: "Votre session et Parvis",
    siret: (siret: string) => `SIRET ${siret}`,
    notKept: "Session gardée jusqu’à ce que vous quittiez Parvis",
    renew: "Renouveler la session",
    renewHow: "Vous demande de vous identifier de nouveau.",
    organisation: "Changer d’organisation…",
    signOut: "Se déconnecter de Parvis",
    signOutEverywhere: "Se déconnecter partout",
    signOutEverywhereHow: "Ferme aussi la session de connexion de votre navigateur. Les outils déjà ouverts peuvent le rester.",
    settings: "Réglages",
    keyboard: "Au clavier",
    quit: "Quitter Parvis",
    version: (version: string) => `Parvis ${version}`,
    demo: "Démonstration",
  },

  organisation: {
    title: "Changer d’organisation",
    about: "Parvis ferme votre session, dans votre navigateur aussi, puis vous reconnecte pour l’autre organisation. Les outils déjà ouverts restent tels quels.",
    siret: "SIRET de l’organisation (14 chiffres), facultatif",
    none: "Sans SIRET, vous choisirez sur la page de connexion.",
    wrong: {
      letters: "Un SIRET ne contient que des chiffres.",
      long: "Il y a des chiffres en trop\u202f: un SIRET en a 14.",
      short: "Il manque des chiffres\u202f: un SIRET en a 14.",
    },
    change: "Changer d’organisation",
    cancel: "Annuler",
  },

  keyboard: {
    title: "Au clavier",
    close: "Fermer",
    keys: [
      ["Ctrl\u00a0K ou /", "Chercher un outil"],
      ["Entrée", "Ouvrir l’outil choisi"],
      ["Flèches", "Passer d’un outil à l’autre"],
      ["Maj\u00a0Entrée", "Plus d’actions pour l’outil"],
      ["Échap", "Effacer la recherche, quitter les réglages"],
      ["Ctrl\u00a0,", "Réglages"],
      ["Ctrl\u00a0W", "Ranger la fenêtre"],
    ] as [string, string][],
  },

  settings: {
    title: "Réglages",
    back: "Revenir au bureau",
    look: "Langue et apparence",
    language: "Langue",
    theme: "Apparence",
    system: "Comme l’ordinateur",
    light: "Claire",
    dark: "Sombre",
    proposed: "Revenir au choix proposé",
    managedBy: (name: string) => `Géré par ${name || it}`,
    machine: "Cet ordinateur",
    managedText: (name: string) => `Cet ordinateur est géré par ${name || it}. Voici ce qui y est décidé, et où c’est écrit.`,
    managedNothing: (name: string) => `Cet ordinateur est géré par ${name || it}, qui vous laisse choisir tous vos réglages.`,
    unmanaged: "Personne ne gère Parvis sur cet ordinateur\u202f: ses réglages sont les vôtres.",
    recommended: "Recommandé",
    secret: "Valeur secrète, non affichée",
    problems: (count: number) => (count === 1 ? "Une décision n’a pas pu être appliquée" : `${count} décisions n’ont pas pu être appliquées`),
    problemsText: "Les autres le sont. Montrez ceci à votre service informatique.",
  },

  workspace: {
    title: "Espace de travail",
    origin: {
      machine: "Déposé sur cet ordinateur par votre service informatique.",
      repository: "Signé par votre service informatique.",
      joined: "Ajouté par vous. Non vérifié par votre service informatique.",
      built_in: "Les outils publics de La Suite numérique, ouverts à tous les agents.",
    } satisfies Record<Origin, string>,
    unverified: "Non vérifié",
    unverifiedBy: "Non vérifié par votre service informatique. Voir les réglages",
    ofOrganisation: "Le bureau de votre organisation",
    host: "Adresse",
    fingerprint: "Empreinte",
    fingerprintHow: "Ces mots identifient l’espace. Votre organisation doit avoir les mêmes, dans le même ordre.",
    revision: "Révision",
    freshness: "Mise à jour",
    current: (at: UnixTime, now: UnixTime) => `À jour, vérifié ${moment(at, now)}`,
    lastGood: (at: UnixTime, now: UnixTime) => `Vérifié pour la dernière fois ${moment(at, now)}.`,
    awaited: "Le bureau de votre organisation est en route",
    awaitedText: "En attendant, voici les outils publics de La Suite numérique. Il prendra leur place dès qu’il sera reçu et vérifié.",
    check: "Vérifier maintenant",
    checking: "Parvis vérifie…",
    choices: "Espaces de cet ordinateur",
    shown: "Affiché",
    show: (name: string) => `Afficher ${name}`,
    nowShown: (name: string) => `${name} est affiché.`,
    leave: "Retirer…",
    leaveNamed: (name: string) => `Retirer… ${name}`,
    leaveTitle: (name: string) => `Retirer ${name}\u202f?`,
    leaveText: "Ses outils et sa session quittent cet ordinateur. Pour y revenir, il faudra de nouveau son adresse.",
    leaveConfirm: "Retirer",
    keep: "Garder",
  },

  joining: {
    title: "Ajouter un espace de travail",
    about: "Votre organisation peut vous avoir donné l’adresse d’un espace. Parvis vous montre ce qu’il y trouve avant d’ajouter quoi que ce soit.",
    address: "Adresse de l’espace",
    example: "parvis.exemple.fr",
    missing: "Écrivez d’abord l’adresse.",
    ask: "Continuer",
    asking: (address: string) => `Parvis demande à ${address}…`,
    askingText: "Rien n’est ajouté pour l’instant.",
    cancel: "Annuler",
    confirm: "Est-ce bien cet espace\u202f?",
    words: "Comparez l’empreinte",
    wordsHow: "Votre organisation publie ces dix mots. S’il en manque un, ou si l’ordre change, n’ajoutez pas cet espace.",
    unverified: "Votre service informatique n’a pas vérifié cet espace\u202f: c’est vous qui lui faites confiance. Ses outils s’ouvrent dans votre navigateur, et Parvis ne leur transmet pas votre session.",
    add: "Ajouter et afficher",
    refuse: "Ne pas ajouter",
    replaced: "L’empreinte de cette adresse a changé",
    replacedText: "Votre organisation a pu la renouveler, mais quelqu’un peut aussi se faire passer pour elle. Appelez votre organisation à un numéro que vous connaissez, et comparez les nouveaux mots avec elle avant de continuer.",
    before: "Empreinte d’avant",
    after: "Nouvelle empreinte",
    addAnyway: "Faire confiance à la nouvelle",
    again: "Réessayer",
    correct: "Changer l’adresse",
    forbidden: "Votre organisation ne permet pas d’ajouter un espace sur cet ordinateur. S’il vous en faut un autre, demandez-le à votre service informatique.",
    failed: {
      workspace_unreachable: { title: "Rien ne répond à cette adresse", text: "Vérifiez l’adresse et votre réseau, puis réessayez." },
      workspace_not_there: { title: "Il n’y a pas d’espace de travail à cette adresse", text: "Vérifiez-la lettre par lettre. Sur un réseau Wi-Fi public, ouvrez d’abord votre navigateur pour accepter sa page d’accueil." },
      workspace_expired: { title: "Cet espace n’est plus à jour", text: "Son organisation doit le publier de nouveau. Réessayez plus tard." },
      workspace_refused: { title: "Cet espace n’a pas été accepté, par prudence", text: "Ce qui a été reçu ne correspond pas à ses signatures. Rien n’a été ajouté. Prévenez l’organisation qui vous a donné l’adresse." },
      workspace_invalid: { title: "Cet espace contient une erreur", text: "Rien n’a été ajouté. Prévenez l’organisation qui vous a donné l’adresse." },
      workspace_clock_wrong: { title: "Vérifiez la date de cet ordinateur", text: "Sa date ou son heure semble fausse\u202f: Parvis ne peut rien vérifier ainsi." },
      workspace_not_kept: { title: "Cet espace ne peut pas être gardé sur cet ordinateur", text: "Le disque est peut-être plein ou protégé. Libérez de la place, puis réessayez." },
    } as Partial<Codes>,
  },

  notice: {
    region: "Messages",
    openAnyway: (name: string) => `Ouvrir ${name} quand même`,
    reload: "Réessayer",
    dismiss: "Compris",
    detail: "À donner à l’assistance\u202f:",
    file: (file: string) => `Fichier\u202f: ${file}`,
    problems: (count: number) => (count === 1 ? "Voir le problème" : `Voir les ${count} problèmes`),
    kept: {
      machine: "Votre bureau actuel reste en place.",
      repository: "Votre bureau actuel reste en place.",
      joined: "Votre bureau actuel reste en place.",
      built_in: "En attendant, Parvis montre les outils publics de La Suite numérique.",
    } satisfies Record<Origin, string>,
  },
};

export type Words = typeof fr;
