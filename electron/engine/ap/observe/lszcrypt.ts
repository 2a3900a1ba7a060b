/** Texts that `lszcrypt -V`, `-d` and `-b` print (ap.md 5.1, management.md 2.1). */
import { maskOf, type Mask } from '../../../../shared/mask.ts';
import { parseId } from './mask-text.ts';

export interface LszcryptRow {
  readonly adapter: number;
  /** Null in a card's row. */
  readonly domain: number | null;
  readonly type: string;
  readonly mode: string;
  readonly status: string;
  readonly requests: string | null;
  readonly hwtype: number | null;
  /** Null without -V; `-no-driver-` is ''. */
  readonly driver: string | null;
  readonly seState: string | null;
}

export interface LszcryptTable {
  readonly rows: readonly LszcryptRow[];
  /** Printed with -V or -VV: vfio_ap queues are listed. */
  readonly verbose: boolean;
  /** Lines of the table that could not be read, as they are. */
  readonly damaged: readonly string[];
  readonly warnings: readonly string[];
}

export interface DomainMap {
  readonly usage: Mask;
  readonly control: Mask;
}

export interface BusText {
  readonly features: ReadonlySet<string> | null;
  readonly defaultDomain: number | null;
  readonly maxDomain: number | null;
}

/** Column -> width in characters and side (ap.md 5.1); old releases title the first one `CARD.DOMAIN`. */
const COLUMNS: Readonly<Record<string, readonly [width: number, side: 'left' | 'right']>> = {
  'CARD.DOM': [8, 'left'],
  'CARD.DOMAIN': [11, 'left'],
  TYPE: [5, 'left'],
  MODE: [11, 'left'],
  STATUS: [10, 'left'],
  REQUESTS: [8, 'right'],
  PENDING: [8, 'right'],
  HWTYPE: [6, 'right'],
  QDEPTH: [6, 'right'],
  FUNCTIONS: [10, 'left'],
  DRIVER: [11, 'left'],
  SESTAT: [11, 'left'],
};

interface Column {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

function headerColumns(line: string): Column[] | null {
  if (!/^CARD\.DOM(?:AIN)?\s+TYPE\s+MODE\s+STATUS\b/.test(line)) return null;
  return [...line.matchAll(/\S+/g)].flatMap((match) => {
    const layout = COLUMNS[match[0]];
    if (!layout) return [];
    const [width, side] = layout;
    const from = side === 'left' ? match.index : match.index + match[0].length - width;
    const name = match[0] === 'CARD.DOMAIN' ? 'CARD.DOM' : match[0];
    return [{ name, from: Math.max(0, from), to: Math.max(0, from) + width }];
  });
}

/** Cut by the header's positions; null when a value crosses a cut, i.e. one was longer than its column. */
function byPosition(line: string, columns: readonly Column[]): Map<string, string> | null {
  const cells = new Map<string, string>();
  for (const { name, from, to } of columns) {
    if (from > 0 && (line[from - 1] ?? ' ') !== ' ') return null;
    if ((line[to] ?? ' ') !== ' ') return null;
    cells.set(name, line.slice(from, to).trim());
  }
  return cells;
}

/** By blanks, with `in use` as one value: for lines where a long value pushed the rest to the right. */
function byBlanks(line: string, columns: readonly Column[]): Map<string, string> | null {
  const words = line
    .trim()
    .replace(/\sin use(?=\s|$)/, ' in\u0000use')
    .split(/\s+/);
  if (words.length !== columns.length) return null;
  return new Map(columns.map((column, index) => [column.name, words[index]!.replace('\u0000', ' ')]));
}

function plausible(cells: Map<string, string>): boolean {
  return (
    /^[0-9a-f]{2}(?:\.[0-9a-f]{4})?$/i.test(cells.get('CARD.DOM') ?? '') &&
    /^(?:CEX\d{1,2}[ACP]?|-)$/.test(cells.get('TYPE') ?? '') &&
    /^(?:\d+|-)$/.test(cells.get('REQUESTS') ?? '-') &&
    /^(?:\d+|-)$/.test(cells.get('HWTYPE') ?? '-') &&
    /^[A-Za-z0-9_.-]+$/.test(cells.get('DRIVER') ?? '-')
  );
}

function rowOf(cells: Map<string, string>): LszcryptRow {
  const [card, domain] = cells.get('CARD.DOM')!.split('.');
  const driver = cells.get('DRIVER') ?? null;
  const hwtype = Number(cells.get('HWTYPE') ?? 'none');
  return {
    adapter: Number.parseInt(card!, 16),
    domain: domain === undefined ? null : Number.parseInt(domain, 16),
    type: cells.get('TYPE')!,
    mode: cells.get('MODE') ?? '',
    status: cells.get('STATUS') ?? '-',
    requests: cells.get('REQUESTS') ?? null,
    hwtype: Number.isInteger(hwtype) ? hwtype : null,
    driver: driver === '-no-driver-' ? '' : driver,
    seState: cells.get('SESTAT') ?? null,
  };
}

/** Null when the text has no lszcrypt header. */
export function parseLszcrypt(text: string): LszcryptTable | null {
  const lines = text.replaceAll('\r', '').split('\n');
  const at = lines.findIndex((line) => headerColumns(line) !== null);
  if (at < 0) return null;
  const columns = headerColumns(lines[at]!)!;
  const rows: LszcryptRow[] = [];
  const damaged: string[] = [];
  const warnings: string[] = [];
  for (const line of lines.slice(at + 1)) {
    if (line.trim() === '' || /^-+$/.test(line.trim())) continue;
    if (line.startsWith('Warning:')) {
      warnings.push(line.trim());
      continue;
    }
    const cells = [byPosition(line, columns), byBlanks(line, columns)].find(
      (found) => found && plausible(found),
    );
    if (cells && rowOf(cells).domain !== null && rowOf(cells).domain! > 255) damaged.push(line);
    else if (cells) rows.push(rowOf(cells));
    else damaged.push(line);
  }
  return { rows, verbose: columns.some((column) => column.name === 'DRIVER'), damaged, warnings };
}

/** The 16 x 16 letter grid of `lszcrypt -d`; null when the text is not one. */
export function parseDomainMap(text: string): (DomainMap & { readonly damaged: readonly string[] }) | null {
  const lines = text.replaceAll('\r', '').split('\n');
  if (!lines.some((line) => /^DOMAIN\s+00 01 02 03\b/.test(line))) return null;
  const [usage, control] = [new Set<number>(), new Set<number>()];
  const damaged: string[] = [];
  const rows = new Set<string>();
  for (const line of lines) {
    const row = /^\s*([0-9a-f]0)\s+(\S.*)$/i.exec(line);
    if (!row) continue;
    const letters = row[2]!.trim().split(/\s+/);
    if (letters.length !== 16 || letters.some((letter) => !/^[BCU.]$/.test(letter))) {
      damaged.push(line);
      continue;
    }
    rows.add(row[1]!);
    for (const [column, letter] of letters.entries()) {
      const domain = Number.parseInt(row[1]!, 16) + column;
      if (letter === 'U' || letter === 'B') usage.add(domain);
      if (letter === 'C' || letter === 'B') control.add(domain);
    }
  }
  if (rows.size < 16 && damaged.length === 0) damaged.push(`only ${rows.size} of 16 rows are there`);
  return { usage: maskOf(usage), control: maskOf(control), damaged };
}

/** `lszcrypt -b`; null when the text holds none of its lines. */
export function parseBusText(text: string): BusText | null {
  const domain = /^ap_domain=(-1|0x[0-9a-f]+|\d+)/im.exec(text)?.[1];
  const most = /^ap_max_domain_id=(0x[0-9a-f]+|\d+)/im.exec(text)?.[1];
  if (domain === undefined && most === undefined) return null;
  const features = /^features: *(.*)$/m.exec(text)?.[1]?.trim();
  return {
    features:
      features === undefined
        ? null
        : new Set(features.split(/\s+/).filter((word) => /^[A-Z0-9]{2,8}$/.test(word))),
    defaultDomain: domain === undefined ? null : domain === '-1' ? -1 : parseId(domain),
    maxDomain: most === undefined ? null : parseId(most),
  };
}
