/** Lives in which a function comes to a guest, or goes (zpci.md 3.11, E-1 to E-5). */
import type { GuestFunction } from '../kernel/machine.ts';
import { bare, type Player, type Rung } from './life-player.ts';
import {
  available,
  cardOf,
  cardText,
  disabledHandle,
  enabling,
  OFF,
  powerRung,
  zpciOf,
  zpciText,
} from './life-rungs.ts';
import { hex } from './shown.ts';

export function plug({ play }: Player, made: GuestFunction): void {
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

export function plugWaiting({ play, machine }: Player, made: GuestFunction): void {
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
  const fh = bare(disabledHandle(one.fh));
  return [
    `avl fid:${bare(one.fid)}, fh:${fh}, pec:308`,
    `rsv fid:${bare(one.fid)}`,
    `rem fid:${bare(one.fid)}`,
  ];
}

export function unplug({ play }: Player, made: GuestFunction): void {
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
      const fh = bare(disabledHandle(one.fh));
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

export function unplugStandby({ play }: Player, made: GuestFunction): void {
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

export function unplugIgnored({ play }: Player, made: GuestFunction): void {
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
