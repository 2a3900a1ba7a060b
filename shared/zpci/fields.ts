/**
 * Every field of the CLP answers: where its bytes are, what it means and which class it has (zpci.md 2). Offsets are bytes
 * from the start of the response, whose first 16 are the header; numbers are big-endian unless said otherwise.
 */

/**
 * The seed's classes: V virtualized identifier; C must match the host's CLP answer; H must match what the host handles;
 * I limited by the host's IOMMU and by QEMU; E predefined by QEMU. `config`: from PCI config space or the card's regions;
 * `frame`: length and response code.
 */
export const FIELD_CLASSES = ['V', 'C', 'H', 'I', 'E', 'config', 'frame'] as const;
export type FieldClass = (typeof FIELD_CLASSES)[number];

export const CLASS_NAMES: Readonly<Record<FieldClass, string>> = {
  V: 'virtualized',
  C: 'host CLP',
  H: 'host handled',
  I: 'host IOMMU',
  E: 'emulated default',
  config: 'config space',
  frame: 'frame',
};

export type Block = 'function' | 'group' | 'list';

export interface ClpField {
  readonly block: Block;
  /** Unique within its block. */
  readonly name: string;
  readonly label: string;
  readonly offset: number;
  /** Bytes. */
  readonly width: number;
  /** Bits of the big-endian number that belong to it; absent = all. */
  readonly mask?: number;
  readonly littleEndian?: true;
  /** Of an intercepted function on a merged kernel; what a certain function's answer has, the engine says. */
  readonly usualClass: FieldClass;
  readonly form: 'number' | 'hex' | 'address' | 'path' | 'text' | 'flags' | 'log2' | 'code';
  /** `bytes`, `ms`, `vectors`; empty = none. */
  readonly unit: string;
  /** A full sentence. */
  readonly meaning: string;
}

function field(
  block: Block,
  name: string,
  label: string,
  at: readonly [offset: number, width: number],
  usualClass: FieldClass,
  form: ClpField['form'],
  meaning: string,
  more: { readonly mask?: number; readonly littleEndian?: true; readonly unit?: string } = {},
): ClpField {
  const { unit = '', ...rest } = more;
  return { block, name, label, offset: at[0], width: at[1], usualClass, form, unit, meaning, ...rest };
}

function frameOf(block: Block): readonly ClpField[] {
  return [
    field(
      block,
      'length',
      'length',
      [0, 2],
      'frame',
      'number',
      'Length of the response block, as the caller wrote it.',
      { unit: 'bytes' },
    ),
    field(
      block,
      'rsp',
      'response code',
      [2, 2],
      'frame',
      'code',
      'How the command ended: 0x0010 is success.',
    ),
  ];
}

/** Bytes that QEMU fills of a Query Function answer, and what Linux asks for. */
export const FUNCTION_BYTES = 192;
export const LINUX_FUNCTION_BYTES = 384;
export const GROUP_BYTES = 64;
export const LIST_HEADER_BYTES = 32;
export const LIST_ENTRY_BYTES = 16;
/** A Linux guest asks for the list in blocks of this size. */
export const LINUX_LIST_BYTES = 4064;

const BARS = [0, 1, 2, 3, 4, 5] as const;

export const FUNCTION_FIELDS: readonly ClpField[] = [
  ...frameOf('function'),
  field(
    'function',
    'vfn',
    'VFN',
    [16, 2],
    'C',
    'hex',
    'Virtual function number; 0 is the physical function.',
  ),
  field(
    'function',
    'flags',
    'flags',
    [18, 1],
    'C',
    'flags',
    'What the answer holds: 0x01 a utility string, 0x02 MIO addresses, 0x08 a physical function, 0x10 a routing id, 0x20 a topology id.',
  ),
  field(
    'function',
    'pfgid',
    'group',
    [19, 1],
    'V',
    'hex',
    'Number of the group whose answer holds the limits of this function.',
  ),
  field('function', 'fid', 'FID', [20, 4], 'V', 'hex', 'Names the function in the guest, as its slot.'),
  ...BARS.map((bar) =>
    field(
      'function',
      `barSize${bar}`,
      `BAR ${bar} size`,
      [24 + bar, 1],
      'config',
      'log2',
      `Size of BAR ${bar} as a power of two; 0 = the card has none.`,
    ),
  ),
  field('function', 'pchid', 'PCHID', [30, 2], 'C', 'hex', 'Place of the adapter in the machine.'),
  ...BARS.map((bar) =>
    field(
      'function',
      `bar${bar}`,
      `BAR ${bar}`,
      [32 + 4 * bar, 4],
      'config',
      'hex',
      `Register of BAR ${bar}, as config space shows it.`,
      { littleEndian: true },
    ),
  ),
  field(
    'function',
    'pfip',
    'path',
    [56, 4],
    'C',
    'path',
    'Segments of the physical path: the more of them differ, the better two functions are isolated.',
  ),
  field('function', 'port', 'port', [60, 2], 'C', 'number', 'Physical port of the card.', { mask: 0x000f }),
  field(
    'function',
    'fmbl',
    'FMB length',
    [62, 1],
    'C',
    'number',
    'Length of the measurement block; 0 makes Linux expect the basic one.',
    { unit: '4 bytes' },
  ),
  field('function', 'pft', 'type', [63, 1], 'C', 'hex', 'Type of the function: RoCE, ISM, NVMe.'),
  field(
    'function',
    'sdma',
    'first DMA address',
    [64, 8],
    'H',
    'address',
    'First address the function may reach by DMA.',
  ),
  field(
    'function',
    'edma',
    'last DMA address',
    [72, 8],
    'H',
    'address',
    'Last address the function may reach by DMA.',
  ),
  field(
    'function',
    'rid',
    'routing id',
    [80, 2],
    'C',
    'hex',
    'Place of a function on a multi-function card.',
  ),
  field('function', 'tid', 'topology id', [86, 2], 'C', 'hex', 'Which functions hang together.'),
  field(
    'function',
    'uid',
    'UID',
    [124, 4],
    'V',
    'hex',
    'The admin’s number, which becomes the PCI domain in the guest.',
    { mask: 0xffff },
  ),
  field(
    'function',
    'utilStr',
    'utility string',
    [128, 64],
    'C',
    'text',
    'Free text of the adapter, in EBCDIC.',
  ),
];

export const GROUP_FIELDS: readonly ClpField[] = [
  ...frameOf('group'),
  field(
    'group',
    'noi',
    'interrupts',
    [16, 2],
    'C',
    'number',
    'Interrupt vectors each function of the group can have.',
    { mask: 0x0fff, unit: 'vectors' },
  ),
  field(
    'group',
    'version',
    'version',
    [18, 1],
    'C',
    'number',
    'Version of the group; 1 lets Linux name the speed of the slot.',
  ),
  field(
    'group',
    'refresh',
    'refresh',
    [19, 1],
    'C',
    'flags',
    'The guest has to announce new mappings too, not only changed ones.',
    { mask: 0x01 },
  ),
  field(
    'group',
    'frame',
    '1 MiB frames',
    [19, 1],
    'I',
    'flags',
    'Translation tables may map frames of 1 MiB.',
    { mask: 0x02 },
  ),
  field(
    'group',
    'rtr',
    'relaxed translation',
    [19, 1],
    'I',
    'flags',
    'The guest may map its memory once and directly.',
    { mask: 0x20 },
  ),
  field(
    'group',
    'maxstbl',
    'longest store block',
    [20, 2],
    'C',
    'number',
    'Longest block of one PCI store block instruction.',
    { mask: 0x1fff, unit: 'bytes' },
  ),
  field(
    'group',
    'mui',
    'update interval',
    [22, 2],
    'C',
    'number',
    'How often the measurement block is written.',
    { unit: 'ms' },
  ),
  field(
    'group',
    'dtsm',
    'table types',
    [24, 1],
    'I',
    'hex',
    'Types of translation tables: 0x40 = beginning with a region third table.',
  ),
  field('group', 'maxfaal', 'forwarding limit', [26, 2], 'C', 'number', 'Limit of directed interrupts.'),
  field(
    'group',
    'dnoi',
    'directed interrupts',
    [28, 2],
    'C',
    'number',
    'Directed interrupts of a function.',
    { mask: 0x0fff },
  ),
  field('group', 'maxcpu', 'CPUs', [30, 2], 'C', 'number', 'CPUs that directed interrupts can reach.'),
  field(
    'group',
    'dasm',
    'DMA address mask',
    [32, 8],
    'C',
    'address',
    'Address bits DMA can use; 0 = no restriction is told.',
  ),
  field(
    'group',
    'msia',
    'MSI address',
    [40, 8],
    'C',
    'address',
    'Address the function writes its MSI messages to.',
  ),
];

export const LIST_FIELDS: readonly ClpField[] = [
  ...frameOf('list'),
  field(
    'list',
    'token',
    'resume token',
    [16, 8],
    'V',
    'hex',
    'Where the next page begins; 0 = this was the last one.',
  ),
  field('list', 'mdd', 'handle mask', [24, 4], 'E', 'hex', 'Bits of a handle that tell simulated functions.'),
  field('list', 'maxFn', 'most functions', [28, 2], 'E', 'number', 'Functions that are announced at most.'),
  field('list', 'flags', 'flags', [30, 1], 'E', 'flags', 'Bit 0: UID checking is on.'),
  field('list', 'entrySize', 'entry size', [31, 1], 'E', 'number', 'Bytes of one entry.', { unit: 'bytes' }),
];

/** Of one entry of a list; offsets from the start of the entry. */
export const ENTRY_FIELDS: readonly ClpField[] = [
  field('list', 'deviceId', 'device', [0, 2], 'config', 'hex', 'PCI device id.'),
  field('list', 'vendorId', 'vendor', [2, 2], 'config', 'hex', 'PCI vendor id; 0 = an empty entry.'),
  field('list', 'config', 'configuration', [4, 4], 'E', 'hex', '0x80000000 = configured, 0 = standby.'),
  field('list', 'entryFid', 'FID', [8, 4], 'V', 'hex', 'FID in the guest.'),
  field('list', 'entryFh', 'handle', [12, 4], 'V', 'hex', 'Handle as it is now.'),
];
