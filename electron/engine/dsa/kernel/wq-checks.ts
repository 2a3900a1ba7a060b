/** What the writes to a wq have in common: what is written, and the checks many of them begin with. */
import type { DsaDevice, DsaWq } from '../../../../shared/dsa/types.ts';
import { type Draft, refuse } from './draft.ts';
import { plainText } from './numbers.ts';

export interface Write {
  readonly draft: Draft;
  readonly device: DsaDevice;
  readonly index: number;
  readonly wq: DsaWq;
  /** `wq0.3` */
  readonly name: string;
  readonly file: string;
  readonly rule: string;
  readonly value: string;
}

function shown(value: string): string {
  const text = plainText(value);
  return text === '' ? 'an empty text' : text.length > 40 ? `${text.slice(0, 40)}...` : text;
}

export function invalid(write: Write, expected: string): never {
  const { file, name, rule, value } = write;
  return refuse('EINVAL', rule, `${file} of ${name} takes ${expected}, not ${shown(value)}.`, name);
}

export function needConfigurable({ device, file, name, rule }: Write): void {
  if (!device.caps.configurable)
    refuse(
      'EPERM',
      rule,
      `The configuration of ${device.name} is read-only, so ${file} of ${name} cannot be written; only type, name and driver_name can.`,
      name,
      device.name,
    );
}

/** A pulled wq can still be tuned until its guest starts (dsa.md 5.1, S3). */
function isTunable({ draft, device, index, wq }: Write): boolean {
  return (
    wq.state === 'locked' &&
    draft.state.mdevs.some(
      (mdev) =>
        mdev.strategy === 'mdev-pull' &&
        mdev.device === device.name &&
        mdev.wq === index &&
        mdev.running === null,
    )
  );
}

export function needDisabled(write: Write, errno: 'EPERM' | 'ENXIO', tunable: boolean): void {
  const { wq, name, file, rule } = write;
  if (wq.state === 'disabled' || (tunable && isTunable(write))) return;
  refuse(
    errno,
    rule,
    wq.state === 'locked'
      ? `${name} is locked, because it belongs to a guest's device; ${file} can be written only while it is disabled.`
      : `${name} is enabled; ${file} can be written only while it is disabled.`,
    name,
  );
}

export function number(write: Write, value: number | null, expected: string): number {
  return value ?? invalid(write, expected);
}

export function set({ draft, device, index }: Write, parts: Partial<DsaWq>): void {
  draft.changeWq(device.name, index, parts);
}
