/**
 * JSON as json-c reads it, which is what accel-config is built on: commas before a closing bracket, comments and single
 * quotes pass, what stands behind the first value is not looked at, and nesting ends at 32. Keys stay in their order,
 * since accel-config writes a setting the moment it meets its key (dsa.md 6.1 Loading 1, 2).
 */

export type JsonNode =
  | { readonly kind: 'object'; readonly entries: readonly (readonly [key: string, value: JsonNode])[] }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string' | 'number'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' };

/** `line` and `column` count from 1. */
export type LooseJson =
  | { readonly ok: true; readonly root: JsonNode; readonly notes: readonly string[] }
  | { readonly ok: false; readonly why: string; readonly line: number; readonly column: number };

const DEEPEST = 32;
const NUMBER = /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z]+/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Message for people; its place in the text is the cursor's. */
class NotJson extends Error {}

class Cursor {
  readonly text: string;
  readonly notes = new Set<string>();
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** To the next letter that counts; empty at the end. */
  peek(): string {
    for (;;) {
      const letter = this.text.charAt(this.at);
      const isBlank = /\s/.test(letter) || letter === '\uFEFF';
      if (isBlank) this.at += 1;
      else if (letter !== '/' || !this.#comment()) return letter;
    }
  }

  #comment(): boolean {
    const end = { '//': '\n', '/*': '*/' }[this.text.slice(this.at, this.at + 2)];
    if (end === undefined) return false;
    const found = this.text.indexOf(end, this.at + 2);
    if (found < 0 && end === '*/') throw new NotJson('a comment does not end');
    this.at = found < 0 ? this.text.length : found + end.length;
    this.notes.add('It has comments; accel-config takes them, stricter programs do not.');
    return true;
  }

  match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  /** Line and column of the cursor. */
  place(): { readonly line: number; readonly column: number } {
    const before = this.text.slice(0, this.at);
    return { line: before.split('\n').length, column: this.at - before.lastIndexOf('\n') };
  }
}

function quotedText(cursor: Cursor): string {
  const quote = cursor.peek();
  if (quote === "'")
    cursor.notes.add('It has single quotes; accel-config takes them, stricter programs do not.');
  cursor.at += 1;
  let text = '';
  for (;;) {
    const letter = cursor.text.charAt(cursor.at);
    if (letter === '') throw new NotJson('a text does not end');
    cursor.at += 1;
    if (letter === quote) return text;
    text += letter === '\\' ? escaped(cursor) : letter;
  }
}

function escaped(cursor: Cursor): string {
  const letter = cursor.text.charAt(cursor.at);
  cursor.at += 1;
  if (letter !== 'u') {
    const plain = ESCAPES[letter];
    if (plain === undefined) throw new NotJson(`\\${letter} is no letter that JSON knows`);
    return plain;
  }
  const digits = cursor.text.slice(cursor.at, cursor.at + 4);
  if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new NotJson('four hexadecimal digits were expected behind \\u');
  cursor.at += 4;
  return String.fromCharCode(Number.parseInt(digits, 16));
}

/** Members up to the closing bracket; `member` reads one. */
function members(cursor: Cursor, close: '}' | ']', member: () => void): void {
  cursor.at += 1;
  let commas = false;
  while (cursor.peek() !== close) {
    member();
    const next = cursor.peek();
    if (next === ',') cursor.at += 1;
    else if (next !== close)
      throw new NotJson(next === '' ? `${close} is missing` : `a comma or ${close} was expected`);
    commas = next === ',';
  }
  cursor.at += 1;
  if (commas)
    cursor.notes.add(
      'A comma stands before a closing bracket; accel-config takes that, stricter programs do not.',
    );
}

function objectNode(cursor: Cursor, depth: number): JsonNode {
  const entries: [string, JsonNode][] = [];
  const places = new Map<string, number>();
  members(cursor, '}', () => {
    const quote = cursor.peek();
    if (quote !== '"' && quote !== "'") throw new NotJson('a key in quotes was expected');
    const key = quotedText(cursor);
    if (cursor.peek() !== ':') throw new NotJson('a colon was expected');
    cursor.at += 1;
    const value = node(cursor, depth);
    const place = places.get(key);
    if (place === undefined) {
      places.set(key, entries.length);
      entries.push([key, value]);
    } else {
      // json-c keeps the place of the first and the value of the last.
      entries[place] = [key, value];
      cursor.notes.add(
        `${JSON.stringify(key.slice(0, 40))} stands twice in one object; the last one counts.`,
      );
    }
  });
  return { kind: 'object', entries };
}

function wordNode(cursor: Cursor): JsonNode {
  const word = cursor.match(WORD);
  switch (word.toLowerCase()) {
    case 'true':
    case 'false':
      return { kind: 'boolean', value: word.toLowerCase() === 'true' };
    case 'null':
      return { kind: 'null' };
    default:
      cursor.at -= word.length;
      throw new NotJson(word === '' ? 'a value was expected' : `${word.slice(0, 40)} is no JSON value`);
  }
}

function node(cursor: Cursor, depth: number): JsonNode {
  if (depth >= DEEPEST) throw new NotJson(`lists and objects go deeper than ${DEEPEST}`);
  const letter = cursor.peek();
  if (letter === '{') return objectNode(cursor, depth + 1);
  if (letter === '[') {
    const items: JsonNode[] = [];
    members(cursor, ']', () => items.push(node(cursor, depth + 1)));
    return { kind: 'array', items };
  }
  if (letter === '"' || letter === "'") return { kind: 'string', text: quotedText(cursor) };
  if (letter === '') throw new NotJson('it ends where a value was expected');
  const text = cursor.match(NUMBER);
  return text === '' ? wordNode(cursor) : { kind: 'number', text };
}

/** Never throws; work grows with the length of the text alone. */
export function parseLooseJson(text: string): LooseJson {
  const cursor = new Cursor(text);
  try {
    const root = node(cursor, 0);
    const rest = text.slice(cursor.at);
    cursor.at += rest.length - rest.trimStart().length;
    if (cursor.at < text.length)
      cursor.notes.add(
        `Behind the list, from line ${cursor.place().line} on, there is more; accel-config does not look at it.`,
      );
    return { ok: true, root, notes: [...cursor.notes] };
  } catch (error) {
    if (error instanceof NotJson) return { ok: false, why: error.message, ...cursor.place() };
    throw error;
  }
}
