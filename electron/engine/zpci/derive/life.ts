/** Eight lives of a function in a guest, played on the model kernel (zpci.md 1.4, 3.11). */
import type { Life, LifeRun } from '../../../../shared/zpci/cards.ts';
import { deviceById, guestById, type ZpciState } from '../../../../shared/zpci/types.ts';
import type { GuestFunction } from '../kernel/machine.ts';
import { builtGuest } from '../kernel/of-guest.ts';
import { applyZpciOp, type ZpciOp } from '../kernel/operations.ts';
import { builtOf, functionOf } from './built.ts';
import { bare, type Player, player, type Rung } from './life-player.ts';
import { refusalOf } from './refusal-of.ts';
import { hex } from './shown.ts';

const ENABLED = 0x8000_0000;

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

function hasEnabledBit(fh: number): boolean {
  return fh >= ENABLED;
}

/** Line of the guest's log when it finds, enables, disables or loses a function (S-9). */
const available = (pec: string) => (one: GuestFunction) =>
  `avl fid:${bare(one.fid)}, fh:${bare(one.fh)}, pec:${pec}`;

function zpciOf(one: GuestFunction, target: string): ZpciOp {
  return {
    op: 'zpci',
    id: one.id,
    target,
    uid: one.uid,
    fid: one.fid,
    interpret: one.asked.interpret,
    forwardingAssist: one.asked.forwardingAssist,
    relaxedTranslation: one.asked.relaxedTranslation,
  };
}

function cardOf({ card, target }: GuestFunction): ZpciOp | null {
  if (card === null) return null;
  return card.kind === 'vfio'
    ? { op: 'vfio', id: target, report: card.report }
    : { op: 'emulated', id: target, driver: card.driver, msix: card.msix, multifunction: false, place: null };
}

function zpciText(one: GuestFunction, target: string): string {
  return `device_add zpci,uid=${hex(one.uid)},fid=${hex(one.fid)},target=${target},id=${one.id ?? `zpci${one.uid}`}`;
}

function cardText({ card, target }: GuestFunction): string {
  if (card === null) return '';
  return card.kind === 'vfio'
    ? `device_add vfio-pci,host=${card.report.host},id=${target}`
    : `device_add ${card.driver},id=${target}`;
}

/** The guest enables what it was told of. */
function enabling(then: string): Rung {
  return {
    actor: 'guest kernel',
    towards: 'QEMU',
    title: 'The guest enables the function',
    detail: `Set Function gives it the handle with the enable bit; ${then}`,
    action: 'CLP Set Function, enable',
    rule: 'ZPCI-L8',
    ops: [{ op: 'enable-new' }],
    log: (one) => [
      `add fid:${bare(one.fid)}, fh:${bare(hasEnabledBit(one.fh) ? one.fh - ENABLED : one.fh)}, c:1`,
      `ena fid:${bare(one.fid)}, fh:${bare(one.fh)}, rc:0`,
    ],
  };
}

function plug({ play }: Player, made: GuestFunction): void {
  play({
    actor: 'administrator',
    towards: 'QEMU',
    title: 'The zpci device comes first',
    detail: 'It has the numbers and waits for its card: the guest does not see it yet.',
    action: zpciText(made, made.target),
    rule: 'ZPCI-A12',
    ops: [zpciOf(made, made.target)],
  });
  const card = cardOf(made);
  play({
    actor: 'administrator',
    towards: 'QEMU',
    title: 'The card is plugged',
    detail:
      'QEMU reads what vfio tells of it now, fixes every value of the answers, and tells the guest with the disabled handle.',
    action: cardText(made),
    rule: 'ZPCI-E1',
    ops: card === null ? [] : [card],
    log: (one) => [
      'crw_info : CRW reports slct=0, oflw=0, chn=0, rsc=B, anc=0, erc=0, rsid=0',
      available('301')(one),
    ],
  });
  play(
    enabling(`its address is ${bare(made.uid).padStart(4, '0')}:00:00.0, for its UID becomes the domain.`),
  );
}

function plugWaiting({ play, machine }: Player, made: GuestFunction): void {
  const typo = `${made.target}x`;
  play({
    actor: 'administrator',
    towards: 'QEMU',
    title: 'The target is misspelt',
    detail: `QEMU accepts a zpci device for ${typo}, which does not exist. Its UID, FID and index are taken from now on.`,
    action: zpciText(made, typo),
    rule: 'ZPCI-A10',
    ops: [zpciOf(made, typo)],
  });
  const card = cardOf(made);
  play({
    actor: 'administrator',
    towards: 'QEMU',
    title: 'The card is plugged under its own name',
    detail: `Nobody waits for ${made.target}, so QEMU makes another zpci device with numbers of its own choice.`,
    action: cardText(made),
    rule: 'ZPCI-A11',
    ops: card === null ? [] : [card],
    log: (one) => [available('301')(one)],
  });
  const chosen = machine().functions.find(({ target }) => target === made.target);
  play(
    enabling(
      `it has UID ${hex(chosen?.uid ?? 0, 4)} instead of ${hex(made.uid, 4)}, and the name in the guest follows that.`,
    ),
  );
  play({
    actor: 'administrator',
    towards: 'QEMU',
    title: 'The waiting zpci device cannot be removed',
    detail:
      'QEMU 7.2 and 10.0 crash on this command, so that it is never sent: the device stays until the guest is stopped.',
    action: `device_del ${made.id ?? `zpci${made.uid}`}`,
    rule: 'ZPCI-R1',
    ops: [{ op: 'device-del', id: made.id ?? '' }],
  });
}

function asking(made: GuestFunction): Rung {
  return {
    actor: 'administrator',
    towards: 'QEMU',
    title: 'QEMU is told to remove it',
    detail: 'The function is configured, so QEMU may only ask: event 0x0303 goes to the guest.',
    action: `device_del ${made.target}`,
    rule: 'ZPCI-E2',
    ops: [{ op: 'device-del', id: made.target }],
    log: (one) => [available('303')(one)],
  };
}

/** What is written when it is gone, with the handle it had last. */
function goneLog(one: GuestFunction): readonly string[] {
  const fh = bare(hasEnabledBit(one.fh) ? one.fh - ENABLED : one.fh);
  return [
    `avl fid:${bare(one.fid)}, fh:${fh}, pec:308`,
    `rsv fid:${bare(one.fid)}`,
    `rem fid:${bare(one.fid)}`,
  ];
}

function unplug({ play }: Player, made: GuestFunction): void {
  play(asking(made));
  play({
    actor: 'guest kernel',
    towards: 'QEMU',
    title: 'The guest releases it',
    detail:
      'Linux removes the driver, disables the function and deconfigures it; then QEMU removes both devices.',
    action: 'SCLP deconfigure',
    rule: 'ZPCI-E3',
    ops: [{ op: 'guest-release', fid: made.fid }],
    log: (one) => {
      const fh = bare(hasEnabledBit(one.fh) ? one.fh - ENABLED : one.fh);
      return [
        `dis fid:${bare(one.fid)}, fh:${fh}, rc:0`,
        `deconf fid:${bare(one.fid)}, rc:0`,
        ...goneLog(one),
      ];
    },
  });
  play({
    actor: 'QEMU',
    towards: 'administrator',
    title: 'QEMU reports the removal',
    detail: 'UID and FID are free again; the index is not, and a simulated group stays.',
    action: `DEVICE_DELETED ${made.target}`,
    rule: 'ZPCI-E4',
  });
}

function powerRung(made: GuestFunction, on: boolean, title: string, detail: string): Rung {
  return {
    actor: 'guest kernel',
    towards: 'QEMU',
    title,
    detail,
    action: `echo ${on ? 1 : 0} > /sys/bus/pci/slots/${bare(made.fid).padStart(8, '0')}/power`,
    rule: 'ZPCI-S5',
    ops: [{ op: 'power', fid: made.fid, on }],
    log: (one) =>
      on
        ? [`conf fid:${bare(one.fid)}, rc:0`, `ena fid:${bare(one.fid)}, fh:${bare(one.fh)}, rc:0`]
        : [`dis fid:${bare(one.fid)}, fh:${bare(one.fh)}, rc:0`, `deconf fid:${bare(one.fid)}, rc:0`],
  };
}

const OFF = [
  'The guest powers the slot off',
  'List still shows the function, with a configuration word of 0.',
] as const;

function unplugStandby({ play }: Player, made: GuestFunction): void {
  play(powerRung(made, false, ...OFF));
  play({
    actor: 'administrator',
    towards: 'QEMU',
    title: 'QEMU is told to remove it',
    detail: 'Nobody uses a function in standby, so it goes at once, with event 0x0308.',
    action: `device_del ${made.target}`,
    rule: 'ZPCI-E2',
    ops: [{ op: 'device-del', id: made.target }],
    log: goneLog,
  });
}

function unplugIgnored({ play }: Player, made: GuestFunction): void {
  play(asking(made));
  play({
    actor: 'guest kernel',
    title: 'The guest does nothing',
    detail:
      'Its driver hangs, or its kernel does not react. The function stays as it is, and QEMU remembers the request.',
    rule: 'ZPCI-K18',
  });
  play({
    ...asking(made),
    title: 'The request is repeated',
    detail: 'That is allowed, and only sends the event again.',
  });
  play({
    actor: 'administrator',
    towards: 'QEMU',
    title: 'The guest is reset',
    detail: 'A system reset completes what was asked for, without the guest.',
    action: 'system_reset',
    rule: 'ZPCI-E5',
    ops: [{ op: 'reset' }],
  });
}

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
      `dis fid:${bare(one.fid)}, fh:${bare(hasEnabledBit(one.fh) ? one.fh - ENABLED : one.fh)}, rc:0`,
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
      title: failure === undefined ? 'It waits for its card' : 'QEMU does not start with it',
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
  return { life, title, about, frames: lab.frames() };
}
