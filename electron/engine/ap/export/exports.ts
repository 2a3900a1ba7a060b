/** Formats that an AP wish can be written in, and read back from. */
import type { ApState } from '../../../../shared/ap/types.ts';
import type { FamilyExport } from '../../export/exporting.ts';
import { ansibleExport } from './ansible.ts';
import { chzdevExport } from './chzdev.ts';
import { libvirtExport } from './libvirt.ts';
import { mdevctlExport } from './mdevctl.ts';
import { qemuExport } from './qemu.ts';

export const AP_EXPORTS: readonly FamilyExport<ApState>[] = [
  chzdevExport,
  mdevctlExport,
  libvirtExport,
  qemuExport,
  ansibleExport,
];
