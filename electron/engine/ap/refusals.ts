/** Failures of the model kernel as refusals for people: a sentence, what stands in the way, and what can be done. */
import type { ApEdit } from '../../../shared/ap/edits.ts';
import type { ApState, Mdev } from '../../../shared/ap/types.ts';
import type { Apqn } from '../../../shared/apqn.ts';
import { bothBases, formatApqn } from '../../../shared/apqn.ts';
import type { Fix, Ref, Refusal } from '../../../shared/findings.ts';
import { idsOf } from '../../../shared/mask.ts';
import { countRows } from './derive/cells.ts';
import { takingPrice } from './derive/problem-parts.ts';
import type { Failure } from './kernel/kernel.ts';
import { rulesOf } from './kernel/profiles.ts';
import { findMdev, overrideOf } from './model.ts';
import { releasePlans } from './pool/release.ts';
import { adapterWords, adaptersOf, apqnsWords, distinctApqns, domainsOf, domainWords } from './wording.ts';
import { listWords, plural, sentence } from '../words.ts';

type FailureOf<Kind extends Failure['kind']> = Extract<Failure, { readonly kind: Kind }>;

/** More refs than this do not help anybody find the cause. */
const MOST_REFS = 256;

export function guestName(state: ApState, id: string): string {
  return findMdev(state, id)?.name ?? id;
}

function cellRefs(cells: readonly Apqn[]): Ref[] {
  return cells.slice(0, MOST_REFS).map((apqn) => ({ kind: 'apqn', apqn }));
}

/** Stopping the guest first, or starting afresh afterwards, in front of the edit that was refused. */
function stopFix(state: ApState, mdev: string, retry: readonly ApEdit[]): Fix {
  return {
    label: `Stop the guest of ${guestName(state, mdev)} first`,
    detail:
      'All its queues are zeroized when it stops; requests in flight are lost. It stays stopped: start it again when the change is made.',
    edits: [{ family: 'ap', op: 'guestStop', mdev }, ...retry],
  };
}

/** AP-VP4: a virtual guest gives a real queue up by mappings without its adapter, or without its domain. */
function takeMapped(owner: Mdev, cells: readonly Apqn[], retry: readonly ApEdit[]): Fix[] {
  const without = (op: 'virtualAdapter' | 'virtualDomain', gone: readonly number[]): ApEdit[] =>
    [...(op === 'virtualAdapter' ? owner.virtualAdapters : owner.virtualDomains)].flatMap(
      ([virtual, real]) => {
        const rest = real.filter((id) => !gone.includes(id));
        return rest.length === real.length
          ? []
          : [{ family: 'ap', op, mdev: owner.id, value: `${virtual}:${rest.join(',')}` }];
      },
    );
  const detail = `A virtual id of ${owner.name} that has nothing else behind it goes too.`;
  return [
    {
      label: `Take real ${adapterWords(adaptersOf(cells))} from the mapping of ${owner.name}`,
      detail,
      edits: [...without('virtualAdapter', adaptersOf(cells)), ...retry],
    },
    {
      label: `Take real ${domainWords(domainsOf(cells))} from the mapping of ${owner.name}`,
      detail,
      edits: [...without('virtualDomain', domainsOf(cells)), ...retry],
    },
  ];
}

/** AP-VP5: the guest that is wished for, of the type the host's other devices have. */
function otherTypeFix(state: ApState, failure: FailureOf<'plain'>, retry: readonly ApEdit[]): Fix[] {
  const holder = failure.mdev === undefined ? undefined : findMdev(state, failure.mdev);
  if (holder === undefined || !retry.some(({ op }) => op === 'createGuest')) return [];
  const edits = retry.map((edit) => (edit.op === 'createGuest' ? { ...edit, type: holder.type } : edit));
  return [{ label: `Make it a ${holder.type} device`, edits }];
}

/** Takes the rows or the columns of the shared cells from the other guest. Offered for the axis that costs it less first. */
export function takeFixes(
  state: ApState,
  other: string,
  cells: readonly Apqn[],
  retry: readonly ApEdit[] = [],
  observed: ApState = state,
): Fix[] {
  const owner = findMdev(state, other);
  if (!owner) return [];
  if (owner.type === 'virtual') return takeMapped(owner, cells, retry);
  const adapters = adaptersOf(cells);
  const domains = domainsOf(cells);
  const lostByAdapters = adapters.length * idsOf(owner.matrix.aqm).length;
  const lostByDomains = domains.length * idsOf(owner.matrix.apm).length;
  const was = findMdev(observed, other);
  // A click changes what is there; only a wish that is compared with a host can hold what the host never gave.
  const price = (axis: 'adapters' | 'domains', lost: number) =>
    observed === state
      ? `${owner.name} loses ${plural(lost, 'queue')}${owner.guest === null ? '' : ' while its guest runs; they are zeroized'}.`
      : takingPrice(owner, axis === 'adapters' ? adapters : [], axis === 'domains' ? domains : [], was);
  const take = (axis: 'adapters' | 'domains'): Fix => ({
    label:
      axis === 'adapters'
        ? `Take ${adapterWords(adapters)} from ${owner.name}`
        : `Take ${domainWords(domains)} from ${owner.name}`,
    detail: price(axis, axis === 'adapters' ? lostByAdapters : lostByDomains),
    edits: [
      {
        family: 'ap',
        op: 'unassign',
        mdev: other,
        adapters: axis === 'adapters' ? adapters : [],
        domains: axis === 'domains' ? domains : [],
        controlDomains: [],
      },
      ...retry,
    ],
  });
  const fixes = [take('adapters'), take('domains')];
  return lostByDomains < lostByAdapters ? fixes.reverse() : fixes;
}

/** One fix that frees the shared cells of several guests at once, each by its cheaper axis. */
export function takeFromAll(
  state: ApState,
  others: FailureOf<'sharing'>['others'],
  retry: readonly ApEdit[],
  observed: ApState = state,
): Fix[] {
  if (others.length === 1) return takeFixes(state, others[0]!.mdev, others[0]!.cells, retry, observed);
  const first = others.map(({ mdev, cells }) => takeFixes(state, mdev, cells, [], observed)[0]);
  if (first.some((fix) => fix === undefined)) return [];
  const known = first as Fix[];
  return [
    {
      label: `Take what overlaps from ${listWords(others.map(({ mdev }) => guestName(state, mdev)))}`,
      detail: known.map((fix) => `${fix.label}. ${fix.detail ?? ''}`).join(' '),
      edits: [...known.flatMap((fix) => fix.edits), ...retry],
    },
  ];
}

function releaseFixes(state: ApState, cells: readonly Apqn[], retry: readonly ApEdit[]): Fix[] {
  return releasePlans(state, cells)
    .filter(({ failure }) => failure === null)
    .map((alternative) => {
      const collateral = countRows(alternative.collateral);
      const price = [
        collateral === 0
          ? 'No other queue leaves the host.'
          : `${plural(collateral, 'other queue leaves', 'other queues leave')} the host as well: unusable for it, free for guests.`,
        ...(alternative.givesAwayDefaultDomain
          ? [`The host loses its default domain ${bothBases(state.defaultDomain)}.`]
          : []),
      ];
      return { label: alternative.label, detail: price.join(' '), edits: [...alternative.edits, ...retry] };
    });
}

function loadFix(retry: readonly ApEdit[]): Fix {
  return {
    label: 'Load module vfio_ap',
    detail: 'Queues that wait without a driver are bound to vfio_ap.',
    edits: [{ family: 'ap', op: 'loadVfioAp' }, ...retry],
  };
}

/** More overrides than this are a plan of their own, and each is an edit that is tried first. */
const MOST_CLEARED = 64;

/** AP-M1: the other way to get at the masks. AP-O1 refuses it where they are not all ones; then it is not offered. */
function clearFix(state: ApState, retry: readonly ApEdit[]): Fix[] {
  const cells = [...state.queues.overrides.keys()].sort((left, right) => left - right);
  if (cells.length > MOST_CLEARED) return [];
  return [
    {
      label: `Clear the driver_override of ${cells.length === 1 ? formatApqn(cells[0]!) : plural(cells.length, 'queue')}`,
      detail: 'Each queue then goes where the masks say.',
      edits: [
        ...cells.map((apqn): ApEdit => ({ family: 'ap', op: 'driverOverride', apqn, driver: '' })),
        ...retry,
      ],
    },
  ];
}

function sharing(state: ApState, failure: FailureOf<'sharing'>, retry: readonly ApEdit[]): Refusal {
  const cells = distinctApqns(failure.others.flatMap((other) => other.cells));
  const who = listWords(failure.others.map(({ mdev }) => guestName(state, mdev)));
  return {
    rule: failure.rule,
    errno: failure.errno,
    message: sentence(
      `${guestName(state, failure.mdev)} cannot get ${apqnsWords(cells)}: ${who} ${failure.others.length === 1 ? 'has' : 'have'} ${cells.length === 1 ? 'it' : 'them'}, and a queue belongs to one guest only`,
    ),
    because: failure.others.map((other) => ({
      text: `${guestName(state, other.mdev)} has ${apqnsWords(other.cells)}.`,
      refs: [{ kind: 'guest', id: other.mdev }, ...cellRefs(other.cells)],
    })),
    fixes: takeFromAll(state, failure.others, retry),
  };
}

/** What keeps the cells with the host: the masks, or an override that stands above them. */
function hostOwners(state: ApState, cells: readonly Apqn[]): Refusal['because'] {
  const overridden = cells.filter((apqn) => overrideOf(state, apqn) !== null);
  const masked = cells.filter((apqn) => overrideOf(state, apqn) === null);
  const byOverride = {
    text: sentence(
      `The host driver has ${apqnsWords(overridden)} by driver_override, whatever the masks say`,
    ),
    refs: cellRefs(overridden),
  };
  const byMasks = {
    text: `apmask reserves ${adapterWords(adaptersOf(masked))} and aqmask reserves ${domainWords(domainsOf(masked))} for the host.`,
    refs: [
      { kind: 'mask', id: 'apmask' },
      { kind: 'mask', id: 'aqmask' },
      ...cellRefs(masked),
    ] satisfies Ref[],
  };
  return [...(overridden.length > 0 ? [byOverride] : []), ...(masked.length > 0 ? [byMasks] : [])];
}

function hostOwnedRefusal(
  state: ApState,
  failure: FailureOf<'host-owned'>,
  retry: readonly ApEdit[],
): Refusal {
  const { cells } = failure;
  return {
    rule: failure.rule,
    errno: failure.errno,
    message: sentence(
      `${guestName(state, failure.mdev)} cannot get ${apqnsWords(cells)}: ${cells.length === 1 ? 'it is' : 'they are'} reserved for the host`,
    ),
    because: hostOwners(state, cells),
    fixes: releaseFixes(state, cells, retry),
  };
}

function notBound(state: ApState, failure: FailureOf<'not-bound'>, retry: readonly ApEdit[]): Refusal {
  const { cells } = failure;
  const what = cells.length === 0 ? 'no queue of it exists' : apqnsWords(cells);
  const release = releaseFixes(state, cells, retry);
  return {
    rule: failure.rule,
    errno: failure.errno,
    message: sentence(
      cells.length === 0
        ? `${guestName(state, failure.mdev)} cannot get it: ${what}, and this kernel wants queues that are bound to vfio_ap`
        : `${guestName(state, failure.mdev)} cannot get ${what}: this kernel wants every queue to be bound to vfio_ap before it is assigned`,
    ),
    because: [{ text: 'Kernels before 6.0 check the driver of every queue.', refs: cellRefs(cells) }],
    fixes: state.vfioApLoaded ? release : [loadFix(retry)],
  };
}

function maskInUse(state: ApState, failure: FailureOf<'mask-in-use'>, retry: readonly ApEdit[]): Refusal {
  const who = listWords(failure.users.map(({ mdev }) => guestName(state, mdev)));
  const cells = distinctApqns(failure.users.flatMap((user) => user.cells));
  return {
    rule: failure.rule,
    errno: failure.errno,
    message: sentence(
      `${failure.mask} cannot be changed: ${apqnsWords(cells)} would go to the host, but ${who} ${failure.users.length === 1 ? 'has' : 'have'} ${cells.length === 1 ? 'it' : 'them'} in the matrix; whether a guest runs makes no difference`,
    ),
    because: failure.users.map((user) => ({
      text: `${guestName(state, user.mdev)} has ${apqnsWords(user.cells)}.`,
      refs: [{ kind: 'guest', id: user.mdev }, { kind: 'mask', id: failure.mask }, ...cellRefs(user.cells)],
    })),
    fixes: takeFromAll(state, failure.users, retry),
  };
}

function parseRefusal(failure: FailureOf<'parse'>): Refusal {
  const shown = failure.text.length > 60 ? `${failure.text.slice(0, 60)}...` : failure.text;
  return {
    rule: failure.rule,
    errno: failure.errno,
    message: sentence(
      failure.errno === 'ERANGE'
        ? `${failure.file} got “${shown}”, a number of more than 64 bits; expected ${failure.expected}`
        : `${failure.file} does not understand “${shown}”; expected ${failure.expected}`,
    ),
    because: [],
    fixes: [],
  };
}

function plain(state: ApState, failure: FailureOf<'plain'>, retry: readonly ApEdit[]): Refusal {
  const refs: Ref[] = [
    ...(failure.mdev !== undefined && findMdev(state, failure.mdev)
      ? [{ kind: 'guest', id: failure.mdev } as const]
      : []),
    ...(failure.apqn === undefined ? [] : [{ kind: 'apqn', apqn: failure.apqn } as const]),
  ];
  const running = failure.mdev === undefined ? undefined : findMdev(state, failure.mdev);
  const fixes: Fix[] = [];
  if (failure.errno === 'ENOENT' && !state.vfioApLoaded) fixes.push(loadFix(retry));
  if (failure.rule === 'AP-VP5') fixes.push(...otherTypeFix(state, failure, retry));
  if (failure.rule === 'AP-M1') fixes.push(...clearFix(state, retry));
  if (failure.rule === 'AP-C3' && running) {
    const holder = state.mdevs.find(
      (mdev) =>
        mdev.guest !== null &&
        retry.some(
          (edit) => edit.op === 'guestStart' && (edit.guest === mdev.guest || edit.mdev === mdev.id),
        ),
    );
    if (holder) fixes.push(stopFix(state, holder.id, retry));
  }
  return {
    rule: failure.rule,
    errno: failure.errno,
    message: sentence(failure.text),
    because: refs.length === 0 ? [] : [{ text: because(state, failure), refs }],
    fixes,
  };
}

function because(state: ApState, failure: FailureOf<'plain'>): string {
  if (failure.apqn !== undefined) return `Queue ${formatApqn(failure.apqn)}.`;
  return `Guest ${guestName(state, failure.mdev ?? '')}.`;
}

/**
 * The refusal of a failure. `retry` are the edits of the caller's gesture: every fix ends with them, so that taking a
 * fix does in one undo step what was wanted in the first place.
 */
export function refusalOf(state: ApState, failure: Failure, retry: readonly ApEdit[] = []): Refusal {
  switch (failure.kind) {
    case 'sharing':
      return sharing(state, failure, retry);
    case 'host-owned':
      return hostOwnedRefusal(state, failure, retry);
    case 'not-bound':
      return notBound(state, failure, retry);
    case 'mask-in-use':
      return maskInUse(state, failure, retry);
    case 'parse':
      return parseRefusal(failure);
    case 'running': {
      const name = guestName(state, failure.mdev);
      return {
        rule: failure.rule,
        errno: failure.errno,
        message: rulesOf(state).hotPlug
          ? `${name} cannot be changed in this way while its guest runs.`
          : `${name} cannot be changed: its guest runs, and this kernel knows no hot plug.`,
        because: [{ text: `${name} is in use.`, refs: [{ kind: 'guest', id: failure.mdev }] }],
        fixes: [stopFix(state, failure.mdev, retry)],
      };
    }
    case 'range':
      return {
        rule: failure.rule,
        errno: failure.errno,
        message: `There is no ${failure.what} ${failure.id} on this machine: the highest is ${bothBases(failure.max)}.`,
        because: [],
        fixes: [],
      };
    default:
      return plain(state, failure, retry);
  }
}
