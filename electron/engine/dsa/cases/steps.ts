/** One step of a case: what it is on the model kernel, and what it gives back. */
import { deviceNamed, type DsaState, wqNamed } from '../../../../shared/dsa/types.ts';
import { applyOp } from '../kernel/apply-op.ts';
import { imsUse } from '../kernel/guests.ts';
import type { DsaOp, OpResult } from '../kernel/kernel.ts';
import { typesOf } from '../kernel/mdevs.ts';
import { hexText } from '../kernel/numbers.ts';
import { pullCandidates } from '../kernel/pull.ts';
import { readAttribute } from '../kernel/read.ts';
import type { Step } from './format.ts';

/** A case while it runs. */
export interface Run {
  state: DsaState;
  /** Interrupts of guests that have stopped: a case may ask for them after the stop. */
  readonly interrupts: Map<string, number>;
}

export interface Answer {
  /** `ok` or an errno. */
  readonly outcome: string;
  /** What the step gives back, by the key that a case expects it under; empty when it fails. */
  readonly gives: Readonly<Record<string, unknown>>;
}

function failed(errno: string): Answer {
  return { outcome: errno, gives: {} };
}

function gave(gives: Answer['gives']): Answer {
  return { outcome: 'ok', gives };
}

function operate(run: Run, op: DsaOp, gives: (result: OpResult) => Answer['gives'] = () => ({})): Answer {
  const result = applyOp(run.state, op);
  run.state = result.state;
  return result.failure === null ? gave(gives(result)) : failed(result.failure.errno);
}

const picked = ({ picks }: OpResult) => ({ picks });

/** Only the device's number counts in `wq0.3`, as in the format's own player. */
export function deviceMeant(state: DsaState, name: string): string | undefined {
  const number = name.replace('wq', '').split('.')[0];
  return (deviceNamed(state, name) ?? state.devices.find(({ id }) => String(id) === number))?.name;
}

function typeFile(parent: string, type: string, file: string): string {
  return `/sys/class/mdev_bus/${parent}/mdev_supported_types/${type}/${file}`;
}

/** The verb itself says that the kernel has this driver, whether the host's list names it or not. */
function pushBind(run: Run, name: string): Answer {
  const { host } = run.state;
  if (wqNamed(run.state, name) === undefined) return failed('ENODEV');
  run.state = { ...run.state, host: { ...host, drivers: [...host.drivers, 'vfio'] } };
  const answer = operate(run, { op: 'bind', driver: 'vfio', name });
  run.state = { ...run.state, host };
  return answer;
}

function stopGuest(run: Run, uuid: string): Answer {
  const running = run.state.mdevs.find(({ id }) => id === uuid)?.running;
  if (running) run.interrupts.set(uuid, running.interrupts);
  return operate(run, { op: 'guest-stop', uuid });
}

function swerr(run: Run, uuid: string): Answer {
  const mdev = run.state.mdevs.find(({ id }) => id === uuid);
  if (mdev === undefined) return failed('ENODEV');
  return gave({
    is: mdev.running?.swerr ?? 'none',
    interrupts: mdev.running?.interrupts ?? run.interrupts.get(uuid) ?? 0,
  });
}

function ofDevice(run: Run, name: string, gives: (name: string) => Answer['gives']): Answer {
  const device = run.state.devices.find((candidate) => candidate.name === name);
  return device === undefined ? failed('ENODEV') : gave(gives(device.name));
}

function available(run: Run, parent: string, type: string): Answer {
  const read = readAttribute(run.state, typeFile(parent, type, 'available_instances'));
  return read.ok ? gave({ is: Number(read.text) }) : failed(read.errno);
}

function types(run: Run, parent: string): Answer {
  const name = deviceMeant(run.state, parent);
  const device = run.state.devices.find((candidate) => candidate.name === name);
  return device === undefined ? failed('ENODEV') : gave({ is: typesOf(run.state, device) });
}

export function runStep(run: Run, step: Step): Answer {
  switch (step.do) {
    case 'write':
      return operate(run, { op: 'write', at: step.at, value: step.value });
    case 'bind':
    case 'unbind':
      return operate(run, { op: step.do, driver: step.driver, name: step.name });
    case 'mdev-create':
      return operate(
        run,
        { op: 'mdev-create', parent: step.parent, type: step.type, uuid: step.uuid },
        picked,
      );
    case 'mdev-remove':
      return operate(run, { op: 'mdev-remove', uuid: step.uuid });
    case 'guest-start':
      return operate(
        run,
        {
          op: 'guest-start',
          uuid: step.uuid,
          guest: step.guest,
          busMaster: Boolean(step.bus_master ?? true),
        },
        ({ slot, pasid }) => ({ slot, pasid }),
      );
    case 'guest-cmd':
      return operate(
        run,
        { op: 'guest-command', uuid: step.uuid, command: step.cmd, operand: step.operand ?? 0 },
        ({ status }) => ({ status: hexText(status ?? 0) }),
      );
    case 'guest-stop':
      return stopGuest(run, step.uuid);
    case 'hw-error':
      return operate(run, { op: 'hardware-error', device: step.device, wq: step.wq ?? null }, ({ told }) => ({
        told,
      }));
    case 'pull-create':
      return operate(run, { op: 'pull-create', device: step.device, uuid: step.uuid }, picked);
    case 'pull-remove':
      return operate(run, { op: 'pull-remove', uuid: step.uuid });
    case 'pull-available':
      return ofDevice(run, step.device, (name) => ({
        is: pullCandidates(deviceNamed(run.state, name)!).length,
      }));
    case 'push-bind':
      return pushBind(run, step.name);
    case 'read': {
      const read = readAttribute(run.state, step.at);
      return read.ok ? gave({ is: read.text }) : failed(read.errno);
    }
    case 'available':
      return available(run, step.parent, step.type);
    case 'types':
      return types(run, step.parent);
    case 'ims':
      return ofDevice(run, step.device, (name) => ({ used: imsUse(run.state, name).used }));
    case 'swerr':
      return swerr(run, step.uuid);
  }
}
