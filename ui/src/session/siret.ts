const DIGITS = 14;

/** A SIRET as somebody writes it: its digits once it is whole, else what is in the way. */
export type Siret = { digits: string } | { wrong: "letters" | "long" | "short" };

/** Reads what was written, spaces left out: 14 digits. Whether an organisation has them is for the provider to say. */
export function readSiret(written: string): Siret {
  const digits = written.replace(/\s/g, "");
  if (/\D/.test(digits)) return { wrong: "letters" };
  if (digits.length !== DIGITS) return { wrong: digits.length > DIGITS ? "long" : "short" };
  return { digits };
}
