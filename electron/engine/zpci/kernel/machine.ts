/**
 * A guest as QEMU and its zPCI devices make it: the state that operations of the model change (zpci.md 3.1). Plain data,
 * never changed in place. Numbers of 64 bits are bigint; null = the host's value is not known, and nothing is made up for it.
 */
import type { FunctionState, ProfileId } from '../../../../shared/zpci/types.ts';

/** Null = not known. */
export type Told<Value> = Value | null;

/** BASE, as QEMU reads it (zpci.md 2.7). */
export interface BaseCapability {
  readonly version: 1 | 2;
  readonly start: Told<bigint>;
  readonly end: Told<bigint>;
  readonly pchid: Told<number>;
  readonly vfn: Told<number>;
  readonly gid: Told<number>;
  readonly pft: Told<number>;
  /** Bytes. */
  readonly fmbLength: Told<number>;
  /** Handle on the host; only version 2 tells it. */
  readonly fh: Told<number>;
}

export interface GroupCapability {
  readonly version: 1 | 2;
  readonly dasm: Told<bigint>;
  readonly msia: Told<bigint>;
  readonly refresh: Told<boolean>;
  readonly mui: Told<number>;
  readonly noi: Told<number>;
  /** A constant of the host's kernel: 128. */
  readonly maxstbl: number;
  /** Group version of CLP. */
  readonly groupVersion: Told<number>;
  /** The card's own; only version 2 tells it. */
  readonly imaxstbl: Told<number>;
}

/** Raw CLP answers, which only the proposal handed over (zpci.md 2.7, P-2). */
export interface RawAnswers {
  readonly function: {
    readonly sdma: Told<bigint>;
    readonly edma: Told<bigint>;
    readonly pchid: Told<number>;
    readonly vfn: Told<number>;
    readonly gid: Told<number>;
    readonly pft: Told<number>;
    readonly fmbLength: Told<number>;
    readonly util: Told<string>;
    readonly path: Told<string>;
    readonly port: Told<number>;
  } | null;
  readonly group: {
    readonly noi: Told<number>;
    readonly version: Told<number>;
    readonly maxstbl: Told<number>;
    readonly mui: Told<number>;
    readonly dasm: Told<bigint>;
    readonly msia: Told<bigint>;
  } | null;
}

/** What QEMU learns of one host function when it opens it. */
export interface VfioReport {
  /** Address on the host. */
  readonly host: string;
  /** Null = VFIO_DEVICE_GET_INFO has no such capability. */
  readonly base: BaseCapability | null;
  readonly group: GroupCapability | null;
  /** `text` null = present, but not known. */
  readonly util: { readonly size: number; readonly text: Told<string> } | null;
  /** `segments`: `01.02.00.05` */
  readonly path: { readonly size: number; readonly segments: Told<string> } | null;
  readonly raw: RawAnswers;
  /** MSI-X vectors, 0 = none, null = not known, then taken as present. */
  readonly msix: Told<number>;
  readonly barSizes: Told<readonly number[]>;
  readonly bars: Told<readonly number[]>;
  readonly vendor: Told<number>;
  readonly device: Told<number>;
  /** On the host; functions of one share a container (D-7). Null = its own. */
  readonly iommuGroup?: number | null;
}

export interface MachineSetup {
  readonly profile: ProfileId;
  /** Version of the machine type; null = the profile's own. */
  readonly machine: string | null;
  /** KVM has KVM_CAP_S390_ZPCI_OP (I-3); false under TCG. */
  readonly kvmZpciOp: boolean;
  readonly isProtected: boolean;
  readonly iommu: 'type1' | 'iommufd';
  /** DMA_AVAIL of a fresh container; null = the capability is missing. */
  readonly dmaAvail: number | null;
  /** The limit itself is not known, so what it would cut is not either. */
  readonly dmaAvailTold: boolean;
  readonly cpuZpci: boolean;
}

/** Values of Query Function that are no BAR (zpci.md 2.3). */
export interface FunctionValues {
  readonly vfn: Told<number>;
  readonly flags: Told<number>;
  readonly pchid: Told<number>;
  readonly path: Told<string>;
  /** 0 in every profile but the proposal, which copied the host's. */
  readonly port: Told<number>;
  readonly fmbl: Told<number>;
  readonly pft: Told<number>;
  readonly sdma: Told<bigint>;
  readonly edma: Told<bigint>;
  /** Decoded; empty = none. */
  readonly util: Told<string>;
  readonly barSizes: Told<readonly number[]>;
  readonly bars: Told<readonly number[]>;
}

/** Values of Query Group (zpci.md 2.4). */
export interface GroupValues {
  readonly noi: Told<number>;
  readonly version: Told<number>;
  readonly refresh: Told<boolean>;
  readonly frame: boolean;
  readonly rtr: Told<boolean>;
  readonly maxstbl: Told<number>;
  readonly mui: Told<number>;
  readonly dtsm: number;
  readonly dasm: Told<bigint>;
  readonly msia: Told<bigint>;
}

export interface GuestGroup {
  /** Below 0: stands for a group of the host whose number is not known; the guest's bytes for it are not known either. */
  readonly id: number;
  readonly kind: 'default' | 'simulated' | 'host';
  /** Null = QEMU's own; or the host's number, where it is known. */
  readonly hostGroup: Told<number>;
  /** Target of the function that made it (G-5); null for the default group. */
  readonly creator: string | null;
  readonly values: GroupValues;
}

export type PluggedCard =
  | { readonly kind: 'vfio'; readonly report: VfioReport }
  | {
      readonly kind: 'emulated';
      readonly driver: string;
      readonly msix: number;
      /** Inside QEMU, `00:05.0`, where it was asked for. */
      readonly place?: string;
    };

/** One zpci device with the card it has, or waits for. */
export interface GuestFunction {
  /** QEMU id of the zpci device; null = none was given. */
  readonly id: string | null;
  readonly target: string;
  readonly uid: number;
  readonly fid: number;
  readonly index: number;
  /** Bits as in zpci.md 1.2; without the card only the index. */
  readonly fh: number;
  readonly state: FunctionState;
  /** As asked; null = the machine's default. */
  readonly asked: {
    readonly interpret: boolean | null;
    readonly forwardingAssist: boolean | null;
    readonly relaxedTranslation: boolean | null;
  };
  /** The tool chose its UID or its FID (K-9). */
  readonly automatic: boolean;
  readonly mode: 'emulated' | 'intercept' | 'interpret' | 'waiting';
  readonly relaxed: boolean;
  readonly forwardingAssist: boolean;
  readonly card: PluggedCard | null;
  readonly values: FunctionValues;
  /** Number of its group in `groups`; below 0 as there. */
  readonly group: number;
  readonly unplugRequested: boolean;
  /** Registered DMA range (D-12); null = none. */
  readonly ioat: { readonly pba: bigint; readonly pal: bigint; readonly translated: boolean } | null;
  /** Mappings left in its container; null = not counted (D-5). */
  readonly mappings: number | null;
}

export interface ClpEvent {
  /** Content code: 1 error, 2 availability. */
  readonly cc: 1 | 2;
  readonly pec: number;
  readonly fh: number;
  readonly fid: number;
}

export interface GuestMachine {
  readonly setup: MachineSetup;
  /** Ids of its PCI bridges, which have no function. */
  readonly bridges: readonly string[];
  /** In the order their zpci devices were created. */
  readonly functions: readonly GuestFunction[];
  /** By number; the default group is always there. */
  readonly groups: readonly GuestGroup[];
  readonly nextIndex: number;
  /** 0xf0 .. 0xfe; 0xff = all are used. */
  readonly nextSimulated: number;
  readonly running: boolean;
  /** All so far, oldest first. */
  readonly events: readonly ClpEvent[];
}
