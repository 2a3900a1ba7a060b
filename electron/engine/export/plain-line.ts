/** Text from elsewhere (a guest's name) as a remark: one printable line, so that no format can take it for anything else. */

/** Enough to recognise a guest by. */
const LONGEST = 120;

/** Control and format characters (newline, NUL, right-to-left marks), line separators, halves of surrogate pairs. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]+/gu;

/** For comments of shell, YAML and argument files. What cannot be shown becomes a blank; the rest is cut. */
export function plainLine(text: string): string {
  const line = text.replaceAll(UNPRINTABLE, ' ').trim();
  const letters = Array.from(line);
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST).join('')}...` : line;
}
