/** Rungs that several lives share, and a device as the operations that make it. */
import type { GuestFunction } from '../kernel/machine.ts';
import type { ZpciOp } from '../kernel/operations.ts';
import { bare, type Rung } from './life-player.ts';
import { hex } from './shown.ts';

const ENABLED = 0x8000_0000;

/** The handle as it is without the enable bit. */
export function disabledHandle(fh: number): number {
  return hasEnabledBit(fh) ? fh - ENABLED : fh;
}

function hasEnabledBit(fh: number): boolean {
  return fh >= ENABLED;
}

/** Line of the guest's log when it finds, enables, disables or loses a function (S-9). */
export const available = (pec: string) => (one: GuestFunction) =>
  `avl fid:${bare(one.fid)}, fh:${bare(one.fh)}, pec:${pec}`;

export function zpciOf(one: GuestFunction, target: string): ZpciOp {
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

export function cardOf({ card, target }: GuestFunction): ZpciOp | null {
  if (card === null) return null;
  return card.kind === 'vfio'
    ? { op: 'vfio', id: target, report: card.report }
    : { op: 'emulated', id: target, driver: card.driver, msix: card.msix, multifunction: false, place: null };
}

export function zpciText(one: GuestFunction, target: string): string {
  return `device_add zpci,uid=${hex(one.uid)},fid=${hex(one.fid)},target=${target},id=${one.id ?? `zpci${one.uid}`}`;
}

export function cardText({ card, target }: GuestFunction): string {
  if (card === null) return '';
  return card.kind === 'vfio'
    ? `device_add vfio-pci,host=${card.report.host},id=${target}`
    : `device_add ${card.driver},id=${target}`;
}

/** The guest enables what it was told of. */
export function enabling(then: string): Rung {
  return {
    actor: 'guest kernel',
    towards: 'QEMU',
    title: 'The guest enables the function',
    detail: `Set Function gives it the handle with the enable bit; ${then}`,
    action: 'CLP Set Function, enable',
    rule: 'ZPCI-L8',
    ops: [{ op: 'enable-new' }],
    log: (one) => [
      `add fid:${bare(one.fid)}, fh:${bare(disabledHandle(one.fh))}, c:1`,
      `ena fid:${bare(one.fid)}, fh:${bare(one.fh)}, rc:0`,
    ],
  };
}

/** Writing the slot's file in the guest. */
export function powerRung(made: GuestFunction, on: boolean, title: string, detail: string): Rung {
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

export const OFF = [
  'The guest powers the slot off',
  'List still shows the function, with a configuration word of 0.',
] as const;
