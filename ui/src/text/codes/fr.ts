import type { Codes } from "./message";

export const codes: Codes = {
  provider_unreachable: {
    title: "Le service de connexion ne répond pas",
    text: "Vérifiez votre réseau, puis réessayez.",
  },
  provider_out_of_order: {
    title: "Le service de connexion est en panne",
    text: "Cela ne vient pas de votre ordinateur. Réessayez dans un moment.",
  },
  provider_misconfigured: {
    title: "Le service de connexion est mal configuré",
    text: "Ses réglages ne sont pas utilisables. Prévenez l’assistance.",
  },
  client_refused: {
    title: "Le service de connexion ne reconnaît pas Parvis",
    text: "Votre service informatique doit vérifier l’enregistrement de Parvis.",
  },
  sign_in_refused: {
    title: "La connexion a été refusée",
    text: "Le service de connexion ne vous a pas laissé entrer. Vous pouvez réessayer.",
  },
  sign_in_cancelled: {
    title: "Connexion annulée",
    text: "Rien n’a changé. Vous pouvez recommencer quand vous voulez.",
  },
  sign_in_timed_out: {
    title: "La connexion n’est pas allée au bout",
    text: "Rien n’est revenu de votre navigateur dans le temps prévu. Vous pouvez recommencer.",
  },
  sign_in_failed: {
    title: "La connexion n’a pas abouti",
    text: "Le service de connexion a répondu autrement que prévu. Réessayez, puis prévenez l’assistance.",
  },
  wrong_issuer: {
    title: "La réponse vient d’un autre service de connexion",
    text: "Par prudence, Parvis ne l’a pas suivie. Prévenez l’assistance.",
  },
  bad_signature: {
    title: "La réponse n’est pas signée par votre service de connexion",
    text: "Par prudence, Parvis ne l’a pas suivie. Prévenez l’assistance.",
  },
  wrong_nonce: {
    title: "La réponse n’est pas celle de cette connexion",
    text: "Par prudence, Parvis ne l’a pas suivie. Recommencez depuis Parvis.",
  },
  bad_token: {
    title: "La réponse du service de connexion n’a pas pu être acceptée",
    text: "Parvis ne l’a pas suivie. Réessayez, puis prévenez l’assistance.",
  },
  clock_wrong: {
    title: "L’heure de cet ordinateur n’est pas juste",
    text: "Elle est trop loin de celle du service de connexion. Mettez cet ordinateur à l’heure et réessayez, ou prévenez l’assistance.",
  },
  ports_taken: {
    title: "Un autre logiciel gêne la connexion",
    text: "Il occupe la place où Parvis attend votre retour. Fermez-le ou redémarrez, puis réessayez.",
  },
  browser_failed: {
    title: "Votre navigateur ne s’est pas ouvert",
    text: "Vérifiez qu’un navigateur par défaut est choisi, puis réessayez.",
  },
  level_not_reached: {
    title: "La connexion renforcée n’a pas abouti",
    text: "L’outil ou votre organisation la demande. Recommencez avec votre second moyen de vous identifier (code, clé ou carte)\u202f; si vous n’en avez pas, demandez-le à votre organisation.",
  },
  scopes_refused: {
    title: "Parvis n’a pas reçu tout ce qu’il demandait",
    text: "Votre session est ouverte, mais certaines choses peuvent manquer, comme vos groupes ou vos réunions. Si c’est le cas, prévenez l’assistance.",
  },
  siret_invalid: {
    title: "Ce numéro n’est pas un SIRET",
    text: "Rien n’a changé. Vérifiez ses 14 chiffres, puis recommencez depuis le menu à votre nom.",
  },
  sign_in_again: {
    title: "Il vous reste à vous reconnecter",
    text: "Une page de déconnexion s’est ouverte dans votre navigateur. Dès qu’elle annonce que la session est fermée, reconnectez-vous ici.",
  },
  other_person: {
    title: "Une autre personne s’est connectée",
    text: "Par prudence, ce qui attendait n’a pas été ouvert. Choisissez de nouveau l’outil.",
  },
  keychain_locked: {
    title: "Le trousseau de cet ordinateur est verrouillé",
    text: "Votre session est ouverte. Quand vous quitterez Parvis, elle ne sera pas gardée\u202f: il faudra vous reconnecter.",
  },
  keychain_absent: {
    title: "Cet ordinateur n’a pas de trousseau",
    text: "Votre session est ouverte. Quand vous quitterez Parvis, elle ne sera pas gardée\u202f: il faudra vous reconnecter.",
  },
  keychain_refused: {
    title: "Le trousseau de cet ordinateur n’a pas répondu",
    text: "Votre session est ouverte. Quand vous quitterez Parvis, elle ne sera pas gardée\u202f: il faudra vous reconnecter.",
  },
  keychain_not_emptied: {
    title: "Votre session n’a pas pu être retirée du trousseau",
    text: "Elle est fermée ici, mais une trace reste dans le trousseau. Parvis réessaie tant qu’il est ouvert.",
  },
  sign_out_incomplete: {
    title: "La déconnexion n’est pas complète",
    text: "Votre session est fermée dans Parvis, mais peut-être encore ouverte dans votre navigateur. Réessayez avant de laisser cet ordinateur.",
  },
  workspace_unreadable: {
    title: "Le bureau de votre organisation ne peut pas être lu",
    text: "Son fichier ne s’ouvre pas. Prévenez votre service informatique.",
  },
  workspace_unsafe: {
    title: "Le bureau de votre organisation n’a pas été chargé, par prudence",
    text: "Son fichier pourrait être modifié par d’autres que l’administrateur. Prévenez votre service informatique.",
  },
  workspace_invalid: {
    title: "Le bureau de votre organisation contient une erreur",
    text: "Prévenez votre service informatique.",
  },
  workspace_unreachable: {
    title: "Le bureau de votre organisation n’a pas pu être vérifié",
    text: "Son serveur ne répond pas. Vérifiez votre réseau\u202f; si d’autres pages s’ouvrent, prévenez votre service informatique.",
  },
  workspace_not_there: {
    title: "Une autre page répond à la place du bureau de votre organisation",
    text: "C’est souvent la page d’accueil d’un réseau Wi-Fi\u202f: ouvrez votre navigateur pour l’accepter, puis vérifiez de nouveau.",
  },
  workspace_expired: {
    title: "Le bureau de votre organisation n’a pas été renouvelé à temps",
    text: "Votre service informatique doit le publier de nouveau. Rien ne presse pour vous.",
  },
  workspace_refused: {
    title: "Une mise à jour du bureau a été refusée, par prudence",
    text: "Ce qui a été reçu n’est pas ce que votre organisation a signé. Prévenez votre service informatique.",
  },
  workspace_clock_wrong: {
    title: "Vérifiez la date de cet ordinateur",
    text: "Sa date ou son heure semble fausse\u202f: Parvis ne peut pas vérifier le bureau de votre organisation. Mettez cet ordinateur à l’heure, puis vérifiez de nouveau.",
  },
  workspace_not_kept: {
    title: "Le bureau de votre organisation ne peut pas être gardé sur cet ordinateur",
    text: "Le disque est peut-être plein ou protégé. Libérez de la place, puis réessayez.",
  },
  join_address_invalid: {
    title: "Cette adresse ne convient pas",
    text: "L’adresse d’un espace de travail vous est donnée par votre organisation et ressemble à parvis.exemple.fr. Recopiez-la telle quelle.",
  },
  join_forbidden: {
    title: "Votre organisation ne permet pas d’ajouter un espace de travail",
    text: "Adressez-vous à votre service informatique.",
  },
  store_set_aside: {
    title: "Vos réglages n’ont pas pu être lus",
    text: "Leur fichier était abîmé. Parvis l’a mis de côté et repart des réglages proposés\u202f: vous pouvez les choisir de nouveau.",
  },
  store_not_kept: {
    title: "Vos réglages ne peuvent pas être gardés sur cet ordinateur",
    text: "Le disque est peut-être plein ou protégé. Libérez de la place, ou prévenez l’assistance\u202f: d’ici là, ce que vous changez peut se perdre.",
  },
  policy_invalid: {
    title: "Les réglages de votre organisation sur cet ordinateur n’ont pas pu être chargés",
    text: "Prévenez votre service informatique.",
  },
  address_refused: {
    title: "Cette adresse ne s’ouvre pas depuis Parvis",
    text: "Elle ne fait pas partie des adresses de votre organisation.",
  },
  unknown_tool: {
    title: "Aucun outil de votre bureau ne correspond à cette demande",
    text: "Un outil a pu être retiré ou renommé\u202f: cherchez-le par son nom. Une adresse doit être celle d’un de vos outils.",
  },
  secret_missing: {
    title: "Il manque un réglage pour vous connecter",
    text: "Votre service informatique doit le déposer sur cet ordinateur.",
  },
  tray_absent: {
    title: "Parvis reste dans la barre des tâches",
    text: "Cet ordinateur n’a pas de zone pour les icônes\u202f: fermer la fenêtre la réduit seulement.",
  },
  preview: {
    title: "Ceci est un aperçu",
    text: "Le bureau vient d’un fichier\u202f: personne n’est connecté et les outils ne s’ouvrent pas. Il se redessine quand le fichier change.",
  },
  preview_opens_nothing: {
    title: "Dans un aperçu, les outils ne s’ouvrent pas",
    text: "Chez un agent, le navigateur ouvrirait l’adresse ci-dessous.",
  },
};
