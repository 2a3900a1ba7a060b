/** Help texts for a terminal that is not wide. */

/** Narrow enough for two windows side by side. */
export const WIDTH = 100;

/** Lines of at most {@link WIDTH} letters, broken between words, not inside of brackets; those behind the first are indented. A longer word stays whole. */
export function wrap(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of text.split(/(?<=\S) (?=\S)(?![^[\]]*\])/)) {
    if (line !== '' && line.length + 1 + part.length > WIDTH) {
      lines.push(line);
      line = `${' '.repeat(indent)}${part}`;
    } else line = line === '' ? part : `${line} ${part}`;
  }
  return [...lines, line];
}
