/** Every event of the schema as a form: in which group it stands, what it means, its rule, and its fields. */
import type { XiveOp } from '../../../shared/xive/events.ts';

export type FieldKind =
  /** Hex in and out, `0x1304`. */
  | 'hex'
  | 'decimal'
  | 'text'
  | 'long'
  | 'choice'
  | 'yes'
  /** A device that is there, a PHB or hardware page, an offset of the management page. */
  | 'device'
  | 'owner'
  | 'owners'
  | 'region'
  | 'offset';

export interface FieldForm {
  readonly name: string;
  readonly label: string;
  readonly kind: FieldKind;
  /** May be left out; then the engine's default holds. */
  readonly optional?: true;
  readonly hint?: string;
  /** The default first. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  /** Its values are numbers, or true and false. */
  readonly values?: 'numbers' | 'booleans';
}

export const EVENT_GROUPS = [
  'Guest touches',
  'Interrupts and P/Q',
  'Devices',
  'Interrupt numbers',
  'QEMU’s process and maps',
  'Kernel',
  'Machine',
] as const;
export type EventGroup = (typeof EVENT_GROUPS)[number];

export interface EventForm {
  readonly group: EventGroup;
  readonly title: string;
  readonly about: string;
  /** Null where no rule of its own stands behind it. */
  readonly rule: string | null;
  readonly fields: readonly FieldForm[];
}

const lisn: FieldForm = {
  name: 'lisn',
  label: 'LISN',
  kind: 'hex',
  hint: 'The guest’s number of the source.',
};
const at: FieldForm = {
  name: 'at',
  label: 'First address page',
  kind: 'hex',
  hint: 'Counted from the guest’s first ESB mapping.',
};
const pages: FieldForm = { name: 'pages', label: 'Pages', kind: 'decimal' };
const pgoff: FieldForm = {
  name: 'pgoff',
  label: 'File page offset',
  kind: 'hex',
  hint: 'Of LISN L: 4 + 2 × L. The merged kernel takes only 4.',
};
const mappingName: FieldForm = { name: 'name', label: 'Name of the mapping', kind: 'text', optional: true };
const vectors: FieldForm = { name: 'vectors', label: 'Vectors', kind: 'decimal' };
const dev: FieldForm = { name: 'dev', label: 'Device', kind: 'device' };
const first: FieldForm = { name: 'first', label: 'First LISN', kind: 'hex' };
const howMany: FieldForm = { name: 'n', label: 'How many', kind: 'decimal' };
const parity: FieldForm = {
  name: 'parity',
  label: 'Page of the pair',
  kind: 'choice',
  values: 'numbers',
  choices: [
    { value: '1', label: 'management' },
    { value: '0', label: 'trigger' },
  ],
};
const ACCESSES = [
  { value: 'load', label: 'load' },
  { value: 'store', label: 'store' },
] as const;
const access: FieldForm = {
  name: 'access',
  label: 'Access',
  kind: 'choice',
  optional: true,
  choices: ACCESSES,
};
const msiKind: FieldForm = {
  name: 'kind',
  label: 'Kind',
  kind: 'choice',
  optional: true,
  choices: [
    { value: 'msix', label: 'MSI-X' },
    { value: 'msi', label: 'MSI' },
  ],
};
const connect: FieldForm = {
  name: 'connect',
  label: 'Vectors are connected',
  kind: 'choice',
  optional: true,
  values: 'booleans',
  choices: [
    { value: 'true', label: 'at once' },
    { value: 'false', label: 'by later events' },
  ],
};
const offset: FieldForm = { name: 'offset', label: 'Offset in the page', kind: 'offset' };
const owners: FieldForm = {
  name: 'owner',
  label: 'Interrupts of the host',
  kind: 'owners',
  hint: 'phb1, phb1[4] for the first vector, or one page for each vector with commas.',
};

export const EVENT_FORMS: Readonly<Record<XiveOp, EventForm>> = {
  guestTouch: {
    group: 'Guest touches',
    title: 'The guest touches a page',
    about: 'The guest loads or stores at a page of a source. An overlay region wins over the base mapping.',
    rule: 'XIVE-R10',
    fields: [lisn, parity, access],
  },
  touchAllMgmt: {
    group: 'Guest touches',
    title: 'The guest touches all vectors',
    about: 'The guest loads the management page of every vector that a device has.',
    rule: 'XIVE-R10',
    fields: [dev],
  },
  timaTouch: {
    group: 'Guest touches',
    title: 'The guest touches the TIMA',
    about: 'Four views of the thread registers are mapped; only the one for the OS answers.',
    rule: 'XIVE-R10',
    fields: [
      {
        name: 'view',
        label: 'View',
        kind: 'choice',
        values: 'numbers',
        choices: [
          { value: '2', label: 'OS' },
          { value: '3', label: 'user' },
          { value: '1', label: 'hypervisor' },
          { value: '0', label: 'hardware' },
        ],
      },
    ],
  },
  monitorTouch: {
    group: 'Guest touches',
    title: 'QEMU’s monitor reads a source',
    about: 'QEMU loads P and Q of one source through its own base mapping, which fills that page.',
    rule: 'XIVE-R21',
    fields: [lisn, parity],
  },
  infoPic: {
    group: 'Guest touches',
    title: 'Someone looks with info pic',
    about: 'QEMU reads the state of every claimed LISN: looking changes which pages are filled.',
    rule: 'XIVE-R21',
    fields: [],
  },

  handle: {
    group: 'Interrupts and P/Q',
    title: 'The guest ends an interrupt',
    about: 'Linux loads at 0xc00 of the management page, and triggers again when Q was set.',
    rule: 'XIVE-R10',
    fields: [lisn],
  },
  fire: {
    group: 'Interrupts and P/Q',
    title: 'A device fires',
    about: 'A source of the host raises an interrupt, whoever owns it now.',
    rule: null,
    fields: [{ name: 'source', label: 'Hardware source', kind: 'owner', hint: 'phb1[2] or ipi(0x40).' }],
  },
  load: {
    group: 'Interrupts and P/Q',
    title: 'The guest loads at an offset',
    about: 'A load from the management page reads P and Q, ends the interrupt or sets them, by its offset.',
    rule: 'XIVE-R10',
    fields: [lisn, offset],
  },
  store: {
    group: 'Interrupts and P/Q',
    title: 'The guest stores at an offset',
    about: 'A store triggers the source or sets P and Q, by its offset.',
    rule: 'XIVE-R10',
    fields: [lisn, offset],
  },
  hcallEsb: {
    group: 'Interrupts and P/Q',
    title: 'The guest asks with H_INT_ESB',
    about:
      'QEMU makes the access for the guest, through its own mapping: the way of level signalled sources.',
    rule: 'XIVE-R21',
    fields: [
      lisn,
      { name: 'access', label: 'Access', kind: 'choice', choices: ACCESSES },
      { ...offset, hint: 'Of the management page.' },
    ],
  },
  line: {
    group: 'Interrupts and P/Q',
    title: 'The line of an LSI changes',
    about: 'A level signalled source is asserted or released.',
    rule: null,
    fields: [lisn, { name: 'level', label: 'The line is asserted', kind: 'yes' }],
  },
  configure: {
    group: 'Interrupts and P/Q',
    title: 'The guest sets a target',
    about: 'H_INT_SET_SOURCE_CONFIG: which vCPU and queue get the interrupt. Priority 255 masks it.',
    rule: null,
    fields: [
      lisn,
      { name: 'server', label: 'vCPU', kind: 'decimal' },
      { name: 'priority', label: 'Priority', kind: 'decimal', hint: 'Linux guests use 6.' },
      { name: 'eisn', label: 'EISN', kind: 'hex', hint: 'The number the guest finds in its queue.' },
    ],
  },

  plug: {
    group: 'Devices',
    title: 'Plug a device',
    about:
      'Claims numbers, creates the sources that are missing, and connects every vector to the host’s interrupt.',
    rule: 'XIVE-R17',
    fields: [{ name: 'dev', label: 'Name of the device', kind: 'text' }, owners, vectors, msiKind, connect],
  },
  unplug: {
    group: 'Devices',
    title: 'Unplug a device cleanly',
    about: 'The guest’s driver releases its vectors and numbers, then the device goes.',
    rule: 'XIVE-R18',
    fields: [dev],
  },
  removeUnclean: {
    group: 'Devices',
    title: 'Take a device away uncleanly',
    about: 'The device goes while its driver is bound: its numbers stay claimed, without a device.',
    rule: 'XIVE-R19',
    fields: [dev],
  },
  driverStarts: {
    group: 'Devices',
    title: 'The driver starts again',
    about: 'The guest’s driver of a plugged device claims its vectors again.',
    rule: 'XIVE-R14',
    fields: [dev, vectors],
  },
  enableVectors: {
    group: 'Devices',
    title: 'Vectors are enabled one by one',
    about: 'QEMU rebuilds all connections for every new vector, so n vectors make n² zaps.',
    rule: 'XIVE-R16',
    fields: [
      { ...howMany, label: 'Vectors' },
      {
        name: 'driverFirstEnablesOne',
        label: 'The driver enables a single vector first',
        kind: 'yes',
        optional: true,
      },
      { ...dev, optional: true, hint: 'Without one it only counts.' },
    ],
  },
  plugUnplugLoop: {
    group: 'Devices',
    title: 'Plug and unplug many times',
    about: 'The same device comes and goes; shows how fast numbers and table entries are used up.',
    rule: 'XIVE-R13',
    fields: [{ name: 'times', label: 'Rounds', kind: 'decimal' }, vectors, { ...owners, optional: true }],
  },

  alloc: {
    group: 'Interrupt numbers',
    title: 'QEMU claims numbers',
    about: 'First fit in the MSI range; blocks for MSI-X start at an even number.',
    rule: 'XIVE-R14',
    fields: [howMany, msiKind],
  },
  free: {
    group: 'Interrupt numbers',
    title: 'Numbers are freed',
    about: 'QEMU forgets them; the kernel keeps the sources, since none can be removed.',
    rule: 'XIVE-R15',
    fields: [first, howMany],
  },
  qemuFree: {
    group: 'Interrupt numbers',
    title: 'Only QEMU frees numbers',
    about: 'As freeing, said from QEMU’s side: the kernel’s sources and their pages stay.',
    rule: 'XIVE-R15',
    fields: [first, howMany],
  },

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

  setMapped: {
    group: 'Kernel',
    title: 'Connect a LISN to the host’s interrupt',
    about: 'set_mapped: from now on a PHB source owns the LISN; the merged kernel drops its pages.',
    rule: 'XIVE-R12',
    fields: [lisn, { name: 'owner', label: 'Interrupt of the host', kind: 'owner' }],
  },
  clrMapped: {
    group: 'Kernel',
    title: 'Disconnect a LISN',
    about: 'clr_mapped: the IPI source owns it again; the merged kernel drops its pages.',
    rule: 'XIVE-R13',
    fields: [lisn, { name: 'owner', label: 'Interrupt of the host', kind: 'owner', optional: true }],
  },
  zap: {
    group: 'Kernel',
    title: 'Zap the pages of a LISN',
    about:
      'Drops both pages in every mapping of the file, also of other guests; the next access fills them anew.',
    rule: 'XIVE-R11',
    fields: [lisn],
  },
  createSource: {
    group: 'Kernel',
    title: 'Create a source',
    about: 'The kernel takes an IPI source for the LISN. There is no way to remove it again.',
    rule: 'XIVE-R2',
    fields: [
      lisn,
      { name: 'ipi', label: 'IPI number', kind: 'hex', optional: true, hint: 'Left out: the next free one.' },
      { name: 'lsi', label: 'Level signalled', kind: 'yes', optional: true },
    ],
  },
  createDevice: {
    group: 'Kernel',
    title: 'Create the XIVE device',
    about: 'QEMU makes the device of the VM; a VM has at most one.',
    rule: 'XIVE-R1',
    fields: [],
  },
  resetDevice: {
    group: 'Kernel',
    title: 'Reset the XIVE device',
    about: 'Masks targeted sources and clears the queues; mappings stay.',
    rule: 'XIVE-R22',
    fields: [],
  },
  closeDevice: {
    group: 'Kernel',
    title: 'Close the XIVE device',
    about: 'Unmaps everything, as on a change of the interrupt mode.',
    rule: 'XIVE-R22',
    fields: [],
  },

  machineReset: {
    group: 'Machine',
    title: 'Machine reset',
    about: 'QEMU frees all MSI blocks and devices claim again; mappings and sources stay.',
    rule: 'XIVE-R20',
    fields: [],
  },
  vmState: {
    group: 'Machine',
    title: 'The VM starts, stops or migrates',
    about: 'QEMU then reads P and Q of every claimed LISN, which fills their pages.',
    rule: 'XIVE-R21',
    fields: [
      {
        name: 'change',
        label: 'Change',
        kind: 'choice',
        choices: [
          { value: 'start', label: 'start' },
          { value: 'stop', label: 'stop' },
          { value: 'migrate', label: 'migrate' },
        ],
      },
    ],
  },
};

/** In the order of the table, by group. */
export function eventsOfGroup(group: EventGroup): XiveOp[] {
  return (Object.keys(EVENT_FORMS) as XiveOp[]).filter((op) => EVENT_FORMS[op].group === group);
}

/** Operations that a search word finds by title, name, rule or description. */
export function findEvents(text: string): ReadonlySet<XiveOp> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return new Set(
    (Object.keys(EVENT_FORMS) as XiveOp[]).filter((op) => {
      const { title, about, rule, group } = EVENT_FORMS[op];
      const all = `${op} ${title} ${about} ${rule ?? ''} ${group}`.toLowerCase();
      return words.every((word) => all.includes(word));
    }),
  );
}
