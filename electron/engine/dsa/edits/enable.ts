/** Enabling and disabling devices and wqs: binding and unbinding on the dsa bus (DSA-O20 to DSA-O23). */
import type { DsaEditOf } from '../../../../shared/dsa/edits.ts';
import { type DsaDevice, type DsaState, wqName } from '../../../../shared/dsa/types.ts';
import type { Fix } from '../../../../shared/findings.ts';
import { listWords, plural } from '../../words.ts';
import { deviceChecks } from '../derive/checks-device.ts';
import { driverOfWq, wqChecks } from '../derive/checks-wq.ts';
import { noSuchPart } from './configure.ts';
import { removalFix } from './removal-fix.ts';
import { phraseOf } from './fix-words.ts';
import {
  busyWqs,
  guestName,
  lackForGuests,
  mdevsOfDevice,
  mdevsOfWq,
  type Part,
  partNamed,
} from './parts.ts';
import { andThen, done, guestRef, partRef, refuse, runOps, type Step } from './step.ts';
import { unnamedNotes } from './unnamed-clients.ts';
import { rewrites } from './rewrites.ts';

const NOT_ENABLED = 'Groups and engines are not enabled: they work with their device.';

/** The cure of the first check that fails, with the edit behind it. */
function enableFixes(state: DsaState, part: Part, edit: DsaEditOf<'enable'>): readonly Fix[] {
  const { device, index } = part;
  const checks = part.kind === 'wq' ? wqChecks(state, device, index) : deviceChecks(state, device);
  const failing = checks.find(({ holds }) => !holds);
  return (failing?.fixes() ?? []).map((fix) => ({
    ...fix,
    label: `${fix.label}, then ${phraseOf(state, edit)}`,
    edits: [...fix.edits, edit],
  }));
}

/** Nothing tells which driver is meant, so none is asked; the studio answers as the tried one would. */
function refusedUnasked(state: DsaState, part: Part, fixes: readonly Fix[]): Step {
  const failing = wqChecks(state, part.device, part.index).find(({ holds }) => !holds);
  return refuse(
    failing?.rule ?? 'DSA-O22',
    failing?.text ?? `Nothing tells which driver ${part.name} is for. Write its type and driver name first.`,
    {
      errno: failing?.errno ?? null,
      because: [{ text: `${part.name} has neither a type nor a driver name.`, refs: [partRef(part.name)] }],
      fixes,
    },
  );
}

/** A check before the last one, of what guests need, fails. */
function failsBefore(state: DsaState, { device, index }: Part): boolean {
  const checks = wqChecks(state, device, index);
  return checks.findIndex(({ holds }) => !holds) < checks.length - 1;
}

export function enable(state: DsaState, edit: DsaEditOf<'enable'>): Step {
  const part = partNamed(state, edit.part);
  if (part === undefined) return noSuchPart(edit.part);
  const { device, index } = part;
  if (part.kind === 'group' || part.kind === 'engine') return refuse('DSA-O20', NOT_ENABLED);
  if (part.kind === 'device') {
    if (device.state === 'enabled') return done(state, 'Nothing changes: it is enabled already.');
    return runOps(state, [{ op: 'bind', driver: 'idxd', name: device.name }], enableFixes(state, part, edit));
  }
  if (device.wqs[index]!.state !== 'disabled') return done(state, 'Nothing changes: it is enabled already.');
  const driver = driverOfWq(state, device, index);
  const fixes = enableFixes(state, part, edit);
  if (driver === null) return refusedUnasked(state, part, fixes);
  const bound = runOps(state, [{ op: 'bind', driver, name: edit.part }], fixes);
  const lack = driver === 'mdev' ? lackForGuests(device) : null;
  // The driver resets such a queue on its way; a wish that is refused stays as it was.
  return bound.ok || lack === null || bound.refused.rule !== 'DSA-O22' || failsBefore(state, part)
    ? bound
    : { ok: false, refused: { ...bound.refused, rule: 'DSA-M1', message: lack } };
}

/**
 * Runs the writes and passes over those the kernel refuses: it kept values that it would not take any more, such as
 * read buffers that another group reserved since (O18). They are named.
 */
function writtenAgain(state: DsaState, was: DsaDevice): Step {
  const now = state.devices.find(({ name }) => name === was.name)!;
  let current = state;
  const lost: string[] = [];
  for (const op of rewrites(was, now)) {
    const step = runOps(current, [op]);
    if (step.ok) current = step.state;
    else if (op.op === 'write') lost.push(op.at);
  }
  return done(
    current,
    ...(lost.length === 0
      ? []
      : [
          `Not written again, since the kernel would not take ${lost.length === 1 ? 'it' : 'them'} now: ${listWords(lost, 8)}.`,
        ]),
  );
}

/** DSA-O34: the studio goes with the tools and takes no queue from under its devices. */
function heldRefusal(state: DsaState, part: Part, edit: DsaEditOf<'disable'>): Step | null {
  const mdevs =
    part.kind === 'wq' ? mdevsOfWq(state, part.device, part.index) : mdevsOfDevice(state, part.device);
  if (mdevs.length === 0) return null;
  const running = mdevs.filter((mdev) => mdev.running !== null);
  const many = plural(mdevs.length, 'device');
  const nameless = running.some(({ guest }) => guest === null);
  return refuse(
    'DSA-O34',
    `${edit.part} has ${many} of guests, and this program does not take it from under ${mdevs.length === 1 ? 'it' : 'them'}. accel-config refuses it too; the kernel would not, and ${mdevs.length === 1 ? 'the device' : 'the devices'} would be left without a queue and could only be removed.${nameless ? ' A guest runs that nothing tells: stop it on the host and read the host again.' : ''}`,
    {
      because: mdevs.slice(0, 16).map((mdev) => ({
        text:
          mdev.guest === null
            ? `${mdev.id} is on it.`
            : `${guestName(state, mdev.guest)} has ${mdev.id}${mdev.running === null ? '' : ' and runs'}.`,
        refs: [partRef(mdev.id), ...(mdev.guest === null ? [] : [guestRef(mdev.guest)])],
      })),
      fixes: [removalFix(state, mdevs, `disable ${edit.part}`, edit)],
    },
  );
}

/** What goes with it, in sentences; also for the card before it is done. */
export function disablingNotes(part: Part): readonly string[] {
  const { device } = part;
  const wqs = part.kind === 'wq' ? [part.name] : busyWqs(device);
  const clients = device.wqs.flatMap((wq, index) => {
    const counts = wq.clients > 0 && !['mdev', 'vfio', 'vdev'].includes(wq.type);
    return counts && (part.kind === 'device' || index === part.index)
      ? [`${wqName(device, index)} (${plural(wq.clients, 'client')})`]
      : [];
  });
  return [
    ...(part.kind === 'device' && wqs.length > 0
      ? [`${listWords(wqs, 8)} ${wqs.length === 1 ? 'goes' : 'go'} down with it.`]
      : []),
    ...(clients.length === 0 ? [] : [`Programs lose the queues they have open: ${listWords(clients)}.`]),
  ];
}

/** DSA-O21, DSA-O23: what the kernel forgets. */
export function forgottenNote(part: Part): string | null {
  if (part.kind === 'wq')
    return 'The kernel forgets mode, type, name, priority, threshold, flags and maxima; size, group and driver name stay.';
  return part.device.caps.configurable
    ? 'The kernel forgets all settings of the device, its groups, engines and queues except driver names.'
    : null;
}

export function disable(state: DsaState, edit: DsaEditOf<'disable'>): Step {
  const part = partNamed(state, edit.part);
  if (part === undefined) return noSuchPart(edit.part);
  const { device, index } = part;
  if (part.kind === 'group' || part.kind === 'engine') return refuse('DSA-O21', NOT_ENABLED);
  const up = part.kind === 'wq' ? device.wqs[index]!.driver : device.driver;
  if (up === null) return done(state, 'Nothing changes: it is disabled already.');
  const held = heldRefusal(state, part, edit);
  if (held !== null) return held;
  const forgotten = forgottenNote(part);
  const told = [
    ...unnamedNotes(state, part),
    ...disablingNotes(part),
    ...(edit.keep || forgotten === null ? [] : [forgotten]),
  ];
  const isFunction = part.kind === 'device' && up !== 'idxd';
  const down = runOps(state, [
    isFunction
      ? { op: 'unbind', driver: up, name: device.bdf, bus: 'pci' }
      : { op: 'unbind', driver: up, name: edit.part },
  ]);
  return andThen(down, (unbound) =>
    andThen(done(unbound, ...told), (now) => (edit.keep ? writtenAgain(now, device) : done(now))),
  );
}
