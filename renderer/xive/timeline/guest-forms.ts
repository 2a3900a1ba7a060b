/** What a guest and its interrupts do. */
import type { XiveOp } from '../../../shared/xive/events.ts';
import { access, ACCESSES, dev, lisn, offset, parity, type EventForm } from './event-form.ts';

export const GUEST_FORMS = {
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
} satisfies Partial<Record<XiveOp, EventForm>>;
