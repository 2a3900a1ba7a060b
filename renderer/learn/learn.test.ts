import { expect, test } from 'vitest';
import {
  adaptersSeen,
  BOARD_ADAPTERS,
  BOARD_DOMAINS,
  cell,
  hostKeeps,
  toggled,
} from './figures/figure-model.ts';
import { GLOSSARY, searchGlossary, TERM_IDS, type TermId } from './glossary.ts';
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
