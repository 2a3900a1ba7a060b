/** Statements of shell text. What is not understood becomes a statement that says so. */
import { Reader } from './reader.ts';
import {
  Broken,
  type List,
  NotUnderstood,
  type Pipeline,
  type Redirection,
  type ShellCommand,
  type Simple,
  type Statement,
  type Word,
} from './syntax.ts';

/** Words that end a list at the place of a command. */
const CLOSERS: ReadonlySet<string> = new Set(['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}']);

/** The word at the position if it is one plain word of letters or a brace, without moving. */
function keyword(reader: Reader): string {
  const match = /^(?:[a-z]+|[{}!])(?=[\s;&|<>()]|$)/.exec(reader.text.slice(reader.at, reader.at + 20));
  return match?.[0] ?? '';
}

function expectWord(reader: Reader, word: string, opener: string): void {
  skipSeparators(reader);
  if (keyword(reader) !== word) {
    if (reader.ended) throw new Broken(`${opener} has no ${word}`);
    throw new Broken(`${opener} has no ${word} where it should stand`);
  }
  reader.at += word.length;
}

function skipSeparators(reader: Reader): void {
  for (;;) {
    reader.skipBlanks();
    if (reader.next === '\n') reader.newline();
    else if (reader.next === ';' && !reader.startsWith(';;')) reader.at++;
    else return;
  }
}

function skipNewlines(reader: Reader): void {
  for (;;) {
    reader.skipBlanks();
    if (reader.next !== '\n') return;
    reader.newline();
  }
}

const OPERATOR = /^([0-9]?)(<<<|<<-|<<|>>|>&|<&|>\||>|<|)/;

function redirection(reader: Reader): Redirection | null {
  const ahead = reader.text.slice(reader.at, reader.at + 5);
  if (ahead.startsWith('&>')) {
    reader.at += ahead.startsWith('&>>') ? 3 : 2;
    return { operator: '>', descriptor: 1, target: redirectionTarget(reader) };
  }
  const match = OPERATOR.exec(ahead);
  const operator = match?.[2];
  if (!operator) return null;
  if (/^[0-9]?[<>]\(/.test(ahead)) throw new NotUnderstood('process substitution is not rehearsed');
  const descriptor = match[1] === '' ? (operator.startsWith('<') ? 0 : 1) : Number(match[1]);
  reader.at += match[0].length;
  if (operator === '<<' || operator === '<<-')
    return { operator: '<<', descriptor, target: reader.document(operator === '<<-') };
  const target = redirectionTarget(reader);
  if (operator === '<&') throw new NotUnderstood('<& is not rehearsed');
  const numbered = match[1] !== '';
  return { operator: operator === '>|' ? '>' : operator, descriptor, numbered, target } as Redirection;
}

function redirectionTarget(reader: Reader): Word {
  reader.skipBlanks();
  const word = reader.word();
  if (word === null) throw new NotUnderstood('a redirection has no file');
  return word;
}

function redirections(reader: Reader): Redirection[] {
  const found: Redirection[] = [];
  for (;;) {
    reader.skipBlanks();
    const one = redirection(reader);
    if (one === null) return found;
    found.push(one);
  }
}

/** `NAME=VALUE` as the first part of a word. */
function assignment(word: Word): { name: string; value: Word } | null {
  const [first, ...rest] = word;
  const match =
    first?.kind === 'text' && !first.quoted ? /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(first.text) : null;
  if (!match) return null;
  const head = match[2] === '' ? [] : [{ kind: 'text', text: match[2]!, quoted: false } as const];
  return { name: match[1]!, value: [...head, ...rest] };
}

function simple(reader: Reader): Simple {
  const assignments: { name: string; value: Word }[] = [];
  const words: Word[] = [];
  const redirected: Redirection[] = [];
  for (;;) {
    reader.skipBlanks();
    const one = redirection(reader);
    if (one !== null) {
      redirected.push(one);
      continue;
    }
    const word = reader.word();
    if (word === null) break;
    const assigned = words.length === 0 ? assignment(word) : null;
    if (assigned && reader.next === '(') throw new NotUnderstood('lists of bash are not rehearsed');
    if (assigned) assignments.push(assigned);
    else words.push(word);
  }
  if (words.length === 0 && assignments.length === 0 && redirected.length === 0)
    throw new NotUnderstood(
      reader.ended ? 'a command is missing' : `${reader.next} is not understood at this place`,
    );
  return { kind: 'simple', assignments, words, redirections: redirected };
}

function body(reader: Reader): List {
  return reader.deeper(() => list(reader));
}

function ifCommand(reader: Reader): ShellCommand {
  const branches: { test: List; body: List }[] = [];
  let otherwise: List | null = null;
  for (let word = 'if'; word !== 'fi'; ) {
    reader.at += word.length;
    if (word === 'else') {
      otherwise = body(reader);
      skipSeparators(reader);
      word = keyword(reader);
      if (word !== 'fi') throw new Broken('if has no fi');
      continue;
    }
    const test = body(reader);
    expectWord(reader, 'then', 'if');
    branches.push({ test, body: body(reader) });
    skipSeparators(reader);
    word = keyword(reader);
    if (!['elif', 'else', 'fi'].includes(word)) throw new Broken('if has no fi');
  }
  reader.at += 2;
  return { kind: 'if', branches, otherwise, redirections: redirections(reader) };
}

function forCommand(reader: Reader): ShellCommand {
  reader.at += 3;
  reader.skipBlanks();
  const name = /^[A-Za-z_][A-Za-z0-9_]*(?=[\s;])/.exec(reader.text.slice(reader.at, reader.at + 100))?.[0];
  if (name === undefined) throw new NotUnderstood('this form of for is not rehearsed');
  reader.at += name.length;
  skipNewlines(reader);
  const words: Word[] = [];
  if (keyword(reader) === 'in') {
    reader.at += 2;
    for (;;) {
      reader.skipBlanks();
      const word = reader.word();
      if (word === null) break;
      words.push(word);
    }
  } else words.push([{ kind: 'variable', name: '@', quoted: true, operator: null, operand: [] }]);
  expectWord(reader, 'do', 'for');
  const inner = body(reader);
  expectWord(reader, 'done', 'for');
  return { kind: 'for', name, words, body: inner, redirections: redirections(reader) };
}

function whileCommand(reader: Reader, word: string): ShellCommand {
  reader.at += word.length;
  const test = body(reader);
  expectWord(reader, 'do', word);
  const inner = body(reader);
  expectWord(reader, 'done', word);
  return { kind: 'while', until: word === 'until', test, body: inner, redirections: redirections(reader) };
}

/** To the `esac` of this `case`, by words alone. */
function caseCommand(reader: Reader): ShellCommand {
  const words = /(?<![\w-])(case|esac)(?![\w-])/g;
  words.lastIndex = reader.at;
  let open = 0;
  for (;;) {
    const match = words.exec(reader.text);
    if (!match) throw new Broken('case has no esac');
    open += match[1] === 'case' ? 1 : -1;
    if (open > 0) continue;
    reader.at = words.lastIndex;
    return { kind: 'foreign', what: 'case is not rehearsed', redirections: [] };
  }
}

function group(reader: Reader, close: '}' | ')'): ShellCommand {
  reader.at++;
  const inner = close === ')' ? reader.substitution() : body(reader);
  skipSeparators(reader);
  if (reader.next !== close) throw new Broken(`${close === '}' ? '{' : '('} is never closed`);
  reader.at++;
  return { kind: 'group', body: inner, subshell: close === ')', redirections: redirections(reader) };
}

function functionCommand(reader: Reader): ShellCommand | null {
  const match =
    /^(?:function[ \t]+([A-Za-z_][\w-]*)[ \t]*(?:\([ \t]*\))?|([A-Za-z_][\w-]*)[ \t]*\([ \t]*\))\s*(?=[{(])/.exec(
      reader.text.slice(reader.at, reader.at + 200),
    );
  if (!match) return null;
  reader.at += match[0].length;
  const inner = command(reader);
  return { kind: 'function', name: (match[1] ?? match[2])!, body: inner, redirections: [] };
}

function command(reader: Reader): ShellCommand {
  return reader.deeper(() => {
    const word = keyword(reader);
    if (word === 'if') return ifCommand(reader);
    if (word === 'for') return forCommand(reader);
    if (word === 'while' || word === 'until') return whileCommand(reader, word);
    if (word === 'case') return caseCommand(reader);
    if (word === '{') return group(reader, '}');
    if (reader.startsWith('((')) throw new NotUnderstood('arithmetic is not rehearsed');
    if (reader.next === '(') return group(reader, ')');
    if (CLOSERS.has(word)) throw new NotUnderstood(`${word} stands where a command should begin`);
    return functionCommand(reader) ?? simple(reader);
  });
}

function pipeline(reader: Reader): Pipeline {
  reader.skipBlanks();
  const negated = keyword(reader) === '!';
  if (negated) reader.at++;
  const commands: ShellCommand[] = [];
  for (;;) {
    skipBlanksBetween(reader, commands.length > 0);
    commands.push(command(reader));
    reader.skipBlanks();
    if (reader.next !== '|' || reader.startsWith('||')) return { negated, commands };
    reader.at++;
    if (reader.startsWith('&')) throw new NotUnderstood('|& is not rehearsed');
  }
}

function skipBlanksBetween(reader: Reader, behindOperator: boolean): void {
  if (behindOperator) skipNewlines(reader);
  else reader.skipBlanks();
}

type Unplaced = Pick<Statement, 'first' | 'rest'>;

function andOr(reader: Reader): Unplaced {
  const first = pipeline(reader);
  const rest: { operator: '&&' | '||'; pipeline: Pipeline }[] = [];
  for (;;) {
    reader.skipBlanks();
    const operator = reader.startsWith('&&') ? '&&' : reader.startsWith('||') ? '||' : null;
    if (operator === null) break;
    reader.at += 2;
    skipNewlines(reader);
    rest.push({ operator, pipeline: pipeline(reader) });
  }
  if (reader.startsWith('&')) throw new NotUnderstood('commands in the background are not rehearsed');
  const ends = reader.ended || ['\n', ';', ')'].includes(reader.next);
  if (!ends || reader.startsWith(';;'))
    throw new NotUnderstood(`${reader.next} is not understood at this place`);
  return { first, rest };
}

function alone(kind: 'foreign' | 'broken', what: string): Unplaced {
  return { first: { negated: false, commands: [{ kind, what, redirections: [] }] }, rest: [] };
}

/** Longer statements are shown by their beginning. */
const MOST_TEXT = 2000;

function statement(reader: Reader): Statement {
  const begin = reader.at;
  const line = reader.lineAt(begin);
  let found: Unplaced;
  try {
    found = andOr(reader);
  } catch (error) {
    if (!(error instanceof NotUnderstood) || reader.inSubstitution > 0) throw error;
    found = alone('foreign', error.message);
    reader.skipLine();
    reader.forgetDocuments();
  }
  return { line, text: reader.text.slice(begin, Math.min(reader.at, begin + MOST_TEXT)).trim(), ...found };
}

/** Statements up to a closing word, a closing parenthesis or the end. */
function list(reader: Reader): List {
  const statements: Statement[] = [];
  for (;;) {
    skipSeparators(reader);
    if (reader.ended || reader.next === ')' || CLOSERS.has(keyword(reader))) return statements;
    statements.push(statement(reader));
  }
}

/**
 * Never throws. What is not understood is a statement of kind `foreign`, and reading goes on behind its line; where
 * something is never closed, the rest of the text is one statement of kind `broken`, as a shell stops there too.
 */
export function parseScript(text: string): List {
  const reader = new Reader(text, list);
  const statements: Statement[] = [];
  for (;;) {
    skipSeparators(reader);
    if (reader.ended) return statements;
    const begin = reader.at;
    const line = reader.lineAt(begin);
    try {
      statements.push(statement(reader));
      if (reader.next !== ')' && !reader.startsWith(';;')) continue;
      reader.skipLine();
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      const shown = text.slice(begin, begin + MOST_TEXT).trim();
      return [...statements, { line, text: shown, ...alone('broken', error.message) }];
    }
  }
}
