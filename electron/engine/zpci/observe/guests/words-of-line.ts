/** A command line as words: as a shell would split it, as /proc tells it, or as libvirt's log breaks it. */

/** Longest command line that is looked at; a guest with 4,096 devices has about one MiB. */
const MOST_LETTERS = 8 * 1024 * 1024;

export function wordsOf(line: string): readonly string[] {
  const given = line.slice(0, MOST_LETTERS);
  if (given.includes('\0')) return given.split('\0').filter((word) => word !== '');
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let at = 0; at < given.length; at++) {
    const letter = given[at]!;
    if (quote !== '') {
      if (letter === quote) quote = '';
      else if (letter === '\\' && quote === '"' && /["\\$`]/.test(given[at + 1] ?? ''))
        word = `${word ?? ''}${given[++at]}`;
      else word = `${word ?? ''}${letter}`;
    } else if (letter === "'" || (letter === '"' && !isJson(word))) {
      quote = letter;
      word ??= '';
    } else if (letter === '\\' && at + 1 < given.length) word = `${word ?? ''}${given[++at]}`;
    else if (/\s/.test(letter) && !isOpenJson(word)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = `${word ?? ''}${letter}`;
  }
  if (word !== null) words.push(word);
  return words;
}

/** JSON that somebody pasted without the shell's quotes keeps its own. */
function isJson(word: string | null): boolean {
  return word?.startsWith('{') === true;
}
function isOpenJson(word: string | null): boolean {
  return isJson(word) && !word!.endsWith('}');
}

/** Lines with what a backslash at their end continues; a text of /proc is one. */
export function logicalLines(text: string): readonly string[] {
  return text.replaceAll(/\\\r?\n\s*/g, ' ').split('\n', 200_000);
}

const MAY_BE_COMMAND = /(?:^|[\s\0])-(?:device|machine|M)[\s\0]/;
const IS_OURS = /zpci|s390-ccw-virtio|qemu-system-s390x/;

/** A command that starts a guest of IBM Z, not a message about one. */
export function isCommandLine(line: string): boolean {
  return MAY_BE_COMMAND.test(line) && IS_OURS.test(line) && !/qemu-system-s390x: -/.test(line);
}
