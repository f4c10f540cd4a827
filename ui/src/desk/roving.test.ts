import { expect, test } from "vitest";
import { type Move, next, type Place } from "./roving";

const tile = (column: number, top: number, height = 100): Place => ({ left: column * 112, top, width: 100, height });
// Three columns: a full row, a short row, then another section lower down, with a taller row.
const places = [tile(0, 0), tile(1, 0), tile(2, 0), tile(0, 112), tile(0, 280, 140), tile(1, 280, 140), tile(2, 280, 140)];

test.each<[number, Move, number | null]>([
  [0, "ArrowRight", 1],
  [2, "ArrowRight", 3],
  [3, "ArrowLeft", 2],
  [0, "ArrowLeft", null],
  [6, "ArrowRight", null],
  [0, "ArrowDown", 3],
  [2, "ArrowDown", 3],
  [3, "ArrowDown", 4],
  [6, "ArrowUp", 3],
  [3, "ArrowUp", 0],
  [1, "ArrowUp", null],
  [5, "ArrowDown", null],
  [4, "Home", 0],
  [1, "End", 6],
])("from %i, %s goes to %s", (from, move, to) => expect(next(places, from, move)).toBe(to));

test("a tile that a larger text pushes down a little is still in its row", () => {
  const uneven = [tile(0, 0), tile(1, 8), tile(0, 112), tile(1, 104)];
  expect(next(uneven, 0, "ArrowDown")).toBe(2);
  expect(next(uneven, 1, "ArrowDown")).toBe(3);
});

test("nowhere to go on an empty desk", () => expect(next([], 0, "Home")).toBeNull());
