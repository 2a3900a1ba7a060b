/** echo and printf, byte for byte. */
import { NotUnderstood } from './syntax.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  '"': '"',
};

/** Backslash sequences of printf, and of `echo -e`. */
function unescaped(text: string): string {
  return text.replaceAll(
    /\\(?:([ntrabfv\\"])|0?([0-7]{1,3})|x([0-9a-fA-F]{1,2})|c)/g,
    (whole, letter?: string, octal?: string, hex?: string) => {
      if (letter !== undefined) return ESCAPES[letter]!;
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
      return hex === undefined ? whole : String.fromCharCode(Number.parseInt(hex, 16));
    },
  );
}

export function echoText(args: readonly string[]): string {
  let from = 0;
  let newline = true;
  let escapes = false;
  for (; from < args.length && /^-[neE]+$/.test(args[from]!); from++)
    for (const letter of args[from]!.slice(1))
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
  const text = args.slice(from).join(' ');
  return `${escapes ? unescaped(text) : text}${newline ? '\n' : ''}`;
}

/** Wider columns are no numbers for a kernel. */
const MOST_WIDTH = 1000;

function numberOf(text: string): number {
  const match = /^\s*([+-]?)(?:0x([0-9a-f]+)|(0[0-7]*)|([1-9][0-9]*))$/i.exec(text);
  if (text === '') return 0;
  if (!match) throw new NotUnderstood(`printf takes “${text.slice(0, 40)}” for no number`);
  const [, sign, hex, octal, decimal] = match;
  const value = hex ? Number.parseInt(hex, 16) : octal ? Number.parseInt(octal, 8) : Number(decimal);
  return sign === '-' ? -value : value;
}

function padded(text: string, flags: string, width: number): string {
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0')) return text.padStart(width);
  const sign = /^-/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}

function conversion(
  kind: string,
  flags: string,
  width: number,
  precision: number | null,
  text: string,
): string {
  const radix = { x: 16, X: 16, o: 8 }[kind];
  switch (kind) {
    case 's':
      return padded(precision === null ? text : text.slice(0, precision), flags.replace('0', ''), width);
    case 'b':
      return padded(unescaped(text), flags.replace('0', ''), width);
    case 'c':
      return padded(text.slice(0, 1), flags.replace('0', ''), width);
    default: {
      const value = numberOf(text);
      const digits = radix === undefined ? `${value}` : Math.abs(value).toString(radix);
      const shown = (flags.includes('#') && radix === 16 ? `0x${digits}` : digits).padStart(
        precision ?? 0,
        '0',
      );
      return padded(kind === 'X' ? shown.toUpperCase() : shown, flags, width);
    }
  }
}

/** The format is used again while arguments are left, as POSIX says. */
export function printfText(args: readonly string[]): string {
  const [format = '', ...values] = args[0] === '--' ? args.slice(1) : args;
  let text = '';
  let used = 0;
  do {
    const before = used;
    text += format
      .split(/(%[-+ 0#]*\d*(?:\.\d+)?[a-zA-Z%])/)
      .map((piece, index) => {
        if (index % 2 === 0) return unescaped(piece);
        const [, flags = '', width = '', precision, kind = ''] =
          /^%([-+ 0#]*)(\d*)(?:\.(\d+))?(.)$/.exec(piece) ?? [];
        if (kind === '%') return '%';
        if (!'sbcdiuxXo'.includes(kind)) throw new NotUnderstood(`printf ${piece} is not rehearsed`);
        if (Number(width) > MOST_WIDTH || Number(precision ?? 0) > MOST_WIDTH)
          throw new NotUnderstood('so wide a column is not rehearsed');
        return conversion(
          kind,
          flags,
          Number(width),
          precision === undefined ? null : Number(precision),
          values[used++] ?? '',
        );
      })
      .join('');
    if (used === before) break;
  } while (used < values.length);
  return text;
}
