/** Problems of single guests and between guests. */
import { type ApState, type CardMode, type Mdev, QUEUE } from '../../../../shared/ap/types.ts';
import { type Apqn, apqnOf, bothBases } from '../../../../shared/apqn.ts';
import type { Fix, Problem } from '../../../../shared/findings.ts';
import { idsOf, isEmptyMask, minus, sameMask } from '../../../../shared/mask.ts';
import { allConflicts, type ConflictPair, conflictsOf } from './conflicts.ts';
import { cellRefs, guestRef, takeFrom, takingPrice } from './problem-parts.ts';
import { controlOnly, foreignControl } from './problems-control.ts';
import { hiddenProblems } from './problems-hidden.ts';
import { cellsOf, cutToCrycb, findMdev, hostOwnedCells } from '../model.ts';
import { releaseAlternatives } from '../pool/planner.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { keyPattern, validateVirtual, candidatesOf } from '../virtual/virtual.ts';
import { adapterWords, apqnsWords, guestWords } from '../wording.ts';
import { listWords, plural, sentence } from '../../words.ts';

/** AP-C2 among wishes: both guests cannot be started. */
function sharing(observed: ApState, { mdev, other, apm, aqm }: ConflictPair): Problem {
  const cells = cellsOf({ apm, aqm });
  const adapters = idsOf(apm);
  const domains = idsOf(aqm);
  const taken = (guest: Mdev, rows: readonly number[], columns: readonly number[]): Fix => ({
    ...takeFrom(guest, rows, columns),
    detail: takingPrice(guest, rows, columns, findMdev(observed, guest.id)),
  });
  const fixes = [mdev, other].flatMap((guest) =>
    guest.type === 'virtual' ? [] : [taken(guest, adapters, []), taken(guest, [], domains)],
  );
  return {
    id: `ap:C2:${mdev.id}:${other.id}`,
    severity: 'error',
    rule: 'AP-C2',
    message: sentence(
      `${mdev.name} and ${other.name} both want ${apqnsWords(cells)}; a queue belongs to one guest only`,
    ),
    refs: [guestRef(mdev), guestRef(other), ...cellRefs(cells)],
    fixes,
  };
}

function hostOwnedWish(state: ApState, mdev: Mdev): Problem[] {
  // Masks that no source told are an assumption, and no ground to call a wish wrong.
  if (state.unknown.has('apmask') || state.unknown.has('aqmask')) return [];
  const cells = hostOwnedCells(state, mdev.matrix);
  if (cells.length === 0) return [];
  const { hotPlug } = rulesOf(state);
  const fixes = releaseAlternatives(state, cells)
    .filter(({ refusal }) => refusal === null)
    .map(({ label, edits }) => ({ label, edits }));
  return [
    {
      id: `ap:host-owned:${mdev.id}`,
      severity: 'error',
      rule: hotPlug ? 'AP-U10' : 'AP-V9',
      message: hotPlug
        ? sentence(
            `${mdev.name} wants ${apqnsWords(cells)}, which ${cells.length === 1 ? 'is' : 'are'} reserved for the host; the kernel refuses such a matrix`,
          )
        : sentence(
            `${mdev.name} has ${apqnsWords(cells)}, which the host has as well: this kernel lets both reach the same keys`,
          ),
      refs: [guestRef(mdev), ...cellRefs(cells)],
      fixes,
    },
  ];
}

const MODE_WORDS: Readonly<Record<CardMode, string>> = {
  accelerator: 'accelerators',
  cca: 'CCA coprocessors',
  ep11: 'EP11 coprocessors',
  unknown: 'adapters of unknown mode',
};

function modes(state: ApState, mdev: Mdev): Problem[] {
  const byMode = new Map<CardMode, number[]>();
  for (const adapter of idsOf(mdev.matrix.apm)) {
    const mode = state.cards.get(adapter)?.mode ?? 'unknown';
    if (mode !== 'unknown') byMode.set(mode, [...(byMode.get(mode) ?? []), adapter]);
  }
  if (byMode.size < 2 || isEmptyMask(mdev.matrix.aqm)) return [];
  const parts = [...byMode].map(([mode, adapters]) => `${MODE_WORDS[mode]} (${adapterWords(adapters)})`);
  return [
    {
      id: `ap:modes:${mdev.id}`,
      severity: 'info',
      rule: 'AP-C6',
      message: `${mdev.name} gets ${listWords(parts)} in each of its domains.`,
      refs: [guestRef(mdev), ...[...byMode.values()].flat().map((id) => ({ kind: 'adapter', id }) as const)],
      fixes: [],
    },
  ];
}

/** Mistake 19: queues of one domain stand in for each other only with the same master keys. Unknown patterns say nothing. */
function masterKeys(state: ApState, mdev: Mdev): Problem[] {
  if (state.queues.details.size === 0) return [];
  return idsOf(mdev.matrix.aqm).flatMap((domain) =>
    (['cca', 'ep11'] as const).flatMap((mode): Problem[] => {
      const known = idsOf(mdev.matrix.apm)
        .filter((adapter) => state.cards.get(adapter)?.mode === mode)
        .map((adapter) => apqnOf(adapter, domain))
        .filter((apqn) => keyPattern(state, apqn) !== null);
      const patterns = new Set(known.map((apqn) => keyPattern(state, apqn)));
      if (patterns.size < 2) return [];
      return [
        {
          id: `ap:master-keys:${mdev.id}:${domain}:${mode}`,
          severity: 'warning',
          rule: 'AP-VP6',
          message: sentence(
            `${mdev.name} has ${apqnsWords(known)} in domain ${bothBases(domain)} with different master keys: a key works on some of them only`,
          ),
          refs: [guestRef(mdev), ...cellRefs(known)],
          fixes: [],
        },
      ];
    }),
  );
}

function crycb(mdev: Mdev): Problem[] {
  if (mdev.guest === null || mdev.crycbFormat === 2) return [];
  const cut = cutToCrycb(mdev.shadow, mdev.crycbFormat);
  if (sameMask(cut.apm, mdev.shadow.apm) && sameMask(cut.aqm, mdev.shadow.aqm)) return [];
  const lost = [
    ...idsOf(minus(mdev.shadow.apm, cut.apm)).map((id) => `adapter ${bothBases(id)}`),
    ...idsOf(minus(mdev.shadow.aqm, cut.aqm)).map((id) => `domain ${bothBases(id)}`),
  ];
  return [
    {
      id: `ap:crycb:${mdev.id}`,
      severity: 'warning',
      rule: 'AP-U17',
      message: `${guestWords(mdev)} runs with CRYCB format ${mdev.crycbFormat}, which holds adapters 0 to 63 and domains 0 to 15 only: ${listWords(lost)} cannot be used, although guest_matrix lists them.`,
      refs: [guestRef(mdev)],
      fixes: [],
    },
  ];
}

/** Queues that are there and cannot work: deconfigured, checkstopped, or of a type vfio_ap does not take. */
function brokenQueues(state: ApState, mdev: Mdev): Problem[] {
  const found: Problem[] = [];
  const add = (key: string, rule: string, cells: readonly Apqn[], what: string) => {
    if (cells.length > 0)
      found.push({
        id: `ap:${key}:${mdev.id}`,
        severity: 'warning',
        rule,
        message: sentence(
          `${mdev.name} has ${apqnsWords(cells)} assigned, which ${cells.length === 1 ? 'is' : 'are'} ${what}`,
        ),
        refs: [guestRef(mdev), ...cellRefs(cells)],
        fixes: [],
      });
  };
  const inMatrix = (apqns: ReadonlySet<Apqn>) => {
    const cells = new Set(apqns.size === 0 ? [] : cellsOf(mdev.matrix));
    return [...apqns].filter((apqn) => cells.has(apqn));
  };
  add('deconfigured', 'AP-U26', inMatrix(state.queues.deconfigured), 'deconfigured');
  add('checkstopped', 'AP-U26', inMatrix(state.queues.checkstopped), 'checkstopped');
  const old = idsOf(mdev.matrix.apm).filter((adapter) => {
    const hwtype = state.cards.get(adapter)?.hwtype ?? null;
    return hwtype !== null && (hwtype < 10 || hwtype > 14);
  });
  if (old.length === 0) return found;
  const cells = cellsOf(mdev.matrix).filter(
    (apqn) => old.includes(apqn >> 8) && state.queues.state[apqn] !== QUEUE.ABSENT,
  );
  add('unsupported', 'AP-C6', cells, 'of a card type that vfio_ap does not take (CEX4 to CEX8 only)');
  return found;
}

function virtualProblems(state: ApState, mdev: Mdev): Problem[] {
  if (mdev.type !== 'virtual') return [];
  const failure = validateVirtual(state, mdev);
  const unknown = [...mdev.virtualAdapters.keys()].flatMap((adapter) =>
    [...mdev.virtualDomains.keys()].filter((domain) => {
      const candidates = candidatesOf(mdev, apqnOf(adapter, domain));
      const secure = candidates.filter((apqn) => state.cards.get(apqn >> 8)?.mode !== 'accelerator');
      return secure.length > 1 && secure.some((apqn) => keyPattern(state, apqn) === null);
    }),
  );
  const problem = (key: string, severity: Problem['severity'], rule: string, message: string): Problem => ({
    id: `ap:${key}:${mdev.id}`,
    severity,
    rule,
    message,
    refs: [guestRef(mdev)],
    fixes: [],
  });
  const release = (cells: readonly Apqn[]) =>
    releaseAlternatives(state, cells)
      .filter(({ refusal }) => refusal === null)
      .map(({ label, edits }) => ({ label, edits }));
  return [
    ...(failure?.kind === 'host-owned'
      ? [
          {
            ...problem(
              'virtual-host',
              'error',
              'AP-VP4',
              sentence(`${mdev.name} stands for ${apqnsWords(failure.cells)}, reserved for the host`),
            ),
            fixes: release(failure.cells),
          },
        ]
      : []),
    ...(failure?.kind === 'plain' ? [problem('virtual-mix', 'error', failure.rule, failure.text)] : []),
    ...(unknown.length > 0
      ? [
          problem(
            'virtual-keys',
            'warning',
            'AP-VP6',
            `The master keys behind ${plural(unknown.length, 'virtual queue')} of ${mdev.name} are not all known; with different keys a guest’s keys work on some of them only. Compare the keys on the host before the guest relies on them.`,
          ),
        ]
      : []),
  ];
}

/** Problems of one guest that need no other guest to exist. */
function ownProblems(observed: ApState, state: ApState, mdev: Mdev): Problem[] {
  if (mdev.type === 'virtual') return virtualProblems(state, mdev);
  return [
    ...hostOwnedWish(state, mdev),
    ...hiddenProblems(state, mdev, observed),
    ...controlOnly(mdev),
    ...modes(state, mdev),
    ...masterKeys(state, mdev),
    ...crycb(mdev),
    ...brokenQueues(state, mdev),
  ];
}

/** Every guest against every other: 40,000 pairs of 200 guests, so no list is made for a pair without a finding. */
function foreignControls(state: ApState): Problem[] {
  const found: Problem[] = [];
  for (const mdev of state.mdevs) {
    if (isEmptyMask(mdev.matrix.adm)) continue;
    for (const other of state.mdevs) {
      const problem = foreignControl(mdev, other);
      if (problem !== null) found.push(problem);
    }
  }
  return found;
}

export function guestProblems(observed: ApState, state: ApState): Problem[] {
  return [
    ...allConflicts(state).map((conflict) => sharing(observed, conflict)),
    ...foreignControls(state),
    ...state.mdevs.flatMap((mdev) => ownProblems(observed, state, mdev)),
  ];
}

/** Those of {@link guestProblems} that name this guest, without looking at pairs of others: a card asks at every click. */
export function problemsOfGuest(observed: ApState, state: ApState, mdev: Mdev): Problem[] {
  return [
    ...conflictsOf(mdev, state.mdevs).map((conflict) => sharing(observed, { ...conflict, mdev })),
    ...state.mdevs.flatMap((other) =>
      [foreignControl(mdev, other), foreignControl(other, mdev)].filter((problem) => problem !== null),
    ),
    ...ownProblems(observed, state, mdev),
  ];
}
