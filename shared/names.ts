/** Names of guests as they may be shown: one line, in one direction, without anything that cannot be seen. */

export const MOST_NAME_LETTERS = 64;

/** Control and format characters (newline, NUL, bidi overrides), line separators, halves of surrogate pairs. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;

export function isFitName(name: string): boolean {
  return name.search(UNFIT) < 0;
}

/** A name from elsewhere as it is shown here; `fallback` when nothing is left of it. */
export function fitName(name: string, fallback = ''): string {
  const tidy = (text: string) => text.replaceAll(UNFIT, ' ').trim();
  return tidy(tidy(name).slice(0, MOST_NAME_LETTERS)) || fallback;
}
