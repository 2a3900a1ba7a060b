/** Everything a DSA wish can be written as, and read back from; the shell script is made of the plan for all families. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { FamilyExport } from '../../export/exporting.ts';
import { accelConfigExport } from './accel-config.ts';
import { libvirtExport } from './libvirt.ts';
import { mdevctlExport } from './mdevctl.ts';
import { qemuExport } from './qemu.ts';

export const DSA_EXPORTS: readonly FamilyExport<DsaState>[] = [
  accelConfigExport,
  mdevctlExport,
  libvirtExport,
  qemuExport,
];
