/** Administrative commands of a guest on its virtual device (DSA-O40): what CMDSTS then shows. */
import type { DsaMdev, RunningMdev } from '../../../../shared/dsa/types.ts';
import { type Draft, refuse } from './draft.ts';
import { virtualWqOff, wqIndexOf } from './guests.ts';

/** Emulated CMDSTS codes (dsa.md 3.2). */
const CMDSTS = {
  done: 0x00,
  invalidCommand: 0x01,
  invalidWq: 0x02,
  hardware: 0x03,
  alreadyEnabled: 0x10,
  busMasterOff: 0x12,
  deviceOff: 0x20,
  wqOn: 0x21,
  noPasid: 0x26,
  deviceNotOn: 0x31,
  wqNotOn: 0x32,
  badVector: 0x41,
  noHandle: 0x42,
} as const;

/** Vector of the completions, the only one with an IMS slot. */
const DIRECT_VECTOR = 1;
const IMS_FLAG = 0x10000;

interface Command {
  readonly draft: Draft;
  readonly mdev: DsaMdev;
  readonly running: RunningMdev;
  readonly operand: number;
}

function change({ draft, mdev, running }: Command, parts: Partial<RunningMdev>): void {
  draft.changeMdev(mdev.id, { running: { ...running, ...parts } });
}

function enableDevice(command: Command): number {
  const { running } = command;
  if (running.device === 'enabled') return CMDSTS.alreadyEnabled;
  if (!running.busMaster) return CMDSTS.busMasterOff;
  change(command, { device: 'enabled' });
  return CMDSTS.done;
}

function switchOff(command: Command): number {
  change(command, { device: 'disabled', wq: 'disabled' });
  virtualWqOff(command.draft, command.mdev);
  return CMDSTS.done;
}

function needDevice(act: (command: Command) => number): (command: Command) => number {
  return (command) => (command.running.device === 'enabled' ? act(command) : CMDSTS.deviceNotOn);
}

function enableWq(command: Command): number {
  const { draft, mdev, running, operand } = command;
  if (operand !== 0) return CMDSTS.invalidWq;
  if (running.device !== 'enabled') return CMDSTS.deviceOff;
  if (running.wq !== 'disabled') return CMDSTS.wqOn;
  const index = wqIndexOf(mdev);
  // The queue of an orphan was taken away by force: the reference does not say what the guest is told then, so its own device
  // answers as before, and nothing on the host changes [model].
  const dedicated = index !== null && draft.wq(mdev.device, index).mode === 'dedicated';
  if (dedicated && running.pasid === null && running.slots.length > 0) return CMDSTS.noPasid;
  change(command, { wq: 'enabled' });
  if (dedicated) draft.changeWq(mdev.device, index, { state: 'enabled' });
  return CMDSTS.done;
}

function needWq(off: boolean): (command: Command) => number {
  return (command) => {
    if (command.running.wq !== 'enabled') return CMDSTS.wqNotOn;
    if (off) {
      change(command, { wq: 'disabled' });
      virtualWqOff(command.draft, command.mdev);
    }
    return CMDSTS.done;
  };
}

/** The handle of the direct vector is its slot, in bits 8 to 23. */
function requestHandle({ running, operand }: Command): number {
  if ((operand & IMS_FLAG) !== 0) return CMDSTS.noHandle;
  if (operand !== DIRECT_VECTOR) return CMDSTS.badVector;
  return (running.slots[0] ?? 0) << 8;
}

const nothing = () => CMDSTS.done;

const COMMANDS: Readonly<Record<string, (command: Command) => number>> = {
  ENABLE_DEVICE: enableDevice,
  DISABLE_DEVICE: needDevice(switchOff),
  DRAIN_ALL: needDevice(nothing),
  ABORT_ALL: needDevice(nothing),
  RESET_DEVICE: switchOff,
  ENABLE_WQ: enableWq,
  DISABLE_WQ: needWq(true),
  DRAIN_WQ: needWq(false),
  ABORT_WQ: needWq(false),
  RESET_WQ: needWq(true),
  DRAIN_PASID: nothing,
  ABORT_PASID: nothing,
  REQUEST_INT_HANDLE: requestHandle,
  RELEASE_INT_HANDLE: ({ running, operand }) =>
    running.slots.includes(operand) ? CMDSTS.done : CMDSTS.noHandle,
};

/** Never fails for what a guest asks: the answer is a status. ENODEV where no guest runs with that device. */
export function guestCommand(draft: Draft, id: string, name: string, operand: number): number {
  const mdev = draft.mdev(id);
  if (mdev?.running == null)
    return refuse('ENODEV', 'DSA-O40', `No guest runs with ${id}, so it gives no commands.`);
  if (mdev.running.device === 'halt' && name !== 'RESET_DEVICE') return CMDSTS.hardware;
  const run = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return run === undefined ? CMDSTS.invalidCommand : run({ draft, mdev, running: mdev.running, operand });
}
