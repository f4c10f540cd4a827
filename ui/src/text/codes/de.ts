import type { Codes } from "./message";

export const codes: Codes = {
  provider_unreachable: {
    title: "Der Anmeldedienst antwortet nicht",
    text: "Prüfen Sie Ihre Netzverbindung und versuchen Sie es erneut.",
  },
  provider_out_of_order: {
    title: "Der Anmeldedienst ist gestört",
    text: "Es liegt nicht an Ihrem Rechner. Versuchen Sie es gleich noch einmal.",
  },
  provider_misconfigured: {
    title: "Der Anmeldedienst ist falsch eingerichtet",
    text: "Seine Einstellungen sind nicht verwendbar. Bitte informieren Sie den Support.",
  },
  client_refused: {
    title: "Der Anmeldedienst erkennt Parvis nicht an",
    text: "Ihre IT-Abteilung muss die Registrierung von Parvis prüfen.",
  },
  sign_in_refused: {
    title: "Die Anmeldung wurde abgelehnt",
    text: "Der Anmeldedienst hat Sie nicht eingelassen. Sie können es erneut versuchen.",
  },
  sign_in_cancelled: {
    title: "Anmeldung abgebrochen",
    text: "Es hat sich nichts geändert. Sie können jederzeit neu beginnen.",
  },
  sign_in_timed_out: {
    title: "Die Anmeldung wurde nicht abgeschlossen",
    text: "Aus Ihrem Browser kam nichts rechtzeitig zurück. Sie können neu beginnen.",
  },
  sign_in_failed: {
    title: "Die Anmeldung ist nicht gelungen",
    text: "Der Anmeldedienst hat unerwartet geantwortet. Versuchen Sie es erneut und informieren Sie dann den Support.",
  },
  wrong_issuer: {
    title: "Die Antwort kam von einem anderen Anmeldedienst",
    text: "Zur Sicherheit ist Parvis ihr nicht gefolgt. Bitte informieren Sie den Support.",
  },
  bad_signature: {
    title: "Die Antwort ist nicht von Ihrem Anmeldedienst unterschrieben",
    text: "Zur Sicherheit ist Parvis ihr nicht gefolgt. Bitte informieren Sie den Support.",
  },
  wrong_nonce: {
    title: "Die Antwort gehört nicht zu dieser Anmeldung",
    text: "Zur Sicherheit ist Parvis ihr nicht gefolgt. Beginnen Sie in Parvis neu.",
  },
  bad_token: {
    title: "Die Antwort des Anmeldedienstes konnte nicht angenommen werden",
    text: "Parvis ist ihr nicht gefolgt. Versuchen Sie es erneut und informieren Sie dann den Support.",
  },
  clock_wrong: {
    title: "Die Uhr dieses Rechners geht falsch",
    text: "Sie weicht zu weit vom Anmeldedienst ab. Stellen Sie die Uhr und versuchen Sie es erneut, oder informieren Sie den Support.",
  },
  ports_taken: {
    title: "Ein anderes Programm stört die Anmeldung",
    text: "Es belegt den Platz, an dem Parvis auf Sie wartet. Schließen Sie es oder starten Sie neu.",
  },
  browser_failed: {
    title: "Ihr Browser hat sich nicht geöffnet",
    text: "Prüfen Sie, ob ein Standardbrowser gewählt ist, und versuchen Sie es erneut.",
  },
  level_not_reached: {
    title: "Die stärkere Anmeldung ist nicht gelungen",
    text: "Die Anwendung oder Ihre Organisation verlangt sie. Versuchen Sie es erneut mit Ihrem zweiten Nachweis (Code, Schlüssel oder Karte); wenn Sie keinen haben, fragen Sie Ihre Organisation danach.",
  },
  scopes_refused: {
    title: "Parvis hat nicht alles erhalten, worum es gebeten hat",
    text: "Sie sind angemeldet, aber manches kann fehlen, etwa Ihre Gruppen oder Ihre Besprechungen. Informieren Sie in diesem Fall den Support.",
  },
  siret_invalid: {
    title: "Diese Nummer ist keine SIRET",
    text: "Es hat sich nichts geändert. Prüfen Sie die 14 Ziffern und beginnen Sie im Menü mit Ihrem Namen neu.",
  },
  sign_in_again: {
    title: "Jetzt müssen Sie sich nur noch erneut anmelden",
    text: "In Ihrem Browser hat sich eine Abmeldeseite geöffnet. Sobald sie meldet, dass die Sitzung beendet ist, melden Sie sich hier erneut an.",
  },
  other_person: {
    title: "Eine andere Person hat sich angemeldet",
    text: "Zur Sicherheit wurde nicht geöffnet, was noch wartete. Wählen Sie die Anwendung noch einmal.",
  },
  keychain_locked: {
    title: "Der Schlüsselbund dieses Rechners ist gesperrt",
    text: "Sie sind angemeldet. Wenn Sie Parvis beenden, wird die Sitzung nicht behalten: Sie müssen sich dann erneut anmelden.",
  },
  keychain_absent: {
    title: "Dieser Rechner hat keinen Schlüsselbund",
    text: "Sie sind angemeldet. Wenn Sie Parvis beenden, wird die Sitzung nicht behalten: Sie müssen sich dann erneut anmelden.",
  },
  keychain_refused: {
    title: "Der Schlüsselbund dieses Rechners hat nicht geantwortet",
    text: "Sie sind angemeldet. Wenn Sie Parvis beenden, wird die Sitzung nicht behalten: Sie müssen sich dann erneut anmelden.",
  },
  keychain_not_emptied: {
    title: "Ihre Sitzung konnte nicht aus dem Schlüsselbund entfernt werden",
    text: "Hier sind Sie abgemeldet, im Schlüsselbund bleibt eine Spur. Parvis versucht es weiter, solange es läuft.",
  },
  sign_out_incomplete: {
    title: "Die Abmeldung ist nicht vollständig",
    text: "In Parvis ist Ihre Sitzung beendet, in Ihrem Browser vielleicht noch offen. Versuchen Sie es erneut, bevor Sie diesen Rechner verlassen.",
  },
  workspace_unreadable: {
    title: "Der Schreibtisch Ihrer Organisation ist nicht lesbar",
    text: "Seine Datei lässt sich nicht öffnen. Bitte informieren Sie Ihre IT-Abteilung.",
  },
  workspace_unsafe: {
    title: "Der Schreibtisch Ihrer Organisation wurde aus Sicherheitsgründen nicht geladen",
    text: "Seine Datei könnte von anderen als den Administratoren geändert werden. Bitte informieren Sie Ihre IT-Abteilung.",
  },
  workspace_invalid: {
    title: "Der Schreibtisch Ihrer Organisation enthält einen Fehler",
    text: "Bitte informieren Sie Ihre IT-Abteilung.",
  },
  workspace_unreachable: {
    title: "Der Schreibtisch Ihrer Organisation konnte nicht geprüft werden",
    text: "Sein Server antwortet nicht. Prüfen Sie Ihr Netz; öffnen sich andere Seiten, informieren Sie bitte Ihre IT-Abteilung.",
  },
  workspace_not_there: {
    title: "Eine andere Seite antwortet anstelle des Schreibtischs Ihrer Organisation",
    text: "Meist ist es die Anmeldeseite eines WLANs: Öffnen Sie Ihren Browser, um sie zu bestätigen, und prüfen Sie dann erneut.",
  },
  workspace_expired: {
    title: "Der Schreibtisch Ihrer Organisation wurde nicht rechtzeitig erneuert",
    text: "Ihre IT-Abteilung muss ihn neu veröffentlichen. Für Sie eilt es nicht.",
  },
  workspace_refused: {
    title: "Eine Aktualisierung des Schreibtischs wurde vorsichtshalber abgelehnt",
    text: "Was empfangen wurde, hat Ihre Organisation so nicht signiert. Bitte informieren Sie Ihre IT-Abteilung.",
  },
  workspace_clock_wrong: {
    title: "Prüfen Sie das Datum dieses Rechners",
    text: "Datum oder Uhrzeit scheinen falsch: Parvis kann den Schreibtisch Ihrer Organisation nicht prüfen. Stellen Sie die Uhr dieses Rechners und prüfen Sie dann erneut.",
  },
  workspace_not_kept: {
    title: "Der Schreibtisch Ihrer Organisation kann auf diesem Rechner nicht gespeichert werden",
    text: "Der Datenträger ist vielleicht voll oder geschützt. Schaffen Sie Platz und versuchen Sie es erneut.",
  },
  join_address_invalid: {
    title: "Diese Adresse passt nicht",
    text: "Die Adresse eines Arbeitsbereichs teilt Ihnen Ihre Organisation mit; sie sieht aus wie parvis.exemple.fr. Übernehmen Sie sie unverändert.",
  },
  join_forbidden: {
    title: "Ihre Organisation erlaubt es nicht, einen Arbeitsbereich hinzuzufügen",
    text: "Wenden Sie sich an Ihre IT-Abteilung.",
  },
  store_set_aside: {
    title: "Ihre Einstellungen konnten nicht gelesen werden",
    text: "Ihre Datei war beschädigt. Parvis hat sie beiseitegelegt und beginnt mit den vorgeschlagenen Einstellungen: Sie können Ihre neu wählen.",
  },
  store_not_kept: {
    title: "Ihre Einstellungen können auf diesem Rechner nicht gespeichert werden",
    text: "Der Datenträger ist vielleicht voll oder geschützt. Schaffen Sie Platz oder informieren Sie den Support: Bis dahin kann verloren gehen, was Sie ändern.",
  },
  policy_invalid: {
    title: "Die Einstellungen Ihrer Organisation auf diesem Rechner konnten nicht geladen werden",
    text: "Bitte informieren Sie Ihre IT-Abteilung.",
  },
  address_refused: {
    title: "Diese Adresse öffnet sich nicht aus Parvis",
    text: "Sie gehört nicht zu den Adressen Ihrer Organisation.",
  },
  unknown_tool: {
    title: "Keine Anwendung auf Ihrem Schreibtisch passt zu dieser Anfrage",
    text: "Eine Anwendung wurde vielleicht entfernt oder umbenannt: Suchen Sie nach ihrem Namen. Eine Adresse muss zu einer Ihrer Anwendungen gehören.",
  },
  secret_missing: {
    title: "Für die Anmeldung fehlt eine Einstellung",
    text: "Ihre IT-Abteilung muss sie auf diesem Rechner hinterlegen.",
  },
  tray_absent: {
    title: "Parvis bleibt in der Taskleiste",
    text: "Dieser Rechner hat keinen Platz für kleine Symbole: Schließen verkleinert das Fenster nur.",
  },
  preview: {
    title: "Dies ist eine Vorschau",
    text: "Der Schreibtisch kommt aus einer Datei: Niemand ist angemeldet, und Anwendungen öffnen sich nicht. Ändert sich die Datei, wird er neu gezeichnet.",
  },
  preview_opens_nothing: {
    title: "In einer Vorschau öffnen sich Anwendungen nicht",
    text: "Sonst würde der Browser die Adresse unten öffnen.",
  },
};
