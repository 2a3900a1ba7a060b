/** Everything a zPCI wish can be written as, and read back from; the shell script is made of the plan for all families. */
import type { ZpciState } from '../../../../shared/zpci/types.ts';
import type { FamilyExport } from '../../export/exporting.ts';
import { withinBounds } from '../file/within-bounds.ts';
import { libvirtExport } from './libvirt.ts';
import { qemuExport } from './qemu.ts';

/** What is read back can be saved: a file tells as strange things as a host does. */
function bounded(format: FamilyExport<ZpciState>): FamilyExport<ZpciState> {
  if (format.read === undefined) return format;
  return {
    ...format,
    read: (files, base) => {
      const found = format.read!(files, base);
      if (!found.ok) return found;
      const notes = [...found.notes];
      const state = withinBounds(found.state, (_what, message) => notes.push(message));
      return { ok: true, state, notes };
    },
  };
}

export const ZPCI_EXPORTS: readonly FamilyExport<ZpciState>[] = [libvirtExport, qemuExport].map(bounded);
