/** Where a tile stands on the page. */
export type Place = { left: number; top: number; width: number; height: number };

export type Move = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "Home" | "End";

const MOVES: readonly string[] = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];

export const isMove = (key: string): key is Move => MOVES.includes(key);

/**
 * The tile to go to from `from`, by what the eye sees: left and right follow the reading order, up and down
 * go to the nearest tile of the next row, also across sections. Null at the edge.
 */
export function next(places: Place[], from: number, move: Move): number | null {
  const last = places.length - 1;
  if (move === "Home") return last < 0 ? null : 0;
  if (move === "End") return last < 0 ? null : last;
  if (move === "ArrowLeft") return from > 0 ? from - 1 : null;
  if (move === "ArrowRight") return from < last ? from + 1 : null;
  return nextRow(places, from, move === "ArrowDown" ? 1 : -1);
}

function nextRow(places: Place[], from: number, way: 1 | -1): number | null {
  const here = places[from];
  if (!here) return null;
  // Tiles of one row share their top; half a tile tells rows apart whatever the text size rounds.
  const beyond = places
    .map((place, index) => ({ index, drop: (place.top - here.top) * way, aside: Math.abs(middle(place) - middle(here)) }))
    .filter(({ drop }) => drop > here.height / 2);
  const nearest = Math.min(...beyond.map(({ drop }) => drop));
  const row = beyond.filter(({ drop }) => drop < nearest + here.height / 2);
  return row.sort((one, other) => one.aside - other.aside)[0]?.index ?? null;
}

const middle = ({ left, width }: Place) => left + width / 2;
