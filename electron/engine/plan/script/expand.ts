/** Words to arguments: variables, `$(...)`, brace ranges, splitting (POSIX 2.6, without globs and arithmetic). */
import { NotUnderstood, type Word, type WordPart } from './syntax.ts';
import { Exit, type Shell } from './shell.ts';

export interface Expander {
  readonly shell: Shell;
  /** What the list prints, without newlines at its end. */
  output(part: Extract<WordPart, { kind: 'output' }>): string;
  /** A name that has no value, where that is no error. */
  unset(name: string): void;
  advise(text: string): void;
  /** The script looks who runs it. */
  asksUser(): void;
}

/** Longer texts come from a script that doubles them in a loop. */
const MOST_TEXT = 500_000;
/** More words of one range or product are no hand-written script. */
const MOST_WORDS = 10_000;
/** Names whose value comes from outside any script. */
const OUTSIDE = new Set([
  'HOME',
  'USER',
  'LOGNAME',
  'HOSTNAME',
  'PATH',
  'PWD',
  'RANDOM',
  'SECONDS',
  'TMPDIR',
]);

function lookUp(expander: Expander, name: string): string | null {
  const { shell } = expander;
  if (name === '?') return `${shell.status}`;
  if (name === '0') return 'script';
  if (/^[0-9@*#]$/.test(name)) {
    if (shell.positional === null) throw new NotUnderstood(`$${name} depends on how the script is called`);
    if (name === '#') return `${shell.positional.length}`;
    if (name === '@' || name === '*') return shell.positional.join(' ');
    return shell.positional[Number(name) - 1] ?? null;
  }
  const value = shell.variables.get(name);
  if (typeof value === 'string') return value;
  if (value !== undefined) throw new NotUnderstood(`the value of ${name} is not known: ${value.why}`);
  if (name === 'UID' || name === 'EUID') {
    expander.asksUser();
    return '0';
  }
  if (/^[$!-]$/.test(name) || OUTSIDE.has(name))
    throw new NotUnderstood(`the value of ${name} comes from outside the script`);
  return null;
}

/** `*` and `?` as in file names; one pass back at a star, so its cost is bounded by the product of the lengths. */
function matches(pattern: string, text: string): boolean {
  let star = -1;
  let from = 0;
  let at = 0;
  let index = 0;
  while (index < text.length) {
    if (pattern[at] === '*') [star, from, at] = [at, index, at + 1];
    else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[index]))
      [at, index] = [at + 1, index + 1];
    else if (star >= 0) [at, from, index] = [star + 1, from + 1, from + 1];
    else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** Texts that patterns are cut from are names and paths. */
const MOST_CUT = 1000;

function cut(value: string, operator: string, pattern: string): string {
  if (value.length > MOST_CUT || pattern.length > MOST_CUT)
    throw new NotUnderstood(`patterns are not cut from texts longer than ${MOST_CUT} characters`);
  const lengths = Array.from({ length: value.length + 1 }, (_, length) => length);
  if (operator.length === 2) lengths.reverse();
  const isHead = operator.startsWith('#');
  const length = lengths.find((count) =>
    matches(pattern, isHead ? value.slice(0, count) : value.slice(value.length - count)),
  );
  if (length === undefined) return value;
  return isHead ? value.slice(length) : value.slice(0, value.length - length);
}

function variable(expander: Expander, part: Extract<WordPart, { kind: 'variable' }>): string {
  const { name, operator } = part;
  const value = lookUp(expander, name);
  const operand = () => expandText(expander, part.operand);
  const isSet = operator?.startsWith(':') ? value !== null && value !== '' : value !== null;
  switch (operator?.replace(':', '')) {
    case '-':
      return isSet ? value! : operand();
    case '+':
      return isSet ? operand() : '';
    case '=':
      if (isSet) return value!;
      expander.shell.variables.set(name, operand());
      return operand();
    case '?':
      if (isSet) return value!;
      throw new Exit(2, 'unset', `${name} is not set${part.operand.length > 0 ? `: ${operand()}` : ''}.`);
    case undefined:
      break;
    default:
      return cut(value ?? '', operator!, operand());
  }
  if (value !== null) return value;
  if (expander.shell.nounset)
    throw new Exit(2, 'unset', `${name} is not set, and under set -u the script stops here.`);
  expander.unset(name);
  return '';
}

function valueOf(expander: Expander, part: WordPart): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'variable':
      return variable(expander, part);
    case 'output':
      return expander.output(part);
    case 'foreign':
      throw new NotUnderstood(part.what);
  }
}

/** The word as one text: assignments, files of redirections, here-documents. */
export function expandText(expander: Expander, word: Word): string {
  let text = '';
  for (const part of word) {
    text += valueOf(expander, part);
    if (text.length > MOST_TEXT) throw new NotUnderstood('a text becomes longer than is rehearsed');
  }
  return text;
}

function rangeItems(inner: string): string[] | null {
  const numbers = /^(-?\d{1,6})\.\.(-?\d{1,6})$/.exec(inner);
  const letters = /^([a-zA-Z])\.\.([a-zA-Z])$/.exec(inner);
  if (!numbers && !letters) return inner.includes(',') ? inner.split(',') : null;
  const first = numbers ? Number(numbers[1]) : letters![1]!.codePointAt(0)!;
  const last = numbers ? Number(numbers[2]) : letters![2]!.codePointAt(0)!;
  const count = Math.abs(last - first) + 1;
  if (count > MOST_WORDS)
    throw new NotUnderstood(`a range of more than ${MOST_WORDS} words is not rehearsed`);
  const padded = numbers?.slice(1).some((text) => /^-?0\d/.test(text)) ?? false;
  const width = padded ? Math.max(numbers![1]!.length, numbers![2]!.length) : 0;
  return Array.from({ length: count }, (_, step) => {
    const value = first + (last < first ? -step : step);
    return numbers ? `${value}`.padStart(width, '0') : String.fromCodePoint(value);
  });
}

/** `{1..4}` and `{a,b}` inside one unquoted piece of text. */
function braced(expander: Expander, word: Word): Word[] {
  for (const [index, part] of word.entries()) {
    if (part.kind !== 'text' || part.quoted) continue;
    const match = /^([^{]*)\{([^{}]*)\}(.*)$/s.exec(part.text);
    const items = match ? rangeItems(match[2]!) : null;
    if (!match || !items) continue;
    if (expander.shell.plain)
      expander.advise(
        'Plain sh does not know braces such as {1..4}: they stay as they are. Use bash, or seq.',
      );
    const tails = braced(expander, [{ ...part, text: match[3]! }, ...word.slice(index + 1)]);
    if (items.length * tails.length > MOST_WORDS)
      throw new NotUnderstood(`braces of more than ${MOST_WORDS} words are not rehearsed`);
    return items.flatMap((item) =>
      tails.map((tail): Word => [...word.slice(0, index), { ...part, text: `${match[1]}${item}` }, ...tail]),
    );
  }
  return [word];
}

function hasPattern(part: WordPart): boolean {
  return part.kind === 'text' && !part.quoted && (/[*?]/.test(part.text) || /\[.+\]/.test(part.text));
}

function fieldsOf(expander: Expander, word: Word): string[] {
  const fields: string[] = [];
  let open: string | null = null;
  if (word.some(hasPattern))
    throw new NotUnderstood('patterns of file names are not rehearsed; name the files');
  const [first] = word;
  if (first?.kind === 'text' && !first.quoted && first.text.startsWith('~'))
    throw new NotUnderstood('~ depends on who runs the script');
  for (const part of word) {
    if (part.kind === 'variable' && part.name === '@' && part.quoted && part.operator === null) {
      const all = expander.shell.positional;
      if (all === null) throw new NotUnderstood('$@ depends on how the script is called');
      for (const [index, text] of all.entries()) {
        if (index > 0) {
          fields.push(open ?? '');
          open = null;
        }
        open = (open ?? '') + text;
      }
      continue;
    }
    const value = valueOf(expander, part);
    const quoted = part.kind !== 'foreign' && part.quoted;
    if (quoted || part.kind === 'text') {
      if (quoted || value !== '') open = (open ?? '') + value;
      continue;
    }
    const pieces = value.split(/[ \t\n]+/);
    for (const [index, piece] of pieces.entries()) {
      if (index > 0 && open !== null) {
        fields.push(open);
        open = null;
      }
      if (piece !== '') open = (open ?? '') + piece;
    }
  }
  if (open !== null) fields.push(open);
  return fields;
}

/** The arguments that a word becomes: none, one or several. */
export function expandWord(expander: Expander, word: Word): string[] {
  const fields = braced(expander, word).flatMap((one) => fieldsOf(expander, one));
  const length = fields.reduce((sum, field) => sum + field.length, 0);
  if (length > MOST_TEXT || fields.length > MOST_WORDS)
    throw new NotUnderstood('a text becomes longer than is rehearsed');
  return fields;
}
