/** Words of shell text: quotes, variables, substitutions, here-documents. */
import { Broken, type List, MOST_DEPTH, NotUnderstood, type Word, type WordPart } from './syntax.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*/;
/** Characters that end an unquoted word. */
const END = new Set([' ', '\t', '\n', ';', '&', '|', '<', '>', '(', ')']);

interface PendingDocument {
  readonly delimiter: string;
  readonly quoted: boolean;
  readonly tabs: boolean;
  readonly into: WordPart[];
}

/** Text with a position. `parseList` reads what stands inside `$(...)`; it is given by the parser above. */
export class Reader {
  at = 0;
  depth = 0;
  inSubstitution = 0;
  #line = 1;
  #counted = 0;
  readonly text: string;
  readonly #parseList: (reader: Reader) => List;
  readonly #documents: PendingDocument[] = [];

  constructor(text: string, parseList: (reader: Reader) => List) {
    this.text = text;
    this.#parseList = parseList;
  }

  get next(): string {
    return this.text.charAt(this.at);
  }

  get ended(): boolean {
    return this.at >= this.text.length;
  }

  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  deeper<Value>(read: () => Value): Value {
    if (++this.depth > MOST_DEPTH) throw new NotUnderstood('it is nested too deeply');
    try {
      return read();
    } finally {
      this.depth--;
    }
  }

  /** A list up to a closing parenthesis: what is not understood in it makes the whole statement foreign. */
  substitution(): List {
    this.inSubstitution++;
    try {
      return this.deeper(() => this.#parseList(this));
    } finally {
      this.inSubstitution--;
    }
  }

  /** Line of an offset, from 1. Offsets are asked for in ascending order, so that all cost one pass over the text. */
  lineAt(offset: number): number {
    for (; this.#counted < offset; this.#counted++)
      if (this.text.charAt(this.#counted) === '\n') this.#line++;
    return this.#line;
  }

  /** Blanks, line continuations and a comment. */
  skipBlanks(): void {
    for (;;) {
      if (this.next === ' ' || this.next === '\t' || this.next === '\r') this.at++;
      else if (this.startsWith('\\\n')) this.at += 2;
      else if (this.next === '#' && this.#atWordStart()) this.skipLine();
      else return;
    }
  }

  #atWordStart(): boolean {
    return this.at === 0 || END.has(this.text.charAt(this.at - 1)) || this.text.charAt(this.at - 1) === '\r';
  }

  /** To the newline that ends this line. */
  skipLine(): void {
    const end = this.text.indexOf('\n', this.at);
    this.at = end < 0 ? this.text.length : end;
  }

  /** Over one newline, and the here-documents that begin behind it. */
  newline(): void {
    this.at++;
    for (const document of this.#documents.splice(0)) this.#readDocument(document);
  }

  forgetDocuments(): void {
    this.#documents.length = 0;
  }

  #readDocument({ delimiter, quoted, tabs, into }: PendingDocument): void {
    const lines: string[] = [];
    while (!this.ended) {
      const end = this.text.indexOf('\n', this.at);
      const raw = this.text.slice(this.at, end < 0 ? undefined : end);
      this.at = end < 0 ? this.text.length : end + 1;
      const line = tabs ? raw.replace(/^\t+/, '') : raw;
      if (line === delimiter) break;
      lines.push(line);
    }
    const text = lines.map((line) => `${line}\n`).join('');
    if (quoted) into.push({ kind: 'text', text, quoted: true });
    else {
      const inner = new Reader(text, this.#parseList);
      inner.depth = this.depth;
      try {
        into.push(...inner.quotedParts(null));
      } catch (error) {
        if (!(error instanceof NotUnderstood || error instanceof Broken)) throw error;
        into.push({ kind: 'foreign', what: `in the here-document, ${error.message}` });
      }
    }
  }

  /** Behind `<<` or `<<-`; the text follows at the next newline. */
  document(tabs: boolean): Word {
    this.skipBlanks();
    const parts = this.word();
    if (parts === null || parts.some((part) => part.kind !== 'text'))
      throw new NotUnderstood('a here-document needs a plain word as its end');
    const texts = parts.filter((part) => part.kind === 'text');
    const into: WordPart[] = [];
    this.#documents.push({
      delimiter: texts.map((part) => part.text).join(''),
      quoted: texts.some((part) => part.quoted),
      tabs,
      into,
    });
    return into;
  }

  /** The next word, or null where none begins. */
  word(): Word | null {
    const parts: WordPart[] = [];
    const begin = this.at;
    while (!this.ended && !END.has(this.next)) this.#part(parts);
    return this.at === begin ? null : parts;
  }

  #part(parts: WordPart[]): void {
    const { next } = this;
    if (next === "'") {
      const end = this.text.indexOf("'", this.at + 1);
      if (end < 0) throw new Broken('a single quote is never closed');
      parts.push({ kind: 'text', text: this.text.slice(this.at + 1, end), quoted: true });
      this.at = end + 1;
    } else if (next === '"') {
      this.at++;
      parts.push({ kind: 'text', text: '', quoted: true }, ...this.quotedParts('"'));
      this.at++;
    } else if (next === '\\') {
      const text = this.text.charAt(this.at + 1);
      this.at += 2;
      if (text !== '\n') parts.push({ kind: 'text', text, quoted: true });
    } else if (next === '$') parts.push(this.#dollar(false));
    else if (next === '`') parts.push(this.#backticks());
    else if (next === '\r') this.at++;
    else parts.push({ kind: 'text', text: this.#plain(), quoted: false });
  }

  #plain(): string {
    const begin = this.at;
    while (!this.ended && !END.has(this.next) && !'\'"\\$`\r'.includes(this.next)) this.at++;
    return this.text.slice(begin, this.at);
  }

  /** Inside double quotes up to `close`, which is left standing; null = to the end of the text. */
  quotedParts(close: '"' | null): WordPart[] {
    const parts: WordPart[] = [];
    let begin = this.at;
    const flush = () => {
      if (this.at > begin) parts.push({ kind: 'text', text: this.text.slice(begin, this.at), quoted: true });
    };
    while (!this.ended && this.next !== close) {
      if (this.next === '\\' && /[$`"\\\n]/.test(this.text.charAt(this.at + 1))) {
        flush();
        const escaped = this.text.charAt(this.at + 1);
        if (escaped !== '\n') {
          const text = escaped === '"' && close === null ? '\\"' : escaped;
          parts.push({ kind: 'text', text, quoted: true });
        }
        this.at += 2;
        begin = this.at;
      } else if (this.next === '$' || this.next === '`') {
        flush();
        parts.push(this.next === '$' ? this.#dollar(true) : this.#backticks());
        begin = this.at;
      } else this.at++;
    }
    if (this.ended && close !== null) throw new Broken('a double quote is never closed');
    flush();
    return parts;
  }

  #backticks(): WordPart {
    const end = this.text.indexOf('`', this.at + 1);
    if (end < 0) throw new Broken('a backquote is never closed');
    this.at = end + 1;
    return { kind: 'foreign', what: 'backquotes are not rehearsed; write $(...) instead' };
  }

  #dollar(quoted: boolean): WordPart {
    if (this.startsWith('$((')) {
      const end = this.text.indexOf('))', this.at);
      if (end < 0) throw new Broken('$(( is never closed');
      this.at = end + 2;
      return { kind: 'foreign', what: 'arithmetic is not rehearsed' };
    }
    if (this.startsWith('$(')) {
      this.at += 2;
      const body = this.substitution();
      if (this.next !== ')') throw new Broken('$( is never closed');
      this.at++;
      return { kind: 'output', body, quoted };
    }
    if (this.startsWith('${')) {
      this.at += 2;
      return this.deeper(() => this.#braces(quoted));
    }
    if (this.startsWith("$'")) {
      this.skipLine();
      return { kind: 'foreign', what: "quotes of the form $'...' are not rehearsed" };
    }
    this.at++;
    const name = NAME.exec(this.text.slice(this.at, this.at + 200))?.[0] ?? '';
    const special = name === '' && /[0-9@*#?$!-]/.test(this.next) ? this.next : name;
    this.at += special.length;
    if (special === '') return { kind: 'text', text: '$', quoted };
    return { kind: 'variable', name: special, quoted, operator: null, operand: [] };
  }

  #braces(quoted: boolean): WordPart {
    const head = this.text.slice(this.at, this.at + 200);
    const name = NAME.exec(head)?.[0] ?? /^[0-9@*#?]/.exec(head)?.[0];
    if (name === undefined) throw new NotUnderstood('this form of ${...} is not rehearsed');
    this.at += name.length;
    const operator = /^(?::?[-+?=]|##?|%%?)/.exec(this.text.slice(this.at, this.at + 2))?.[0] ?? null;
    this.at += operator?.length ?? 0;
    const operand: WordPart[] = [];
    while (!this.ended && this.next !== '}') {
      if (operator === null) throw new NotUnderstood('this form of ${...} is not rehearsed');
      if (END.has(this.next)) {
        operand.push({ kind: 'text', text: this.next, quoted: true });
        this.at++;
      } else if (/['"\\$`]/.test(this.next)) this.#part(operand);
      else {
        const begin = this.at;
        while (!this.ended && this.next !== '}' && !END.has(this.next) && !/['"\\$`]/.test(this.next))
          this.at++;
        operand.push({ kind: 'text', text: this.text.slice(begin, this.at), quoted: false });
      }
    }
    if (this.ended) throw new Broken('${ is never closed');
    this.at++;
    return { kind: 'variable', name, quoted, operator, operand };
  }
}
