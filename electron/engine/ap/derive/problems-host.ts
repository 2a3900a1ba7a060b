/** Problems of the host: module, masks, drift between what is active and what is persistent. */
import { type ApState, QUEUE } from '../../../../shared/ap/types.ts';
import { type Apqn, bothBases } from '../../../../shared/apqn.ts';
import type { Problem } from '../../../../shared/findings.ts';
import {
  formatRanges,
  FULL_MASK,
  hasId,
  isEmptyMask,
  idsOf,
  intersect,
  type Mask,
  masksMeet,
  minus,
  sameMask,
} from '../../../../shared/mask.ts';
import { cellsOf, hasOverrides, probe } from '../model.ts';
import { adapterWords, apqnNames, domainWords } from '../wording.ts';
import { plural, sentence } from '../../words.ts';

const MOST_REFS = 64;
/** Each is an edit that is tried before the fix is offered. */
const MOST_BOUND = 64;

function moduleMissing(state: ApState): Problem[] {
  if (state.vfioApLoaded || state.unknown.has('vfioApLoaded')) return [];
  const waiting = state.queues.state.reduce((count, value) => count + (value === QUEUE.NO_DRIVER ? 1 : 0), 0);
  if (waiting === 0 && state.mdevs.length === 0) return [];
  return [
    {
      id: 'ap:module',
      severity: state.mdevs.length > 0 ? 'error' : 'warning',
      rule: 'AP-C7',
      message: `Module vfio_ap is not loaded${waiting > 0 ? `: ${plural(waiting, 'queue waits', 'queues wait')} without a driver` : ''}, and no mediated device can exist.`,
      refs: [],
      fixes: [{ label: 'Load module vfio_ap', edits: [{ family: 'ap', op: 'loadVfioAp' }] }],
    },
  ];
}

/** Queues the host may have, or that the pool would have, with neither driver; those of guests are told with the guest. */
function driverless(state: ApState): Problem[] {
  if (!state.vfioApLoaded) return [];
  const cells: Apqn[] = [];
  const table = state.queues.state;
  for (let apqn = table.indexOf(QUEUE.NO_DRIVER); apqn >= 0; apqn = table.indexOf(QUEUE.NO_DRIVER, apqn + 1))
    cells.push(apqn);
  if (cells.length === 0) return [];
  // A queue of a type vfio_ap does not take, or with an override for another driver, waits in vain.
  const bindable = cells.filter((apqn) => probe(state, apqn) !== QUEUE.NO_DRIVER);
  const bind = bindable.slice(0, MOST_BOUND).map((apqn) => ({
    family: 'ap',
    op: 'bind',
    apqn,
    driver: probe(state, apqn) === QUEUE.CEX4QUEUE ? 'cex4queue' : 'vfio_ap',
  }));
  const sources = hasOverrides(state) ? 'the masks and overrides say' : 'the masks say';
  const which =
    bindable.length > MOST_BOUND
      ? `the first ${MOST_BOUND} `
      : bindable.length < cells.length
        ? `${bindable.length} of them `
        : '';
  return [
    {
      id: 'ap:driverless',
      severity: 'warning',
      rule: 'AP-M5',
      message: sentence(
        `${plural(cells.length, 'queue has', 'queues have')} no driver (${apqnNames(cells)}): neither the host nor a guest can use ${cells.length === 1 ? 'it' : 'them'}`,
      ),
      refs: cells.slice(0, MOST_REFS).map((apqn) => ({ kind: 'apqn', apqn })),
      fixes: bind.length === 0 ? [] : [{ label: `Bind ${which}as ${sources}`, edits: bind }],
    },
  ];
}

/** Mistake 26. */
function defaultDomain(observed: ApState, state: ApState): Problem[] {
  const domain = state.defaultDomain;
  if (domain < 0 || state.unknown.has('defaultDomain') || !hasId(state.lpar.aqm, domain)) return [];
  const kept = hasId(state.aqmask, domain) && masksMeet(state.apmask, state.lpar.apm);
  if (kept) return [];
  const own = hasId(observed.aqmask, domain) && masksMeet(observed.apmask, observed.lpar.apm);
  return [
    {
      id: 'ap:default-domain',
      severity: own ? 'warning' : 'info',
      rule: 'AP-M5',
      message: `The host’s default domain ${bothBases(domain)} belongs to guests on every adapter: programs of the host that rely on it fail.`,
      refs: [
        { kind: 'domain', id: domain },
        { kind: 'mask', id: 'aqmask' },
      ],
      fixes: hasId(state.aqmask, domain)
        ? []
        : [
            {
              label: `Keep domain ${bothBases(domain)} with the host`,
              edits: [{ family: 'ap', op: 'writeMask', mask: 'aqmask', value: `+${domain}` }],
            },
          ],
    },
  ];
}

/** `0-4,7-255`, as chzdev takes it: the plain list is what the mask becomes, while `+` and `-` change what is there. */
function maskRanges(mask: Mask): string {
  // A list cannot be empty; taking every id away says the same.
  return isEmptyMask(mask) ? '-0-255' : formatRanges(idsOf(mask));
}

function maskDrift(name: 'apmask' | 'aqmask', active: Mask, persistent: Mask | null): Problem[] {
  const after = persistent ?? FULL_MASK;
  if (sameMask(active, after)) return [];
  const words = name === 'apmask' ? adapterWords : domainWords;
  const toHost = idsOf(minus(after, active));
  const toGuests = idsOf(minus(active, after));
  const parts = [
    ...(toHost.length > 0 ? [`${words(toHost)} would go back to the host`] : []),
    ...(toGuests.length > 0 ? [`${words(toGuests)} would go to guests`] : []),
  ];
  return [
    {
      id: `ap:drift:${name}`,
      severity: 'warning',
      rule: 'AP-Z5',
      message: sentence(
        `${name} is not persistent as it is${persistent === null ? ' (there is no persistent setting)' : ''}: after the next boot ${parts.join(' and ')}. To keep what is active, run on the host: chzdev -t ap -p ${name}=${maskRanges(active)}`,
      ),
      refs: [{ kind: 'mask', id: name }],
      fixes: [],
    },
  ];
}

/** Mistake 8: a definition that starts at boot before, or without, the masks it needs. */
export function autostart(state: ApState): Problem[] {
  const apmask = state.persistent.apmask ?? FULL_MASK;
  const aqmask = state.persistent.aqmask ?? FULL_MASK;
  return state.mdevs.flatMap((mdev): Problem[] => {
    if (mdev.defined !== 'auto' || mdev.type === 'virtual') return [];
    const apm = intersect(mdev.matrix.apm, apmask);
    const aqm = intersect(mdev.matrix.aqm, aqmask);
    if (isEmptyMask(apm) || isEmptyMask(aqm)) return [];
    const cells = cellsOf({ apm, aqm });
    return [
      {
        id: `ap:autostart:${mdev.id}`,
        severity: 'warning',
        rule: 'AP-D4',
        message: sentence(
          `${mdev.name} starts at boot, but the persistent masks leave ${apqnNames(cells)} with the host: its start fails`,
        ),
        refs: [
          { kind: 'guest', id: mdev.id },
          ...cells.slice(0, MOST_REFS).map((apqn) => ({ kind: 'apqn', apqn }) as const),
        ],
        fixes: [
          {
            label: 'Start it by hand only',
            edits: [{ family: 'ap', op: 'setStart', mdev: mdev.id, start: 'manual' }],
          },
        ],
      },
    ];
  });
}

/** Mistake 24. */
function overrides(state: ApState): Problem[] {
  if (!hasOverrides(state)) return [];
  const cells = [...state.queues.overrides.keys()].sort((left, right) => left - right);
  const masksUsed = !sameMask(state.apmask, FULL_MASK) || !sameMask(state.aqmask, FULL_MASK);
  return [
    {
      id: 'ap:overrides',
      severity: masksUsed ? 'warning' : 'info',
      rule: masksUsed ? 'AP-O1' : 'AP-O4',
      message: masksUsed
        ? `Masks and driver_override are mixed on this host (${plural(cells.length, 'queue')}): choose one of the two.`
        : `${plural(cells.length, 'queue has', 'queues have')} a driver_override: it does not survive a boot, masks cannot be changed, and ap-check does not know of it.`,
      refs: cells.slice(0, MOST_REFS).map((apqn) => ({ kind: 'apqn', apqn })),
      fixes: [],
    },
  ];
}

export function hostProblems(observed: ApState, desired: ApState): Problem[] {
  const persistentKnown = !desired.unknown.has('persistentMasks');
  return [
    ...moduleMissing(desired),
    ...driverless(desired),
    ...defaultDomain(observed, desired),
    ...(persistentKnown && !desired.unknown.has('apmask')
      ? maskDrift('apmask', desired.apmask, desired.persistent.apmask)
      : []),
    ...(persistentKnown && !desired.unknown.has('aqmask')
      ? maskDrift('aqmask', desired.aqmask, desired.persistent.aqmask)
      : []),
    ...(persistentKnown ? autostart(desired) : []),
    ...overrides(desired),
  ];
}
