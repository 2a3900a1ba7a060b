/** All that is known of one guest: the lines of its card, and the short form for the list. */
import type { GuestCard, GuestSummary, HiddenAdapterCard } from '../../../../shared/ap/cards.ts';
import type { ApEdit } from '../../../../shared/ap/edits.ts';
import type { CardNote } from '../../../../shared/ap/preview.ts';
import { type ApState, type Mdev, QUEUE } from '../../../../shared/ap/types.ts';
import { bothBases } from '../../../../shared/apqn.ts';
import type { Problem } from '../../../../shared/findings.ts';
import {
  countIds,
  hasId,
  idsOf,
  intersect,
  isEmptyMask,
  type Mask,
  maskToHex,
  minus,
  sameMask,
} from '../../../../shared/mask.ts';
import { applyEdit } from '../edits.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { reachWhenRunning } from '../model.ts';
import { allCandidates } from '../virtual/virtual.ts';
import { adapterWords, apqnNames, guestWords, idsWords } from '../wording.ts';
import { plural, sentence } from '../../words.ts';
import { hiddenAdapters } from './hidden.ts';
import { autostart } from './problems-host.ts';
import { problemsOfGuest } from './problems-guest.ts';
import { controlNotes } from './problems-control.ts';
import { hiddenFixes } from './problems-hidden.ts';
import { lastingProblems } from './problems-lasting.ts';
import { withTriedFixes } from './tried-fixes.ts';

const CRYCB_LIMIT =
  'only adapters 0-63 and domains 0-15 reach the guest, higher ones are dropped without a message';

/** Adapters of the matrix that do not reach the guest, in the kernel's words and with what brings them back. */
function hiddenCards(observed: ApState, state: ApState, mdev: Mdev): HiddenAdapterCard[] {
  const filtered = hiddenAdapters(state, mdev).map((hidden): HiddenAdapterCard => {
    const { adapter, culprit, reason, why } = hidden;
    if (reason === 'lpar')
      return {
        adapter,
        culprit,
        reason,
        severity: mdev.guest !== null && hasId(observed.lpar.apm, adapter) ? 'warning' : 'info',
        rule: rulesOf(state).hotPlug ? 'AP-U23' : 'AP-V10',
        sentence: `${mdev.name} does not see ${adapterWords([adapter])}: the LPAR does not have it. The matrix keeps the wish.`,
        fixes: [],
      };
    return {
      adapter,
      culprit,
      reason,
      severity: 'warning',
      rule: reason === 'stale' ? 'AP-U13' : 'AP-P1',
      sentence: sentence(`${mdev.name} does not see ${adapterWords([adapter])}: ${why}`),
      fixes: hiddenFixes(state, mdev, hidden),
    };
  });
  const reached = reachWhenRunning(state, mdev).apm;
  const cut = idsOf(minus(intersect(mdev.shadow.apm, state.lpar.apm), reached)).map(
    (adapter): HiddenAdapterCard => ({
      adapter,
      culprit: null,
      reason: 'crycb',
      severity: 'warning',
      rule: 'AP-U17',
      sentence: `${mdev.name} does not see ${adapterWords([adapter])}: with CRYCB format ${mdev.crycbFormat} ${CRYCB_LIMIT}.`,
      fixes: [],
    }),
  );
  return [...filtered, ...cut].sort((left, right) => left.adapter - right.adapter);
}

function toNote({ severity, message, rule, fixes }: Problem): CardNote {
  return { severity, text: message, rule, fixes };
}

/** Problems of control domains, and what those domains mean where that is no problem yet. */
function controlCards(state: ApState, mdev: Mdev, known: readonly Problem[]): CardNote[] {
  const problems = known.filter(({ rule }) => rule === 'AP-C4' || rule === 'AP-X1');
  const told = new Set(
    problems.flatMap(({ id, refs }) =>
      id.startsWith(`ap:control:${mdev.id}:`)
        ? refs.flatMap((ref) => (ref.kind === 'guest' ? [ref.id] : []))
        : [],
    ),
  );
  const others = controlNotes(state, mdev, mdev.matrix.adm, told).map(
    (text): CardNote => ({ severity: 'warning', text, rule: 'AP-C4', fixes: [] }),
  );
  return [...problems.map(toNote), ...others];
}

/** The CRYCB of a guest whose matrix it does not cut; a cut is a problem. */
function crycbNote(mdev: Mdev, known: readonly Problem[]): CardNote[] {
  if (mdev.crycbFormat === 2 || known.some(({ id }) => id === `ap:crycb:${mdev.id}`)) return [];
  return [
    {
      severity: 'info',
      text: `CRYCB format ${mdev.crycbFormat}: ${CRYCB_LIMIT}.`,
      rule: 'AP-U17',
      fixes: [],
    },
  ];
}

/** AP-V11, mistake 22: true for current kernels too, in what was read. */
function pinned(mdev: Mdev): CardNote[] {
  if (mdev.guest === null) return [];
  const text = `${guestWords(mdev)} cannot be migrated live: its AP device ties it to this host.`;
  return [{ severity: 'info', text, rule: 'AP-V11', fixes: [] }];
}

/** Real queues of a virtual guest's mapping that do not exist (AP-VP4). */
function absentCandidates(state: ApState, mdev: Mdev): CardNote[] {
  if (mdev.type !== 'virtual') return [];
  const absent = allCandidates(mdev).filter((apqn) => state.queues.state[apqn] === QUEUE.ABSENT);
  if (absent.length === 0) return [];
  const text = `${mdev.name} stands for ${plural(absent.length, 'queue')} that the LPAR does not have: ${apqnNames(absent)}.`;
  return [{ severity: 'error', text, rule: 'AP-VP4', fixes: [] }];
}

/** What the model kernel says of an edit, made or refused. */
function told(state: ApState, edit: ApEdit): readonly string[] {
  const outcome = applyEdit(state, edit);
  return outcome.ok ? outcome.notes : [outcome.refusal.message];
}

function deletionLosses(state: ApState, mdev: Mdev): string[] {
  const controls = countIds(mdev.matrix.adm);
  return [
    ...told(state, { family: 'ap', op: 'removeGuest', mdev: mdev.id }),
    ...(controls === 0
      ? []
      : [`Its right to change ${controls === 1 ? 'a domain' : `${controls} domains`} ends.`]),
    ...(mdev.defined === null || !mdev.active
      ? []
      : [`Its mdevctl definition (start: ${mdev.defined}) goes too.`]),
  ];
}

export function guestSummary(state: ApState, mdev: Mdev): GuestSummary {
  const id = { mdev: mdev.id };
  if (mdev.type === 'virtual') {
    const apqns = allCandidates(mdev).length;
    return { ...id, apqns, sees: apqns, hiddenAdapters: 0 };
  }
  const reached = reachWhenRunning(state, mdev);
  return {
    ...id,
    apqns: countIds(mdev.matrix.apm) * countIds(mdev.matrix.aqm),
    sees: countIds(reached.apm) * countIds(reached.aqm),
    hiddenAdapters: isEmptyMask(mdev.matrix.aqm) ? 0 : countIds(minus(mdev.matrix.apm, reached.apm)),
  };
}

/** AP-V7: the first kernels let a guest control what it uses, so what reaches it is more than what was assigned. */
function reachedControl(state: ApState, mdev: Mdev): string {
  if (mdev.guest === null || mdev.type === 'virtual' || !rulesOf(state).controlContainsUsage) return '';
  const reached = reachWhenRunning(state, mdev).adm;
  return sameMask(reached, mdev.matrix.adm)
    ? ''
    : `; the guest reaches ${idsWords(idsOf(reached))}, since this kernel adds its usage domains (AP-V7)`;
}

const WEIGHT = { error: 0, warning: 1, info: 2 } as const;

/** `observed`: what was read, which tells what a running guest lost since. */
export function guestCard(state: ApState, mdev: Mdev, observed: ApState = state): GuestCard {
  const { matrix } = mdev;
  const { apqns, sees } = guestSummary(state, mdev);
  const known = problemsOfGuest(observed, state, mdev);
  const start = state.unknown.has('persistentMasks')
    ? []
    : autostart(state).filter(({ id }) => id === `ap:autostart:${mdev.id}`);
  const elsewhere = (problem: Problem) =>
    problem.id.startsWith(`ap:hidden:${mdev.id}:`) || problem.rule === 'AP-C4' || problem.rule === 'AP-X1';
  const notes = [
    // The list tells of all such guests in one problem; the card speaks of its own alone.
    ...[...known, ...start, ...lastingProblems({ ...state, mdevs: [mdev] })]
      .filter((problem) => !elsewhere(problem))
      .map(toNote),
    ...pinned(mdev),
    ...crycbNote(mdev, known),
    ...absentCandidates(state, mdev),
  ];
  const mask = (name: 'APM' | 'AQM' | 'ADM', value: Mask) => ({
    name,
    hex: maskToHex(value),
    ids: idsWords(idsOf(value)),
  });
  const adm = mask('ADM', matrix.adm);
  const passthrough = mdev.type === 'passthrough';
  return {
    mdev: mdev.id,
    masks: [
      mask('APM', matrix.apm),
      mask('AQM', matrix.aqm),
      { ...adm, ids: `${adm.ids}${reachedControl(state, mdev)}` },
    ],
    adapters: countIds(matrix.apm),
    domains: countIds(matrix.aqm),
    apqns,
    sees,
    hidden:
      passthrough && !isEmptyMask(matrix.aqm)
        ? withTriedFixes(state, hiddenCards(observed, state, mdev))
        : [],
    hiddenDomains: passthrough
      ? idsOf(minus(matrix.aqm, reachWhenRunning(state, mdev).aqm))
          .map(bothBases)
          .join(', ')
      : '',
    control: passthrough ? withTriedFixes(state, controlCards(state, mdev, known)) : [],
    notes: withTriedFixes(
      state,
      notes.sort((left, right) => WEIGHT[left.severity] - WEIGHT[right.severity]),
    ),
    stopping: mdev.guest === null ? [] : told(state, { family: 'ap', op: 'guestStop', mdev: mdev.id }),
    deleting: deletionLosses(state, mdev),
  };
}
