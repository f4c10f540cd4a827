import type { UnixTime } from "../bridge/generated/UnixTime";

/** A date that the whole window agrees on, in the agent's own time zone. */
export const date = (at: UnixTime): Date => new Date(at * 1000);

/** Hours and minutes with what the language puts between them. */
export function clock(locale: string, at: UnixTime, between: string, after = ""): string {
  const parts = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit", hourCycle: "h23" }).formatToParts(date(at));
  const part = (type: string) => parts.find((found) => found.type === type)?.value ?? "";
  return `${part("hour")}${between}${part("minute")}${after}`;
}

/** "lundi 23 novembre". */
export const longDay = (locale: string, at: UnixTime): string =>
  new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" }).format(date(at));

/** "lundi", for a time that is not today. */
export const weekday = (locale: string, at: UnixTime): string =>
  new Intl.DateTimeFormat(locale, { weekday: "long" }).format(date(at));

/** "dans 12 minutes". */
export const fromNow = (locale: string, minutes: number): string => new Intl.RelativeTimeFormat(locale).format(minutes, "minute");

/** "Docs, Tchap et Visio". */
export const list = (locale: string, names: string[]): string => new Intl.ListFormat(locale).format(names);

export const sameDay = (one: UnixTime, other: UnixTime): boolean => date(one).toDateString() === date(other).toDateString();
