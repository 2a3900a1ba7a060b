import { expect, test } from 'vitest';
import type { WqMode } from '../../shared/dsa/types.ts';
import {
  adaptersSeen,
  BOARD_ADAPTERS,
  BOARD_DOMAINS,
  cell,
  hostKeeps,
  toggled,
} from './figures/figure-model.ts';
import { CHAPTER_FAMILIES, familyOfChapter, putFirst } from './chapters.ts';
import {
  allowedBounds,
  available,
  canWrite,
  checkStates,
  ENABLE_CHECKS,
  type EnableSwitches,
  pick,
  type PoolWq,
  settingRows,
  sizeFits,
  withClient,
} from './dsa/dsa-figure-model.ts';
import { familyOfTerm, GLOSSARY, searchGlossary, TERM_IDS, type TermId } from './glossary.ts';
import { searchChapters } from './search-chapters.ts';
import { findRules, searchRules } from './search-rules.ts';

test('every word points at words that exist and not at itself, and its hover text is short', () => {
  const broken = TERM_IDS.filter((id) => {
    const { see, short, long } = GLOSSARY[id];
    const missing = (see as readonly string[]).filter(
      (other) => !Object.hasOwn(GLOSSARY, other) || other === id,
    );
    return missing.length > 0 || short.length > 180 || long.length < 20;
  });
  expect(broken).toEqual([]);
});

test('words are found by name, by other spellings and by what they mean', () => {
  const firsts: TermId[] = ['apqn', 'mdev', 'zeroize', 'apmask'];
  expect(['APQN', 'uuid', 'zapq', 'apm'].map((question) => searchGlossary(question)[0])).toEqual(firsts);
  expect(searchGlossary('whole adapters bad queue')).toContain('filter');
  expect(searchGlossary('').length).toBe(TERM_IDS.length);
  expect(searchGlossary('no such word at all')).toEqual([]);
});

test('rules are found by id, errno and words together', () => {
  const rule = (id: string, plain: string, errnos: string[]) => ({
    id,
    title: id,
    plain,
    kernel: '',
    errnos,
    profiles: [],
  });
  const rules = [
    rule('AP-U10', 'assign an adapter', ['EADDRINUSE']),
    rule('AP-M4', 'masks and queues in use', ['EBUSY']),
  ];
  const ids = (question: string) => searchRules(rules, question).map(({ id }) => id);
  expect([ids('u10'), ids('EBUSY masks'), ids('EBUSY assign'), ids('')]).toEqual([
    ['AP-U10'],
    ['AP-M4'],
    [],
    ['AP-U10', 'AP-M4'],
  ]);
});

test('the boards follow the rules they teach', () => {
  const all = new Set<number>(BOARD_ADAPTERS);
  const kept = BOARD_ADAPTERS.flatMap((adapter) =>
    BOARD_DOMAINS.filter((domain) => hostKeeps(toggled(all, 6), new Set(BOARD_DOMAINS), adapter, domain)),
  );
  expect(kept.length).toBe(12);
  const adapters = new Set([4, 5]);
  const domains = new Set([6, 71]);
  expect([...adaptersSeen(adapters, domains, new Set([cell(5, 71)]))]).toEqual([4]);
  // FILTER looks only at domains of the matrix: with none, no adapter is dropped.
  expect([...adaptersSeen(adapters, new Set(), new Set([cell(5, 71)]))]).toEqual([4, 5]);
});

test('by its name a rule is found through its id or its title, not through its text', () => {
  const rule = {
    id: 'AP-U10',
    title: 'Assigning an adapter',
    plain: 'mask',
    kernel: '',
    errnos: [],
    profiles: [],
  };
  expect(['ap-u10', 'adapter assign', 'mask'].map((question) => findRules([rule], question).length)).toEqual([
    1, 1, 0,
  ]);
});

test('the words of the work queues are found by name, by the files that hold them, and by their errors', () => {
  const asked = ['wq', '1swq', 'tokens', 'ENQCMD', 'ENOSPC', '0x80200000', 'eventfd', 'strategy'];
  expect(asked.map((question) => searchGlossary(question)[0])).toEqual([
    'wq',
    'mdev-type',
    'read-buffer',
    'shared',
    'ims-slot',
    'driver-name',
    'emulated-vector',
    'push-pull',
  ]);
  expect((['apqn', 'dsa-mdev'] satisfies TermId[]).map(familyOfTerm)).toEqual(['ap', 'dsa']);
});

test('the words of XIVE are found by name, by what a file prints, and by what people call them', () => {
  const asked = ['LISN', 'irq struct', '-Q', '/proc/interrupts', 'ramd', 'odd page', 'SIGSEGV', 'girq'];
  expect(asked.map((question) => searchGlossary(question)[0])).toEqual([
    'lisn',
    'owner',
    'pq',
    'linux-irq',
    'ram-device-region',
    'management-page',
    'esb-hole',
    'lisn',
  ]);
});

test('the words of zPCI are found by name, by field and by what a tool prints', () => {
  const asked = [
    'FID',
    'function_handle',
    'pcistb',
    '0xff',
    'dma_entry_limit',
    'ISM',
    'uid_checking',
    '0x0303',
  ];
  expect(asked.map((question) => searchGlossary(question)[0])).toEqual([
    'fid',
    'fh',
    'maxstbl',
    'default-group',
    'dma-entry-limit',
    'ism',
    'uid-checking',
    'availability-event',
  ]);
  // One table for all families: a word of one must not replace that of another.
  expect(familyOfTerm('function-group')).toBe('zpci');
});

test('every chapter belongs to one family, explains words of it, and has a shipped host to try', () => {
  const chapters = CHAPTER_FAMILIES.flatMap(({ chapters: each }) => each);
  expect(new Set(chapters.map(({ id }) => id)).size).toBe(chapters.length);
  const foreign = CHAPTER_FAMILIES.flatMap((family) =>
    family.chapters.flatMap(({ id, terms }) =>
      terms.filter((term) => familyOfTerm(term) !== family.id || familyOfChapter(id) !== family),
    ),
  );
  expect(foreign).toEqual([]);
  const shipped = Object.keys(import.meta.glob('../../examples/*.pts'));
  const missing = CHAPTER_FAMILIES.filter(
    ({ practice }) => !shipped.includes(`../../examples/${practice}.pts`),
  );
  expect(missing).toEqual([]);
});

test('DSA-O3 DSA-O18 DSA-O32 the pictures of the work queues follow the rules they teach', () => {
  expect([sizeFits([100, 0], 1, 28), sizeFits([100, 28], 0, 101)]).toEqual([true, false]);
  // The numbers of the worked example E10: 8 of 96 buffers are reserved by nobody.
  expect(allowedBounds(2, 48, 8)).toEqual({ least: 8, most: 56 });
  const pool: readonly PoolWq[] = [0, 1].map(() => ({ clients: 0, state: 'enabled' }));
  function taken(mode: WqMode, times: number): readonly (number | null)[] {
    let wqs = pool;
    return Array.from({ length: times }, () => {
      const index = pick(mode, wqs);
      if (index !== null) wqs = withClient(mode, wqs, index, 1);
      return index;
    });
  }
  expect([taken('dedicated', 3), taken('shared', 4)]).toEqual([
    [0, 1, null],
    [0, 1, 0, 1],
  ]);
  const one = withClient('dedicated', pool, 0, 1);
  const back = withClient('dedicated', one, 0, -1);
  expect([one, back].map((wqs) => [available('dedicated', wqs), wqs[0]!.state])).toEqual([
    [1, 'locked'],
    [2, 'locked'],
  ]);
  expect(available('shared', one)).toBe(2);
});

test('DSA-O21 DSA-O22 DSA-O23 what freezes, what is forgotten, and which check comes first', () => {
  const fate = (file: string) => settingRows().find(({ files }) => files.split(', ').includes(file))!;
  expect(
    ['priority', 'size', 'driver_name', 'read_buffers_reserved'].map((file) => {
      const { frozenBy, afterQueue, afterDevice } = fate(file);
      return [file, canWrite(frozenBy, true, false), canWrite(frozenBy, true, true), afterQueue, afterDevice];
    }),
  ).toEqual([
    ['priority', true, false, 'forgotten', 'forgotten'],
    ['size', false, false, 'kept', 'forgotten'],
    ['driver_name', true, false, 'kept', 'kept'],
    ['read_buffers_reserved', false, false, 'not its own', 'forgotten'],
  ]);
  const all = Object.fromEntries(ENABLE_CHECKS.map(({ key }) => [key, true])) as unknown as EnableSwitches;
  expect(checkStates({ ...all, group: false, priority: false })).toEqual([
    'ok',
    'ok',
    'fails',
    'waiting',
    'waiting',
    'waiting',
    'waiting',
  ]);
  expect(new Set(checkStates(all))).toEqual(new Set(['ok']));
});

test('what the open host has comes first, and is what Learn opens with', () => {
  const orders = [[], ['dsa'], ['ap'], ['xive', 'ap']].map((here) => putFirst(CHAPTER_FAMILIES, here));
  expect(orders.map((families) => families.map(({ id }) => id))).toEqual([
    ['ap', 'dsa', 'xive', 'zpci'],
    ['dsa', 'ap', 'xive', 'zpci'],
    ['ap', 'dsa', 'xive', 'zpci'],
    ['ap', 'xive', 'dsa', 'zpci'],
  ]);
  expect([null, 'matrix', 'dsa-sizes'].map((part) => familyOfChapter(part, orders[1]).id)).toEqual([
    'dsa',
    'ap',
    'dsa',
  ]);
});

test('what administrators get wrong is found by the words of its symptom or its answer', () => {
  const keys = (question: string) => searchChapters(question).map(({ key }) => key);
  expect(['11064', 'octal', 'migrate', 'zpcictl', 'Secure Execution'].map((word) => keys(word)[0])).toEqual([
    'zpci-mistakes-4',
    'zpci-mistakes-4',
    'zpci-mistakes-18',
    'zpci-mistakes-25',
    'zpci-mistakes-14',
  ]);
  expect([keys(' '), keys('no such word')]).toEqual([[], []]);
});
