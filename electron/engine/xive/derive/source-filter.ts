/** What people type to find sources: numbers and ranges, words of owner and state, names of devices. */
import { LISN_RANGES } from '../../../../shared/xive/pages.ts';

export interface FilteredSource {
  readonly lisn: number;
  /** `phb1[4]`, `ipi(0x22)` */
  readonly owner: string;
  readonly device: string | null;
  readonly use: string;
  readonly states: readonly string[];
  readonly flags: readonly string[];
}

type Test = (source: FilteredSource) => boolean;

export interface SourceFilter {
  /** LISNs outside cannot match, so that a list of a million is not looked through for one. */
  readonly first: number;
  readonly last: number;
  readonly tests: readonly Test[];
  /** Only sources with such pages or owners can match: few, wherever there are many sources. */
  readonly among: 'wrong' | 'passedThrough' | null;
}

const NUMBER = '(0x[0-9a-f]+|\\d+)';
const RANGE = new RegExp(`^${NUMBER}(?:(?:-|\\.\\.)${NUMBER})?$`, 'i');
const STATES: readonly string[] = ['fresh', 'stale', 'misresolved', 'unknown', 'hole', 'empty'];
const FLAGS: readonly string[] = ['lsi', 'orphan', 'unclaimed', 'masked', 'asserted', 'conflict'];

const WRONG: ReadonlySet<string> = new Set(['stale', 'misresolved', 'wrong']);

function testOf(word: string): Test {
  if (STATES.includes(word)) return ({ states }) => states.includes(word);
  if (FLAGS.includes(word)) return ({ flags }) => flags.includes(word);
  if (word === 'wrong') return ({ states }) => states.includes('stale') || states.includes('misresolved');
  if (word === 'ipi') return ({ owner }) => owner.startsWith('ipi');
  if (word === 'pt' || word === 'phb') return ({ owner }) => owner.startsWith('phb');
  if (/^phb\d+$/.test(word)) return ({ owner }) => owner.startsWith(`${word}[`);
  const hardware = /[[(]/.test(word);
  return (source) =>
    hardware
      ? source.owner.toLowerCase() === word
      : (source.device?.toLowerCase().includes(word) ?? false) || source.use.toLowerCase().includes(word);
}

/** All words must match; `0x1300-0x1310`, `4864`, `phb1 stale`. Words of a range's name count: `vio`, `msis`. */
export function sourceFilter(text: string): SourceFilter {
  let [first, last] = [0, Number.MAX_SAFE_INTEGER];
  const tests: Test[] = [];
  let among: SourceFilter['among'] = null;
  for (const word of text.trim().toLowerCase().split(/\s+/)) {
    if (word === '') continue;
    const range = RANGE.exec(word);
    if (range === null) {
      if (WRONG.has(word)) among = 'wrong';
      else if (/^(?:pt|phb\d*|phb\d+\[\w+\])$/.test(word)) among ??= 'passedThrough';
      const named = LISN_RANGES.filter(({ name }) => name.toLowerCase().split(' ').includes(word));
      const inside: Test = ({ lisn }) => named.some((one) => lisn >= one.first && lisn <= one.last);
      const other = testOf(word);
      tests.push(named.length === 0 ? other : (source) => inside(source) || other(source));
      continue;
    }
    first = Math.max(first, Number(range[1]));
    last = Math.min(last, Number(range[2] ?? range[1]));
  }
  return { first, last, tests, among };
}
