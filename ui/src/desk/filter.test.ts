import { describe, expect, test } from "vitest";
import { desks } from "../bridge/desks";
import { address, fold, matching } from "./filter";

const sections = desks("fr")["organisation"]?.sections ?? [];
const found = (text: string) => matching(sections, text).map(({ id }) => id);

describe("what the field finds", () => {
  test.each([
    ["accents and case do not count", "REUNION", ["visio"]],
    ["nor do French apostrophes", "courriel de l'etat", ["messagerie"]],
    ["a name that starts so comes before a keyword or a purpose", "doc", ["docs"]],
    ["a keyword is enough", "drive", ["fichiers"]],
    ["every word must be found, in any order", "public rdv", ["rdv"]],
    ["a word that is nowhere finds nothing", "docs zzz", []],
    ["the middle of a name is found, the middle of a purpose is not", "sagerie", ["messagerie"]],
    ["spaces alone filter nothing", "   ", sections.flatMap(({ tiles }) => tiles.map(({ id }) => id))],
  ])("%s", (_, text, ids) => expect(found(text)).toEqual(ids));

  test("names come first, then keywords, then purposes; else the desk's own order", () => {
    // "partages" is Grist's purpose ("Tableurs partagés"), "partager" is that of Fichiers.
    expect(found("partag")).toEqual(["fichiers", "grist"]);
    expect(found("mes")).toEqual(["messagerie", "tchap"]);
  });

  test("ligatures are written out", () => expect(fold("Œuvres straße ÆON")).toBe("oeuvres strasse aeon"));
});

describe("what counts as an address", () => {
  test.each([
    ["https://docs.exemple.gouv.fr/docs/1/", false, true],
    ["  https://docs.exemple.gouv.fr  ", false, true],
    ["http://docs.exemple.gouv.fr/", true, false],
    ["http://127.0.0.1:8080/docs", false, false],
    ["http://127.0.0.1:8080/docs", true, true],
    ["http://127.0.0.1.exemple.fr/", true, false],
    ["https:docs", false, false],
    ["javascript:alert(1)", true, false],
    ["docs", false, false],
  ])("%s (demonstration: %s)", (text, demo, is) => expect(address(text, demo) !== null).toBe(is));
});
