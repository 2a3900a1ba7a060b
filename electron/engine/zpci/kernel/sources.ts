/** Which of the three ways tells which field (zpci.md 1.8, 2.6). */

/** `partly`: indirectly, from something else. */
type Telling = 'yes' | 'partly' | 'no';

export interface FieldSources {
  readonly sysfs: Telling;
  readonly clp: Telling;
  readonly vfio: Telling;
}

function told(sysfs: Telling, vfio: 'yes' | 'no', clp: Telling = 'yes'): FieldSources {
  return { sysfs, clp, vfio };
}

export const FIELD_SOURCES = {
  uid: told('yes', 'no'),
  fid: told('yes', 'no'),
  /** BASE of version 2. */
  fh: told('yes', 'yes'),
  pchid: told('yes', 'yes'),
  pfgid: told('yes', 'yes'),
  pft: told('yes', 'yes'),
  vfn: told('yes', 'yes'),
  port: told('yes', 'no'),
  pfip: told('yes', 'yes'),
  utilStr: told('yes', 'yes'),
  /** `reserved_regions` of the IOMMU group. */
  sdma: told('partly', 'yes'),
  edma: told('partly', 'yes'),
  dasm: told('no', 'yes'),
  msia: told('no', 'yes'),
  noi: told('no', 'yes'),
  maxstbl: told('no', 'yes'),
  /** The statistics file of debugfs. */
  mui: told('partly', 'yes'),
  /** The speed of the slot tells only whether it is 1. */
  version: told('partly', 'yes'),
  refresh: told('no', 'yes'),
  frame: told('no', 'no'),
  dtsm: told('no', 'no'),
  rtr: told('no', 'no'),
  fmbl: told('no', 'yes'),
  /** `uid_is_unique` and the flags of List. */
  uidChecking: told('partly', 'no'),
  /** A parameter of the module, or DMA_AVAIL of the container. */
  dmaLimit: told('partly', 'yes', 'no'),
} as const satisfies Readonly<Record<string, FieldSources>>;
export type SourcedField = keyof typeof FIELD_SOURCES;

export function isSourcedField(name: string): name is SourcedField {
  return Object.hasOwn(FIELD_SOURCES, name);
}

export interface ThreeWays {
  readonly sysfs: readonly SourcedField[];
  readonly sysfsIndirect: readonly SourcedField[];
  readonly clpIoctl: readonly SourcedField[];
  readonly clpIoctlScope: string;
  readonly vfio: readonly SourcedField[];
  readonly vfioScope: string;
  readonly notInVfio: readonly SourcedField[];
}

/** The fields by way, in the order they are named. */
export function threeWays(fields: readonly SourcedField[]): ThreeWays {
  const where = (way: keyof FieldSources, tells: Telling) =>
    fields.filter((field) => FIELD_SOURCES[field][way] === tells);
  return {
    sysfs: where('sysfs', 'yes'),
    sysfsIndirect: where('sysfs', 'partly'),
    clpIoctl: where('clp', 'yes'),
    clpIoctlScope: 'all functions of the machine',
    vfio: where('vfio', 'yes'),
    vfioScope: 'one function',
    notInVfio: where('vfio', 'no'),
  };
}
