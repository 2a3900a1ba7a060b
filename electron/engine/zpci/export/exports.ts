/** Everything a zPCI wish can be written as, and read back from; the shell script is made of the plan for all families. */
import type { ZpciState } from '../../../../shared/zpci/types.ts';
import type { FamilyExport } from '../../export/exporting.ts';
import { libvirtExport } from './libvirt.ts';
import { qemuExport } from './qemu.ts';

export const ZPCI_EXPORTS: readonly FamilyExport<ZpciState>[] = [libvirtExport, qemuExport];
