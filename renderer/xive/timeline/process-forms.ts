/** What QEMU’s process does with its mappings. */
import type { XiveOp } from '../../../shared/xive/events.ts';
import { access, at, first, mappingName, pages, pgoff, type EventForm } from './event-form.ts';

export const PROCESS_FORMS = {
  mmap: {
    group: 'QEMU’s process and maps',
    title: 'mmap of ESB pages',
    about: 'A new mapping of the device file where nothing is mapped yet.',
    rule: 'XIVE-R3',
    fields: [at, pages, pgoff, mappingName],
  },
  mmapFixed: {
    group: 'QEMU’s process and maps',
    title: 'mmap over what is there',
    about:
      'MAP_FIXED: removes the range first, then maps. If the kernel refuses the offset, a hole may stay.',
    rule: 'XIVE-R7',
    fields: [at, pages, pgoff, mappingName],
  },
  munmap: {
    group: 'QEMU’s process and maps',
    title: 'munmap',
    about: 'Removes a range: pieces are cut or split, filled pages inside are dropped, those outside stay.',
    rule: 'XIVE-R5',
    fields: [at, pages],
  },
  mprotect: {
    group: 'QEMU’s process and maps',
    title: 'mprotect',
    about: 'Changes the protection of a range; splits the mapping and never joins it again.',
    rule: 'XIVE-R8',
    fields: [
      at,
      pages,
      {
        name: 'prot',
        label: 'Protection',
        kind: 'choice',
        optional: true,
        choices: [
          { value: 'read', label: 'read' },
          { value: 'readWrite', label: 'read and write' },
          { value: 'none', label: 'none' },
        ],
      },
    ],
  },
  mremap: {
    group: 'QEMU’s process and maps',
    title: 'mremap',
    about: 'Growing is refused with EFAULT; shrinking removes the tail.',
    rule: 'XIVE-R9',
    fields: [at, pages, { name: 'to', label: 'New length in pages', kind: 'decimal' }],
  },
  madvise: {
    group: 'QEMU’s process and maps',
    title: 'madvise (drop pages)',
    about: 'MADV_DONTNEED on such a mapping is refused with EINVAL.',
    rule: 'XIVE-R9',
    fields: [at, pages],
  },
  fork: {
    group: 'QEMU’s process and maps',
    title: 'fork',
    about: 'A child process with the same mappings.',
    rule: 'XIVE-R9',
    fields: [{ name: 'name', label: 'Name of the child', kind: 'text' }],
  },
  touch: {
    group: 'QEMU’s process and maps',
    title: 'QEMU touches an address page',
    about: 'An access at an address of QEMU’s own process, whatever it stands for.',
    rule: 'XIVE-R10',
    fields: [{ name: 'page', label: 'Address page', kind: 'hex' }, access],
  },
  overlayRegion: {
    group: 'QEMU’s process and maps',
    title: 'Lay a region over the guest’s pages',
    about: 'A region of higher priority covers some sources and is backed by another mapping.',
    rule: null,
    fields: [
      { ...first, name: 'firstLisn' },
      { name: 'count', label: 'LISNs', kind: 'decimal' },
      at,
      { name: 'name', label: 'Name of the region', kind: 'text' },
    ],
  },
  removeOverlayRegion: {
    group: 'QEMU’s process and maps',
    title: 'Take a region away',
    about: 'The guest sees the region below again.',
    rule: null,
    fields: [{ name: 'name', label: 'Name of the region', kind: 'region' }],
  },
  parseMaps: {
    group: 'QEMU’s process and maps',
    title: 'Read a maps file',
    about: 'Reads lines of /proc/<pid>/maps and says which LISNs each piece shows. Changes nothing.',
    rule: null,
    fields: [{ name: 'text', label: 'Lines of the maps file', kind: 'long' }],
  },
} satisfies Partial<Record<XiveOp, EventForm>>;
