import type { SectionView } from "../bridge/generated/SectionView";
import type { TileView } from "../bridge/generated/TileView";

/** Without accents or case, so that "reunion" finds "Réunion" and "strasse" finds "Straße". */
export function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("œ", "oe")
    .replaceAll("æ", "ae")
    .replaceAll("ß", "ss")
    .replaceAll("’", "'");
}

const wordsOf = (text: string) => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

/** The tools where every word of the text is found, best first: by name, then keyword, then purpose. */
export function matching(sections: SectionView[], text: string): TileView[] {
  const terms = wordsOf(text);
  return sections
    .flatMap(({ tiles }) => tiles)
    .map((tile) => ({ tile, rank: Math.max(0, ...terms.map((term) => rank(tile, term))) }))
    .filter(({ rank }) => rank < NOWHERE)
    .sort((one, other) => one.rank - other.rank)
    .map(({ tile }) => tile);
}

const NOWHERE = 5;

function rank(tile: TileView, term: string): number {
  const begins = (text: string) => wordsOf(text).some((word) => word.startsWith(term));
  const name = fold(tile.name);
  if (name.startsWith(term)) return 0;
  if (begins(name)) return 1;
  if (tile.keywords.some(begins)) return 2;
  if (name.includes(term)) return 3;
  return begins(tile.purpose ?? "") ? 4 : NOWHERE;
}

/** The address that was typed or pasted, if it is one that a workspace may open. */
export function address(text: string, demo: boolean): URL | null {
  const url = parsed(text.trim());
  const loopback = demo && url?.protocol === "http:" && /^127(\.\d+){3}$/.test(url.hostname);
  return url?.protocol === "https:" || loopback ? url : null;
}

function parsed(text: string): URL | null {
  // The parser would also take "https:docs"; an agent who types that is looking for a tool.
  if (!/^https?:\/\/[^\s/]/i.test(text)) return null;
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
