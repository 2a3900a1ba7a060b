/** What KVM and the machine do by themselves. */
import type { XiveOp } from '../../../shared/xive/events.ts';
import { lisn, type EventForm } from './event-form.ts';

export const KERNEL_FORMS = {
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
} satisfies Partial<Record<XiveOp, EventForm>>;
