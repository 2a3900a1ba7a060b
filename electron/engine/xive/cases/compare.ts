/** What a case expects against what came: keys about one operation, and keys about the whole state (xive.md 8). */
import type { CaseResult } from '../../family.ts';
import type { EventOutcome, Machine, ParsedMaps, Vm } from '../kernel/machine.ts';
import { pageState } from '../kernel/page-state.ts';
import { slotsOf } from '../kernel/regions.ts';
import { pqText } from '../kernel/pq.ts';
import { hwText, intervalsOf, numberOf, sameHwPage, sameOwner, sameValue, withNumbers } from './values.ts';
import { isObject, type Raw } from './format.ts';

export type Difference = CaseResult['differences'][number];
/** What came instead, or null when it is as expected. */
type Got = { readonly got: unknown } | null;

function check(same: boolean, got: unknown): Got {
  return same ? null : { got };
}

const NO_TEXTS: ReadonlySet<string> = new Set();

function sameJson(wanted: unknown, got: unknown): Got {
  return check(JSON.stringify(withNumbers(wanted, NO_TEXTS)) === JSON.stringify(got), got);
}

function sameErrno(wanted: unknown, got: string | null): boolean {
  const text = typeof wanted === 'string' ? wanted.trim().replace(/^-/, '').toUpperCase() : wanted;
  const fine =
    text === null || text === 0 || text === '' || text === '0' || text === 'OK' || text === 'SUCCESS';
  return fine ? got === null : text === got;
}

function checkResult(wanted: unknown, outcome: EventOutcome, phbPages: 1 | 2): Got {
  const got = outcome.signal ?? outcome.errno ?? hwText(outcome.result, phbPages);
  if (outcome.signal !== null || outcome.errno !== null)
    return check(typeof wanted === 'string' && wanted.trim().toUpperCase() === got, got);
  return check(sameHwPage(wanted, outcome.result, phbPages), got);
}

function checkCounts(wanted: unknown, got: EventOutcome['counts']): Got {
  if (got === null || !isObject(wanted)) return check(wanted === got, got);
  return check(
    Object.entries(wanted).every(([key, value]) => numberOf(value) === (got as unknown as Raw)[key]),
    got,
  );
}

/** A list may end with the first round that went wrong, or before it; rounds may also be named by number, from 1. */
function checkRounds(wanted: unknown, loop: EventOutcome['loop']): Got {
  if (loop === null) return check(wanted === null, null);
  const { bypassedVectorsPerRound: rounds, firstErrorRound: wrong } = loop;
  if (Array.isArray(wanted)) {
    const cut = wrong !== null && (wanted.length === wrong || wanted.length === wrong - 1);
    return sameJson(wanted, rounds.slice(0, cut ? wanted.length : rounds.length)) && { got: rounds };
  }
  if (isObject(wanted))
    return check(
      Object.entries(wanted).every(([round, value]) => numberOf(value) === rounds[numberOf(round) - 1]),
      rounds,
    );
  return check(
    rounds.every((round) => round === numberOf(wanted)),
    rounds,
  );
}

type Listed = ParsedMaps['pieces'] | ParsedMaps['holes'] | undefined;

/** Items in order; of each only the keys that the case names. */
function checkItems(wanted: unknown, got: Listed): Got {
  if (!Array.isArray(wanted) || got === undefined || wanted.length !== got.length)
    return { got: got ?? null };
  const same = (wanted as readonly unknown[]).every(
    (one, index) =>
      isObject(one) &&
      Object.entries(one).every(
        ([key, value]) => sameJson(value, (got[index] as unknown as Raw)[key]) === null,
      ),
  );
  return check(same, got);
}

/** Keys of one operation; null = the key is no such. */
export function checkOutcome(
  key: string,
  wanted: unknown,
  outcome: EventOutcome,
  phbPages: 1 | 2,
): Got | undefined {
  const { loop, maps } = outcome;
  switch (key) {
    case 'errno':
      return check(sameErrno(wanted, outcome.errno), outcome.errno);
    case 'result':
      return checkResult(wanted, outcome, phbPages);
    case 'vma':
      return check(wanted === outcome.vma, outcome.vma);
    case 'page':
    case 'first': {
      const got = outcome[key];
      return check(wanted === null ? got === null : numberOf(wanted) === got, got);
    }
    case 'value':
      return check(
        sameValue(wanted, outcome.value),
        outcome.value === null ? null : `0x${outcome.value.toString(16)}`,
      );
    case 'pq': {
      const got = outcome.pq === null ? null : pqText(outcome.pq);
      return check(wanted === got, got);
    }
    case 'counts':
      return checkCounts(wanted, outcome.counts);
    case 'distinctLisns':
      return check(
        loop !== null && [loop.distinctLisns, loop.distinctAtError].includes(numberOf(wanted)),
        loop?.distinctLisns ?? null,
      );
    case 'bypassedVectorsPerRound':
      return checkRounds(wanted, loop);
    case 'firstErrorRound': {
      const got = loop?.firstErrorRound ?? null;
      return check(wanted === null ? got === null : numberOf(wanted) === got, got);
    }
    case 'ownerWhenRefused': {
      const got = loop?.ownerWhenRefused ?? null;
      return check(sameOwner(wanted, got), hwText(got, phbPages));
    }
    case 'pieces':
      return checkItems(wanted, maps?.pieces);
    case 'holes':
      return checkItems(wanted, maps?.holes);
    case 'timaPages':
      return check(numberOf(wanted) === maps?.timaPages, maps?.timaPages ?? null);
    default:
      return undefined;
  }
}

/** By address; what is no mapping stays where it is. */
function byStart(items: readonly unknown[]): readonly unknown[] {
  const start = (one: unknown) => (isObject(one) ? numberOf(one['start']) : Number.NaN);
  return items.every((one) => !Number.isNaN(start(one)))
    ? [...items].sort((left, right) => start(left) - start(right))
    : items;
}

/** A list of mappings without TIMA lines leaves the TIMA out. Its order is that of addresses, however it is written. */
function checkVmas(wanted: unknown, vm: Vm): Got {
  const all = vm.vmas.map(({ start, end, pgoff, name }) => ({ start, end, pgoff, name }));
  if (!Array.isArray(wanted)) return { got: all };
  const items = byStart(wanted as readonly unknown[]);
  const withTima = items.some((one) => isObject(one) && numberOf(one['pgoff']) < 4);
  const got = withTima ? all : vm.vmas.filter(({ kind }) => kind === 'esb');
  const shown = got.map(({ start, end, pgoff, name }) => ({ start, end, pgoff, name }));
  const same =
    items.length === shown.length &&
    items.every(
      (one, index) =>
        isObject(one) &&
        Object.entries(one).every(([key, value]) =>
          key === 'name'
            ? value === shown[index]!.name
            : numberOf(value) === (shown[index] as unknown as Raw)[key],
        ),
    );
  return check(same, shown);
}

const STATES = ['hole', 'empty', 'fresh', 'stale', 'misresolved'];

function checkPages(wanted: unknown, machine: Machine, vm: Vm): Got {
  if (!Array.isArray(wanted)) return { got: 'pages that can be listed' };
  const { phbPages } = machine.config;
  const wrong = (wanted as readonly unknown[]).flatMap((one) => {
    if (!isObject(one)) return [one];
    const { page, state, shows, vm: name, ...strange } = one;
    const guest = typeof name === 'string' ? machine.vms.get(name) : vm;
    const [at, extra] = [numberOf(page), Object.keys(strange)];
    if (
      guest === undefined ||
      Number.isNaN(at) ||
      extra.length > 0 ||
      (state !== undefined && !STATES.some((one) => one === state))
    )
      return [{ ...one, wrong: 'no such page, guest, state or key' }];
    const hw = guest.ptes.get(at);
    const [isState, isShown] = [pageState(machine, guest, at), hw === 0 ? null : hw];
    const same =
      (state === undefined || state === isState) &&
      (shows === undefined || sameHwPage(shows, isShown, phbPages));
    return same
      ? []
      : [
          {
            ...(name === undefined ? {} : { vm: name }),
            page: at,
            state: isState,
            shows: hwText(isShown, phbPages),
          },
        ];
  });
  return check(wrong.length === 0, wrong);
}

export function stalePages(machine: Machine, vm: Vm): readonly number[] {
  const pages: number[] = [];
  for (const number of vm.ptes.chunkNumbers()) {
    const chunk = vm.ptes.chunk(number)!;
    for (let at = 0; at < chunk.length; at += 1)
      if (chunk[at] !== 0 && pageState(machine, vm, number * chunk.length + at) === 'stale')
        pages.push(number * chunk.length + at);
  }
  return pages;
}

function checkTable(wanted: unknown, vm: Vm): Got {
  if (!isObject(wanted)) return { got: 'a table of LISNs' };
  const got = Object.fromEntries(
    Object.keys(wanted).map((key) => {
      const lisn = numberOf(key);
      return [key, vm.pt.get(lisn) !== 0 ? 'PT' : vm.ipi.get(lisn) !== 0 ? 'IPI' : null];
    }),
  );
  return check(
    Object.entries(wanted).every(([key, value]) => value === got[key]),
    got,
  );
}

/** The stale pages of all these guests together. */
function sameStale(wanted: readonly unknown[], machine: Machine, vms: readonly Vm[]): boolean {
  const sorted = (pages: Iterable<number>) => JSON.stringify([...pages].sort((left, right) => left - right));
  const all = vms.flatMap((one) => stalePages(machine, one));
  const listed = sorted(wanted.map(numberOf));
  return listed === sorted(all) || listed === sorted(new Set(all));
}

/** General keys, about the state. `vm` is the guest that is meant; undefined = the key is no such. */
function checkOfVm(key: string, wanted: unknown, machine: Machine, vm: Vm): Got | undefined {
  switch (key) {
    case 'vmas':
      return checkVmas(wanted, vm);
    case 'memslots': {
      const got = slotsOf(machine.config, vm).length;
      return check(numberOf(wanted) === got, got);
    }
    case 'claimed':
    case 'orphans': {
      const got = key === 'claimed' ? vm.claims : vm.orphans;
      return check(JSON.stringify(intervalsOf(wanted)) === JSON.stringify(got), got);
    }
    case 'kvmTable':
      return checkTable(wanted, vm);
    case 'stalePages': {
      const got = stalePages(machine, vm);
      const pages = Array.isArray(wanted) ? wanted.map(numberOf).sort((left, right) => left - right) : null;
      return check(JSON.stringify(pages) === JSON.stringify(got), got);
    }
    default:
      return undefined;
  }
}

/**
 * With several guests a key may hold one value for each, under their names; a plain value is about the guest of the
 * operation, or the first one. Stale pages without a guest may be those of all; none means that no guest has any.
 */
export function checkState(
  key: string,
  wanted: unknown,
  machine: Machine,
  name: string | undefined,
): Got | undefined {
  if (key === 'zaps') return check(numberOf(wanted) === machine.counters.zaps, machine.counters.zaps);
  const vms = [...machine.vms.values()];
  const vm = vms.find((one) => one.name === name) ?? vms[0];
  if (vm === undefined) return { got: 'no guest' };
  if (key === 'pages') return checkPages(wanted, machine, vm);
  const named =
    isObject(wanted) &&
    Object.keys(wanted).length > 0 &&
    Object.keys(wanted).every((one) => machine.vms.has(one));
  const stale = key === 'stalePages' && Array.isArray(wanted);
  const none = stale && wanted.length === 0;
  if (stale && name === undefined && sameStale(wanted, machine, vms)) return null;
  const asked = named
    ? Object.entries(wanted)
    : none
      ? vms.map((one) => [one.name, wanted] as const)
      : [[vm.name, wanted] as const];
  for (const [guest, part] of asked) {
    const got = checkOfVm(key, part, machine, machine.vms.get(guest)!);
    if (got !== null) return got;
  }
  return null;
}
