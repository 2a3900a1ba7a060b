/** Texts of files (names of guests, of hosts, of files) as a terminal may show them. */

/**
 * Control characters, invisible ones (bidi among them) and halves of characters: a terminal obeys them, and a person
 * who is asked for consent would read another text than there is. A tab only moves the cursor on.
 */
const UNSEEN = /(?!\t)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** One line, `\u{1b}` for an escape character. A line end is a control character too: no name may begin a line. */
export function visible(line: string): string {
  return line.replaceAll(UNSEEN, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}
