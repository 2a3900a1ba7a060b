/** The fields that several events have, and what a form of an event is. */
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
  /** The most this form takes, where it is less than the schema takes. */
  readonly most?: number;
}

/** More MSIs than a device has. */
export const MOST_VECTORS = 2048;
/** Connections that one round trip of a loop may make in all; more tells nothing new. */
export const MOST_CONNECTIONS = 200_000;

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

export const lisn: FieldForm = {
  name: 'lisn',
  label: 'LISN',
  kind: 'hex',
  hint: 'The guest’s number of the source.',
};
export const at: FieldForm = {
  name: 'at',
  label: 'First address page',
  kind: 'hex',
  hint: 'Counted from the guest’s first ESB mapping.',
};
export const pages: FieldForm = { name: 'pages', label: 'Pages', kind: 'decimal' };
export const pgoff: FieldForm = {
  name: 'pgoff',
  label: 'File page offset',
  kind: 'hex',
  hint: 'Of LISN L: 4 + 2 × L. The merged kernel takes only 4.',
};
export const mappingName: FieldForm = {
  name: 'name',
  label: 'Name of the mapping',
  kind: 'text',
  optional: true,
};
export const vectors: FieldForm = {
  name: 'vectors',
  label: 'Vectors',
  kind: 'decimal',
  most: MOST_VECTORS,
};
export const dev: FieldForm = { name: 'dev', label: 'Device', kind: 'device' };
export const first: FieldForm = { name: 'first', label: 'First LISN', kind: 'hex' };
export const howMany: FieldForm = { name: 'n', label: 'How many', kind: 'decimal' };
export const parity: FieldForm = {
  name: 'parity',
  label: 'Page of the pair',
  kind: 'choice',
  values: 'numbers',
  choices: [
    { value: '1', label: 'management' },
    { value: '0', label: 'trigger' },
  ],
};
export const ACCESSES = [
  { value: 'load', label: 'load' },
  { value: 'store', label: 'store' },
] as const;
export const access: FieldForm = {
  name: 'access',
  label: 'Access',
  kind: 'choice',
  optional: true,
  choices: ACCESSES,
};
export const msiKind: FieldForm = {
  name: 'kind',
  label: 'Kind',
  kind: 'choice',
  optional: true,
  choices: [
    { value: 'msix', label: 'MSI-X' },
    { value: 'msi', label: 'MSI' },
  ],
};
export const connect: FieldForm = {
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
export const offset: FieldForm = { name: 'offset', label: 'Offset in the page', kind: 'offset' };
export const owners: FieldForm = {
  name: 'owner',
  label: 'Interrupts of the host',
  kind: 'owners',
  hint: 'phb1, phb1[4] for the first vector, or one page for each vector with commas.',
};
