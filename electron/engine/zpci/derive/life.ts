/** Eight lives of a function in a guest, played on the model kernel (zpci.md 1.4, 3.11). */
import type { Life, LifeRun } from '../../../../shared/zpci/cards.ts';
import { deviceById, guestById, type ZpciGuest, type ZpciState } from '../../../../shared/zpci/types.ts';
import type { GuestFunction } from '../kernel/machine.ts';
import { builtGuest } from '../kernel/of-guest.ts';
import { applyZpciOp } from '../kernel/operations.ts';
import { builtOf, functionOf } from './built.ts';
import { inDomain } from './life-domain.ts';
import { bare, type Player, player } from './life-player.ts';
import { plug, plugWaiting, unplug, unplugIgnored, unplugStandby } from './life-plug.ts';
import { disabledHandle, enabling, OFF, powerRung } from './life-rungs.ts';
import { refusalOf } from './refusal-of.ts';
import { hex } from './shown.ts';

const TITLES: Readonly<Record<Life, readonly [title: string, about: string]>> = {
  plug: [
    'Hot plug',
    'A function comes to a guest that runs: its values are fixed when the card is plugged, then the guest is told.',
  ],
  'plug-waiting': [
    'A zpci device that waits',
    'The target is misspelt: the zpci device waits for ever, and the card gets another one.',
  ],
  unplug: ['Hot unplug', 'The guest is asked to release the function, and QEMU removes it when it has.'],
  'unplug-standby': [
    'Unplug in standby',
    'A function that the guest has powered off goes at once, without asking.',
  ],
  'unplug-ignored': [
    'Unplug, and the guest does not answer',
    'The request is remembered until the guest is reset.',
  ],
  power: ['Slot off and on', 'The guest powers the slot off and on again: standby and back.'],
  error: [
    'An error',
    'The guest refreshes an address outside what it registered; the function stops and its driver recovers it.',
  ],
  boot: ['Boot', 'How the guest finds its functions: List, Query, enable.'],
};

function power({ play }: Player, made: GuestFunction): void {
  play(powerRung(made, false, ...OFF));
  play({
    ...powerRung(
      made,
      false,
      'A second time',
      'The slot is off already, and the kernel answers with an error.',
    ),
    log: () => [],
  });
  play(
    powerRung(
      made,
      true,
      'The guest powers the slot on',
      'SCLP configures the function, and the guest enables it again.',
    ),
  );
}

function error({ play, function: find }: Player, made: GuestFunction): void {
  const { sdma, edma } = made.values;
  const first = sdma ?? 0x1_0000_0000n;
  const last = first + 0xff_ffffn;
  play({
    actor: 'guest kernel',
    towards: 'QEMU',
    title: 'The guest registers a range for DMA',
    detail: 'The first 16 MiB of its window, with translation tables.',
    action: `MPCIFC register ${hex(first)} to ${hex(edma !== null && edma < last ? edma : last)}`,
    rule: 'ZPCI-D12',
    ops: [
      {
        op: 'register-ioat',
        target: made.target,
        pba: first,
        pal: edma !== null && edma < last ? edma : last,
        designation: 1,
        translated: true,
      },
    ],
  });
  const pec = () => find()?.fid ?? made.fid;
  play({
    actor: 'guest kernel',
    towards: 'QEMU',
    title: 'An address outside is refreshed',
    detail:
      'The range lies wholly outside what was registered: the function stops, and QEMU sends an error event.',
    action: `RPCIT ${hex(last + 1n)}, 4096 bytes`,
    rule: 'ZPCI-D13',
    ops: [{ op: 'refresh', target: made.target, start: last + 1n, length: 4096n }],
    log: (one) => [
      `err fid:${bare(one.fid)}, fh:${bare(one.fh)}, pec:2`,
      `${bare(one.uid).padStart(4, '0')}:00:00.0: Event 0x2 reports an error for PCI function 0x${bare(pec())}`,
    ],
  });
  play({
    actor: 'guest kernel',
    towards: 'QEMU',
    title: 'The driver recovers it',
    detail:
      'Disable and enable again. The host leaves a passed-through function alone, and nobody else repairs it.',
    action: 'CLP Set Function, disable and enable',
    rule: 'ZPCI-E7',
    ops: [{ op: 'set-function', fh: find()?.fh ?? made.fh, operation: 1, spaces: 1 }, { op: 'enable-new' }],
    log: (one) => [
      `dis fid:${bare(one.fid)}, fh:${bare(disabledHandle(one.fh))}, rc:0`,
      `ena fid:${bare(one.fid)}, fh:${bare(one.fh)}, rc:0`,
    ],
  });
}

function boot({ play, machine }: Player, made: GuestFunction): void {
  const listed = machine().functions.filter(({ state }) => state !== 'reserved').length;
  play({
    actor: 'guest kernel',
    towards: 'QEMU',
    title: 'The guest asks for the list',
    detail: `One page of up to 252 entries; ${listed} of them here. UID checking is on, so that domains are UIDs.`,
    action: 'CLP List, 4064 bytes, token 0',
    rule: 'ZPCI-S1',
    log: () => ['uid checking:1'],
  });
  play({
    actor: 'guest kernel',
    towards: 'QEMU',
    title: 'It queries function and group',
    detail:
      'Window and identity come with the function, limits with its group. No instruction reaches the machine.',
    action: `CLP Query Function ${hex(made.fh, 8)}; Query Group ${made.group < 0 ? 'of the host' : hex(made.group, 2)}`,
    rule: 'ZPCI-L6',
  });
  play(
    enabling(
      `its slot is ${bare(made.fid).padStart(8, '0')}, its address ${bare(made.uid).padStart(4, '0')}:00:00.0.`,
    ),
  );
}

const LIVES: Readonly<Record<Life, (lab: Player, made: GuestFunction) => void>> = {
  plug,
  'plug-waiting': plugWaiting,
  unplug,
  'unplug-standby': unplugStandby,
  'unplug-ignored': unplugIgnored,
  power,
  error,
  boot,
};

const WITHOUT_IT: ReadonlySet<Life> = new Set(['plug', 'plug-waiting']);

/** What is shown of a guest that does not run is what will be. */
function stopped({ name, running }: ZpciGuest): readonly string[] {
  return running === false ? [`${name} does not run; this is what happens when it does.`] : [];
}

/** Null when the guest or the device is gone. */
export function lifeRun(state: ZpciState, guestId: string, deviceId: string, life: Life): LifeRun | null {
  const guest = guestById(state, guestId);
  const device = guest && deviceById(guest, deviceId);
  if (guest === undefined || device === undefined) return null;
  const built = builtOf(state, guest);
  const [title, about] = TITLES[life];
  const made = functionOf(built, deviceId);
  const failure = built.failures.get(deviceId);
  if (made === undefined || failure !== undefined || made.card === null) {
    const why =
      failure === undefined
        ? `${deviceId} waits for its card, so that the guest never sees it; and QEMU crashes when a waiting zpci device is removed.`
        : refusalOf(guest, deviceId, failure, built).message;
    const lab = player(built.machine, deviceId);
    lab.play({
      actor: 'QEMU',
      towards: 'administrator',
      title:
        failure === undefined
          ? 'It waits for its card'
          : guest.running === true
            ? 'QEMU refuses it'
            : 'QEMU does not start with it',
      detail: why,
      rule: failure?.rule ?? 'ZPCI-R1',
    });
    return { life, title, about, frames: lab.frames() };
  }
  const others = WITHOUT_IT.has(life)
    ? builtGuest(state, { ...guest, devices: guest.devices.filter(({ id }) => id !== deviceId) }, {}).machine
    : life === 'boot'
      ? applyZpciOp(built.machine, { op: 'reset' }).machine
      : built.machine;
  const lab = player({ ...others, events: [] }, deviceId);
  LIVES[life](lab, life === 'boot' ? (lab.function() ?? made) : made);
  const frames = lab.frames();
  return {
    life,
    title,
    about: [about, ...stopped(guest)].join(' '),
    frames: guest.domain === null ? frames : inDomain(guest.domain, deviceId, life, frames),
  };
}
