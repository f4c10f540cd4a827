import { expect, test } from "vitest";
import { readSiret } from "./siret";

test.each([
  ["13002526500013", { digits: "13002526500013" }],
  [" 130 025 265 00013 ", { digits: "13002526500013" }],
  ["130\u00a0025\u202f265 00013", { digits: "13002526500013" }],
  ["130025265", { wrong: "short" }],
  ["130 025 265 000131", { wrong: "long" }],
  ["13002526500O13", { wrong: "letters" }],
  ["130-025", { wrong: "letters" }],
  ["١٣٠٠٢٥٢٦٥٠٠٠١٣", { wrong: "letters" }],
])("“%s”", (written, read) => expect(readSiret(written)).toEqual(read));
