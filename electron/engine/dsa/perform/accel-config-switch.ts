/** enable-…, disable-… of devices and wqs, and the mdev commands of accel-config 3.4 (dsa.md 6.2, O34). */
import { hasFile } from '../../../../shared/dsa/attributes.ts';
import { type DsaDevice, type DsaState, parseChild } from '../../../../shared/dsa/types.ts';
import { statusLine } from '../config/tool-texts.ts';
import { typesOf } from '../kernel/mdevs.ts';
import { type Outcome, runOp } from './outcome.ts';
import { done, failed } from '../../perform/outcome.ts';
import { runMdevOp } from './write.ts';

interface Target {
  readonly device: DsaDevice;
  /** Null = the device itself. */
  readonly index: number | null;
  readonly name: string;
  /** As the tool names it: `dsa0/wq0.0`. */
  readonly shown: string;
}

interface Answer {
  readonly state: DsaState;
  readonly output: readonly string[];
  readonly failure: Outcome | null;
}

function targetNamed(state: DsaState, word: string, isWq: boolean): Target | null {
  const [first = '', child = ''] = word.split('/');
  const device = state.devices.find(({ name }) => name === first);
  if (device === undefined) return null;
  if (!isWq) return child === '' ? { device, index: null, name: first, shown: first } : null;
  const parsed = parseChild(child);
  if (parsed?.kind !== 'wq' || parsed.device !== device.id || parsed.index >= device.wqs.length) return null;
  return { device, index: parsed.index, name: child, shown: word };
}

function driverOf({ device, index }: Target): string {
  if (index === null) return 'idxd';
  const wq = device.wqs[index]!;
  const byType: Readonly<Record<string, string>> = { kernel: 'dmaengine', user: 'user', mdev: 'mdev' };
  return hasFile(device, 'wq', 'driver_name') ? wq.driverName : (byType[wq.type] ?? '');
}

function enable(state: DsaState, target: Target): Answer {
  const { device, index, name, shown } = target;
  const isUp = index === null ? device.state === 'enabled' : device.wqs[index]!.state !== 'disabled';
  const what = index === null ? 'state' : 'mode';
  const fail = (output: readonly string[], failure: Outcome): Answer => ({
    state: failure.state,
    output: [...output, `failed in ${shown}`],
    failure,
  });
  if (isUp)
    return fail(
      [`${shown} is in enabled ${what} already, skipping...`],
      failed(state, null, 'DSA-O20', `${shown} is enabled already.`),
    );
  const driver = driverOf(target);
  if (!state.host.drivers.includes(driver))
    return fail(
      [`Invalid wq driver name "${driver}"`],
      failed(
        state,
        null,
        'DSA-M3',
        `${shown} has ${driver === '' ? 'no driver name' : `the driver name ${driver}, which this kernel has not`}; write driver_name first.`,
      ),
    );
  const outcome = runOp(state, { op: 'bind', driver, name });
  if (outcome.message === null) return { state: outcome.state, output: [], failure: null };
  const code = outcome.state.devices.find((one) => one.name === device.name)?.cmdStatus ?? 0;
  return fail(code === 0 ? [] : [statusLine(code, shown)], outcome);
}

/** O34: the tool looks at clients, the kernel does not. */
function refusedForClients(state: DsaState, { device, index, shown }: Target): Answer | null {
  const clients =
    index === null ? device.wqs.reduce((sum, wq) => sum + wq.clients, 0) : device.wqs[index]!.clients;
  if (clients === 0) return null;
  const [has, refused] =
    index === null
      ? [`Device has clients: ${clients}.`, 'Device disable refused.']
      : [`wq has clients: ${clients}.`, 'wq disable refused.'];
  return {
    state,
    output: [has, refused, `failed in ${shown}`],
    failure: failed(
      state,
      'EBUSY',
      'DSA-O34',
      `${shown} has ${clients} clients, and accel-config disables it with -f only; remove its mediated devices first.`,
    ),
  };
}

function disable(state: DsaState, target: Target, isForced: boolean): Answer {
  const { device, index, name, shown } = target;
  const isDown = index === null ? device.state !== 'enabled' : device.wqs[index]!.state === 'disabled';
  if (isDown)
    return {
      state,
      output: [
        `${shown} is in disabled ${index === null ? 'state' : 'mode'} already, skipping...`,
        `failed in ${shown}`,
      ],
      failure: failed(state, null, 'DSA-O21', `${shown} is disabled already.`),
    };
  const refused = isForced ? null : refusedForClients(state, target);
  if (refused !== null) return refused;
  const driver = (index === null ? device.driver : device.wqs[index]!.driver) ?? 'idxd';
  const outcome = runOp(state, { op: 'unbind', driver, name });
  const isRefused = outcome.message !== null;
  return {
    state: outcome.state,
    output: isRefused ? [`failed in ${shown}`] : [],
    failure: isRefused ? outcome : null,
  };
}

/** Exit status 0 when at least one worked. */
function forEach(
  state: DsaState,
  command: string,
  words: readonly string[],
  one: (state: DsaState, target: Target) => Answer,
): Outcome {
  const isWq = command.endsWith('-wq');
  const output: string[] = [];
  let now = state;
  let worked = 0;
  let failure: Outcome | null = null;
  for (const word of words) {
    const target = targetNamed(now, word, isWq);
    if (target === null) {
      output.push(`${word.slice(0, 60)} ${isWq ? 'workqueue' : 'device'} not found`);
      failure ??= failed(
        now,
        null,
        'DSA-M21',
        `There is no ${isWq ? 'queue' : 'device'} ${word.slice(0, 60)}.`,
      );
      continue;
    }
    const answer = one(now, target);
    now = answer.state;
    output.push(...answer.output);
    failure ??= answer.failure;
    if (answer.failure === null) worked++;
  }
  const verb = command.startsWith('enable') ? 'enabled' : 'disabled';
  output.push(`${verb} ${worked} ${isWq ? 'wq' : 'device'}(s) out of ${words.length}`);
  const forgets =
    verb === 'disabled' && worked > 0
      ? [
          {
            rule: 'DSA-M8',
            text: `Disabling forgets settings (${isWq ? 'all but size, group and driver name' : 'all but driver names'}); write them again before it is enabled.`,
          },
        ]
      : [];
  if (worked > 0 || failure === null) {
    const notes = failure?.message
      ? [`One of them failed, and the exit status is 0 all the same: ${failure.message}`]
      : [];
    return done(now, { output, notes, advice: forgets });
  }
  return {
    ...failure,
    state: now,
    output,
    message: `accel-config ends with exit status 1. ${failure.message}`,
  };
}

/** 3.4 only: the UUID is the tool's own choice, so a creation cannot be rehearsed. */
function mdevCommand(state: DsaState, name: string, [device = '', which = '']: readonly string[]): Outcome {
  const parent = state.devices.find((one) => one.name === device);
  if (parent === undefined)
    return failed(state, null, 'DSA-M21', `There is no device ${device.slice(0, 60)}.`);
  if (name === 'create-mdev') {
    const types = typesOf(state, parent).filter((type) => type.includes(which));
    return failed(
      state,
      null,
      types.length === 0 ? 'DSA-M14' : null,
      types.length === 0
        ? `${device} offers no type ${which.slice(0, 60)} now; types appear with the first queue bound to the driver mdev.`
        : 'accel-config create-mdev chooses a UUID that cannot be known here, and only 3.4 has it; write a UUID to the create file of the type.',
    );
  }
  const ids = state.mdevs
    .filter((mdev) => mdev.device === device && (which === 'all' || mdev.id === which.toLowerCase()))
    .map(({ id }) => id);
  if (ids.length === 0)
    return failed(state, 'ENODEV', 'DSA-O33', `${device} has no mediated device ${which.slice(0, 60)}.`);
  let outcome = done(state);
  for (const uuid of ids) {
    const next = runMdevOp(outcome.state, { op: 'mdev-remove', uuid });
    if (next.message !== null) return next;
    outcome = next;
  }
  return outcome;
}

/** Null when it is none of these commands. */
export function runSwitch(state: DsaState, name: string, argv: readonly string[]): Outcome | null {
  const words = argv.filter((word) => !word.startsWith('-'));
  const isForced = argv.includes('-f') || argv.includes('--force');
  switch (name) {
    case 'enable-device':
    case 'enable-wq':
      return forEach(state, name, words, enable);
    case 'disable-device':
    case 'disable-wq':
      return forEach(state, name, words, (now, target) => disable(now, target, isForced));
    case 'create-mdev':
    case 'remove-mdev':
      return mdevCommand(state, name, words);
    default:
      return null;
  }
}
