/** The state while one operation works on it, and how a check stops the operation. */
import {
  deviceNamed,
  type DsaDevice,
  type DsaMdev,
  type DsaState,
  type DsaWq,
} from '../../../../shared/dsa/types.ts';
import type { Ref } from '../../../../shared/findings.ts';
import { withDevice, withMdev, withWq } from '../model.ts';
import type { Failure } from './kernel.ts';

/** Thrown inside the kernel only; {@link applyOp} turns it into an answer. */
export class Refused extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

export function partRef(id: string): Ref {
  return { kind: 'part', family: 'dsa', id };
}

/** Stops the operation; cmd_status of the device stays what it was. */
export function refuse(errno: string, rule: string, message: string, ...parts: readonly string[]): never {
  throw new Refused({ errno, rule, message, cmdStatus: null, refs: parts.map(partRef) });
}

/** Group numbers of mdevs start here in this model. */
const FIRST_GROUP = 100;

export class Draft {
  state: DsaState;

  constructor(state: DsaState) {
    this.state = state;
  }

  /** By name; the kernel has looked it up before. */
  device(name: string): DsaDevice {
    return deviceNamed(this.state, name)!;
  }

  wq(device: string, index: number): DsaWq {
    return this.device(device).wqs[index]!;
  }

  /** A device or mdev by its id, UUIDs in any case. */
  mdev(id: string): DsaMdev | undefined {
    return (
      this.state.mdevs.find((mdev) => mdev.id === id) ??
      this.state.mdevs.find((mdev) => mdev.id === id.toLowerCase())
    );
  }

  changeDevice(name: string, parts: Partial<DsaDevice>): void {
    this.state = withDevice(this.state, name, parts);
  }

  changeWq(device: string, index: number, parts: Partial<DsaWq>): void {
    this.state = withWq(this.state, device, index, parts);
  }

  changeMdev(id: string, parts: Partial<DsaMdev>): void {
    this.state = withMdev(this.state, id, parts);
  }

  /** A device just made: no guest, not started, no definition. Keeps the order of the state: by parent, then by id. */
  addMdev(parts: Pick<DsaMdev, 'id' | 'strategy' | 'device' | 'wq' | 'candidates'> & Partial<DsaMdev>): void {
    const mdev: DsaMdev = {
      type: '',
      orphan: false,
      guest: null,
      running: null,
      runningTold: true,
      iommuGroup: parts.iommuGroup ?? this.#freeIommuGroup(),
      definition: null,
      ...parts,
    };
    const rank = new Map(this.state.devices.map(({ name }, index) => [name, index]));
    const place = ({ device }: DsaMdev) => rank.get(device) ?? rank.size;
    const own = place(mdev);
    const isBefore = (other: DsaMdev) => place(other) < own || (place(other) === own && other.id < mdev.id);
    const at = this.state.mdevs.findLastIndex(isBefore) + 1;
    this.state = { ...this.state, mdevs: this.state.mdevs.toSpliced(at, 0, mdev) };
  }

  removeMdev(id: string): void {
    this.state = { ...this.state, mdevs: this.state.mdevs.filter((mdev) => mdev.id !== id) };
  }

  /** Stops the operation and leaves `cmdStatus` in the device's file. */
  refuseWith(
    device: string,
    cmdStatus: number,
    errno: string,
    rule: string,
    message: string,
    ...parts: readonly string[]
  ): never {
    this.changeDevice(device, { cmdStatus });
    throw new Refused({ errno, rule, message, cmdStatus, refs: parts.map(partRef) });
  }

  /** The lowest that nothing has. */
  #freeIommuGroup(): number {
    const { devices, mdevs } = this.state;
    // One more than there can be in use, so one is free.
    const used = new Uint8Array(devices.length + mdevs.length + 1);
    for (const { iommuGroup } of devices) if (iommuGroup !== null) used[iommuGroup - FIRST_GROUP] = 1;
    for (const { iommuGroup } of mdevs) if (iommuGroup !== null) used[iommuGroup - FIRST_GROUP] = 1;
    return FIRST_GROUP + used.indexOf(0);
  }
}
