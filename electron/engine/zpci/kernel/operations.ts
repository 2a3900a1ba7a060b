/** Operations of the model and their answers (zpci.md 3.2 to 3.11). */
import type { RuleId } from '../../../../shared/findings.ts';
import { addZpci } from './add-zpci.ts';
import { refresh, registerIoat, storeBlock } from './dma.ts';
import { boot, deviceDel, enableNew, guestRelease, power, reset, setFunction } from './life.ts';
import type { GuestMachine, VfioReport } from './machine.ts';
import { plugEmulated, plugVfio } from './plug.ts';

export type ZpciOp =
  /** `-device zpci` or `device_add zpci`. Numbers as they were typed, so that can refuse them. */
  | {
      readonly op: 'zpci';
      readonly id: string | null;
      readonly target: string | null;
      readonly uid: string | number | null;
      readonly fid: string | number | null;
      readonly interpret: boolean | null;
      readonly forwardingAssist: boolean | null;
      readonly relaxedTranslation: boolean | null;
    }
  | { readonly op: 'vfio'; readonly id: string | null; readonly report: VfioReport }
  | {
      readonly op: 'emulated';
      readonly id: string | null;
      readonly driver: string;
      /** Null = as the model has it. */
      readonly msix: number | null;
      readonly multifunction: boolean;
      /** QEMU-internal place `00:01.0`, for the name of a card without id; null = the next slot. */
      readonly place: string | null;
    }
  | { readonly op: 'boot' | 'enable-new' | 'reset' }
  | { readonly op: 'power'; readonly fid: number; readonly on: boolean }
  | { readonly op: 'device-del'; readonly id: string }
  | { readonly op: 'guest-release'; readonly fid: number }
  | { readonly op: 'set-function'; readonly fh: number; readonly operation: number; readonly spaces: number }
  | {
      readonly op: 'store-block';
      readonly target: string;
      readonly offset: bigint;
      readonly length: number;
    }
  | {
      readonly op: 'register-ioat';
      readonly target: string;
      readonly pba: bigint;
      readonly pal: bigint;
      readonly designation: number;
      readonly translated: boolean;
    }
  | { readonly op: 'refresh'; readonly target: string; readonly start: bigint; readonly length: bigint };

/** What stopped an operation. `message` is what the real tool prints, word for word where it is known. */
export interface ZpciFailure {
  /** `ZPCI-A4` */
  readonly rule: RuleId;
  readonly message: string;
  /** CLP response code, or the exception; null for command lines. */
  readonly code: string | null;
}

export interface OpResult {
  /**
   * Unchanged after a failure, except where the rule says that the function goes into ERROR or uses up mappings, and for the
   * zpci device that QEMU made for a card it then turned away (A-16, I-4, I-5).
   */
  readonly machine: GuestMachine;
  readonly failure: ZpciFailure | null;
  /** Warnings that did not stop it. */
  readonly warnings: readonly string[];
}

/** Pure; never throws for what a guest or an admin can do. */
export function applyZpciOp(machine: GuestMachine, op: ZpciOp): OpResult {
  switch (op.op) {
    case 'zpci':
      return addZpci(machine, op);
    case 'vfio':
      return plugVfio(machine, op);
    case 'emulated':
      return plugEmulated(machine, op);
    case 'boot':
      return boot(machine);
    case 'enable-new':
      return enableNew(machine);
    case 'reset':
      return reset(machine);
    case 'power':
      return power(machine, op.fid, op.on);
    case 'device-del':
      return deviceDel(machine, op.id);
    case 'guest-release':
      return guestRelease(machine, op.fid);
    case 'set-function':
      return setFunction(machine, op);
    case 'store-block':
      return storeBlock(machine, op);
    case 'register-ioat':
      return registerIoat(machine, op);
    case 'refresh':
      return refresh(machine, op);
  }
}
