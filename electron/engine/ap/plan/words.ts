/** Titles and losses of steps: every sentence a step of the active layer says about itself. */
import { type ApState, driverOf, type MatrixMasks, type Mdev } from '../../../../shared/ap/types.ts';
import { type Apqn, adapterOf, bothBases, domainOf } from '../../../../shared/apqn.ts';
import type { Ref } from '../../../../shared/findings.ts';
import { hasId, idsOf, type Mask, minus, isEmptyMask } from '../../../../shared/mask.ts';
import type { Loss } from '../../../../shared/plan.ts';
import type { KernelOp } from '../kernel/kernel.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { findMdev } from '../model.ts';
import { adapterWords, apqnNames, apqnsWords, apqnWords, domainWords, guestWords } from '../wording.ts';
import { listWords, sentence } from '../../words.ts';
import { changedQueues } from './changed-queues.ts';
import { minusMasks } from './matrix-sets.ts';

/** More refs than this do not help anybody find the place. */
export const MOST_REFS = 64;

export function cellRefs(cells: readonly Apqn[]): Ref[] {
  return cells.slice(0, MOST_REFS).map((apqn) => ({ kind: 'apqn', apqn }));
}

export function controlWords(ids: readonly number[]): string {
  return `control ${domainWords(ids)}`;
}

/** `adapter 5, domain 71 (0x47) and control domain 4`; empty for nothing. */
export function masksWords(masks: MatrixMasks): string {
  const [adapters, domains, control] = [idsOf(masks.apm), idsOf(masks.aqm), idsOf(masks.adm)];
  return listWords([
    ...(adapters.length > 0 ? [adapterWords(adapters)] : []),
    ...(domains.length > 0 ? [domainWords(domains)] : []),
    ...(control.length > 0 ? [controlWords(control)] : []),
  ]);
}

export function matrixTitle(name: string, from: MatrixMasks, to: MatrixMasks): string {
  const gone = masksWords(minusMasks(from, to));
  const come = masksWords(minusMasks(to, from));
  if (gone !== '' && come !== '') return `Change ${name}: take ${gone}, give ${come}`;
  if (gone !== '') return `Take ${gone} from ${name}`;
  return come === '' ? `Apply the matrix of ${name} again` : `Give ${come} to ${name}`;
}

export function maskTitle(name: 'apmask' | 'aqmask', from: Mask, to: Mask): string {
  const words = name === 'apmask' ? adapterWords : domainWords;
  const [released, reserved] = [idsOf(minus(from, to)), idsOf(minus(to, from))];
  const parts = [
    ...(released.length > 0 ? [`release ${words(released)} for guests`] : []),
    ...(reserved.length > 0 ? [`reserve ${words(reserved)} for the host`] : []),
  ].join(' and ');
  return `${parts.charAt(0).toUpperCase()}${parts.slice(1)} (${name})`;
}

/** What an operation is called; `before` is the state it is run in. */
export function titleOf(before: ApState, after: ApState, op: KernelOp): string {
  const name = 'mdev' in op ? (findMdev(after, op.mdev) ?? findMdev(before, op.mdev))?.name : undefined;
  switch (op.op) {
    case 'create':
      return `Create the mediated device of ${name}`;
    case 'remove':
      return `Remove the mediated device of ${name}`;
    case 'apmask':
    case 'aqmask':
      return maskTitle(op.op, before[op.op], after[op.op]);
    case 'bind':
      return `Bind queue ${apqnWords(op.apqn)} to ${op.driver}`;
    case 'unbind':
      return `Unbind queue ${apqnWords(op.apqn)} from ${op.driver}`;
    case 'driver_override': {
      const driver = op.value.replace(/\n$/, '');
      return driver === ''
        ? `Clear the driver_override of queue ${apqnWords(op.apqn)}`
        : `Set the driver_override of queue ${apqnWords(op.apqn)} to ${driver}`;
    }
    case 'modprobe_vfio_ap':
      return 'Load module vfio_ap';
    case 'guest_start':
      return `Start the guest of ${name}${op.guest === name ? '' : ` (${op.guest} in libvirt)`}`;
    case 'guest_stop': {
      const stopped = findMdev(before, op.mdev);
      return `Shut down the guest of ${stopped ? guestWords(stopped) : op.mdev}`;
    }
    case 'guest_reset':
    case 'host_config':
      return 'Change the host';
    default: {
      const was = findMdev(before, op.mdev)!.matrix;
      return matrixTitle(name ?? op.mdev, was, findMdev(after, op.mdev)!.matrix);
    }
  }
}

function hostQueuesLost(before: ApState, after: ApState): Apqn[] {
  return changedQueues(before.queues, after.queues).filter(
    (apqn) => driverOf(before.queues, apqn) === 'cex4queue',
  );
}

function hostHasDomain(state: ApState, domain: number): boolean {
  for (let adapter = 0; adapter < 256; adapter++)
    if (driverOf(state.queues, adapter * 256 + domain) === 'cex4queue') return true;
  return false;
}

/** Losses of the host: requests on the queues it gives up, and its default domain when the last queue of it goes. */
function hostLosses(before: ApState, after: ApState): Loss[] {
  const lost = hostQueuesLost(before, after);
  if (lost.length === 0) return [];
  const { defaultDomain } = before;
  const isDefaultLost =
    defaultDomain >= 0 &&
    lost.some((apqn) => domainOf(apqn) === defaultDomain) &&
    !hostHasDomain(after, defaultDomain);
  const requests = {
    kind: 'requests',
    text: sentence(`Requests of host programs in flight on ${apqnsWords(lost)} are lost`),
    refs: cellRefs(lost),
  } as const;
  if (!isDefaultLost) return [requests];
  const text = `The host loses its default domain ${bothBases(defaultDomain)}: programs on the host that name no domain fail from now on.`;
  return [{ kind: 'host', text, refs: [{ kind: 'domain', id: defaultDomain }] }, requests];
}

function guestLoss(was: Mdev, is: Mdev | undefined, stops: boolean): Loss[] {
  if (was.guest === null || was === is || stops) return [];
  const refs: Ref[] = [{ kind: 'guest', id: was.id }];
  if (!is?.active)
    return [{ kind: 'guest', text: `${guestWords(was)} runs and loses all its AP queues.`, refs }];
  const gone = { apm: minus(was.shadow.apm, is.shadow.apm), aqm: minus(was.shadow.aqm, is.shadow.aqm) };
  if (isEmptyMask(gone.apm) && isEmptyMask(gone.aqm)) return [];
  const what = masksWords({ ...gone, adm: minus(was.shadow.adm, was.shadow.adm) });
  return [{ kind: 'guest', text: `${guestWords(was)} runs and loses ${what}.`, refs }];
}

function stopLoss(before: ApState, op: KernelOp): Loss[] {
  const stopped = op.op === 'guest_stop' ? findMdev(before, op.mdev) : undefined;
  if (!stopped) return [];
  const text = `${guestWords(stopped)} is shut down; whatever runs in it ends.`;
  return [{ kind: 'guest', text, refs: [{ kind: 'guest', id: stopped.id }] }];
}

/** 2018: the guest keeps what it was started with, so host and guest reach the same keys (AP-V9). */
function sharedLoss(before: ApState, after: ApState): Loss[] {
  if (rulesOf(after).hotPlug || before.queues.state === after.queues.state) return [];
  return after.mdevs.flatMap((mdev): Loss[] => {
    if (mdev.guest === null) return [];
    const shared = idsOf(mdev.matrix.apm).flatMap((adapter) =>
      idsOf(mdev.matrix.aqm)
        .map((domain) => adapter * 256 + domain)
        .filter(
          (apqn) =>
            driverOf(after.queues, apqn) === 'cex4queue' && driverOf(before.queues, apqn) !== 'cex4queue',
        ),
    );
    if (shared.length === 0) return [];
    const text = `${guestWords(mdev)} runs and still reaches ${apqnNames(shared)}: host and guest share the keys there (AP-V9).`;
    return [{ kind: 'guest', text, refs: cellRefs(shared) }];
  });
}

/** Everything that is lost for good or taken away when `op` took `before` to `after`. */
export function lossesOf(
  before: ApState,
  after: ApState,
  op: KernelOp,
  resets: readonly Apqn[],
): readonly Loss[] {
  const sorted = [...resets].sort((left, right) => left - right);
  const running = before.mdevs.filter((mdev) => mdev.guest !== null);
  const zeroized: Loss[] =
    sorted.length === 0
      ? []
      : [
          {
            kind: 'zeroized',
            text: sentence(`Zeroizes ${apqnsWords(sorted)}: queued requests and replies are thrown away`),
            refs: cellRefs(sorted),
          },
        ];
  const requests = running.flatMap((mdev): Loss[] => {
    const { apm, aqm } = mdev.matrix;
    const hit = sorted.filter((apqn) => hasId(apm, adapterOf(apqn)) && hasId(aqm, domainOf(apqn)));
    if (hit.length === 0) return [];
    const text = sentence(`Requests of ${guestWords(mdev)} in flight on ${apqnsWords(hit)} are lost`);
    return [{ kind: 'requests', text, refs: [{ kind: 'guest', id: mdev.id }, ...cellRefs(hit)] }];
  });
  const later = new Map(after.mdevs.map((mdev) => [mdev.id, mdev]));
  const stops = op.op === 'guest_stop';
  return [
    ...stopLoss(before, op),
    ...running.flatMap((mdev) => guestLoss(mdev, later.get(mdev.id), stops)),
    ...sharedLoss(before, after),
    ...hostLosses(before, after),
    ...zeroized,
    ...requests,
  ];
}

/** True when a queue comes in; what only gives up needs nothing of anybody (AP-U10, AP-C2 look at what is asked for). */
function matrixGrows(from: MatrixMasks | undefined, to: MatrixMasks | undefined): boolean {
  if (!from || !to) return false;
  return !isEmptyMask(minus(to.apm, from.apm)) || !isEmptyMask(minus(to.aqm, from.aqm));
}

/** What must hold before; what the plan itself has brought about by then is told as well, for a reader of one step. */
export function needsOf(before: ApState, after: ApState, op: KernelOp): readonly string[] {
  switch (op.op) {
    case 'create':
      return ['Module vfio_ap is loaded.'];
    case 'remove': {
      const mdev = findMdev(before, op.mdev);
      return rulesOf(before).hotPlug || !mdev ? [] : [`The guest of ${mdev.name} does not run (AP-V1).`];
    }
    case 'apmask':
    case 'aqmask':
      return [
        ...(rulesOf(before).driverOverride ? ['No queue has a driver_override (AP-M1).'] : []),
        ...(rulesOf(before).maskInUse === 'not checked'
          ? ['No guest has a queue that goes to the host; this kernel does not check it.']
          : ['No mediated device has a queue that would go to the host (AP-M4).']),
      ];
    case 'bind':
      return [`Queue ${apqnWords(op.apqn)} has no driver.`];
    case 'unbind':
      return [`Queue ${apqnWords(op.apqn)} is bound to ${op.driver}.`];
    case 'driver_override':
      return ['apmask and aqmask are all ones (AP-O1).'];
    case 'guest_start':
      return [
        `The domain ${op.guest} has the mediated device of ${findMdev(before, op.mdev)?.name} in its XML.`,
      ];
    case 'guest_stop':
      return ['The operating system in the guest answers a shutdown request.'];
    case 'ap_config': {
      const gets = matrixGrows(findMdev(before, op.mdev)?.matrix, findMdev(after, op.mdev)?.matrix);
      return gets ? ['No other guest has these queues, and none of them is reserved for the host.'] : [];
    }
    case 'assign_adapter':
    case 'assign_domain':
      return rulesOf(before).hotPlug
        ? ['No other guest has these queues, and none of them is reserved for the host.']
        : [
            'The queues are bound to vfio_ap, no other guest has them, and the guest does not run (AP-V2, AP-V3).',
          ];
    default:
      return [];
  }
}
