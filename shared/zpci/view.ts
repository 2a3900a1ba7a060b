/** The renderer's view of the zPCI functions of a host. */
import type { ProblemsView } from '../view.ts';
import type { Address, FunctionState, ZpciState } from './types.ts';

/** What follows for one device of a guest, as it is wished: numbers the tool would choose, mode, group. */
export interface DeviceAnswer {
  readonly id: string;
  /** Null where none could be chosen, or the tool refuses the device. */
  readonly uid: number | null;
  readonly fid: number | null;
  readonly uidChosen: 'given' | 'automatic';
  readonly fidChosen: 'given' | 'automatic';
  /** In the guest: `0031:00:00.0`; null = the guest does not see it. */
  readonly address: string | null;
  /** As if the guest had just booted: of one that does not run, what it will be when it runs. */
  readonly state: FunctionState;
  readonly mode: 'emulated' | 'intercept' | 'interpret' | 'waiting';
  readonly group: number | null;
  readonly sdma: Address | null;
  readonly edma: Address | null;
  /** Why the tool would refuse it, in one sentence with the rule; null = it starts. */
  readonly refused: { readonly rule: string; readonly message: string } | null;
}

export interface GuestAnswer {
  readonly id: string;
  /** In the order of the guest's devices. */
  readonly devices: readonly DeviceAnswer[];
}

export interface ZpciView extends ProblemsView {
  readonly observed: ZpciState;
  /** Null = exactly as observed. */
  readonly desired: ZpciState | null;
  /** Of the wish. */
  readonly answers: readonly GuestAnswer[];
}
