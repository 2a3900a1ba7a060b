/** Devices, and the numbers QEMU gives out for them. */
import type { XiveOp } from '../../../shared/xive/events.ts';
import {
  connect,
  dev,
  type EventForm,
  first,
  howMany,
  MOST_CONNECTIONS,
  MOST_VECTORS,
  msiKind,
  owners,
  vectors,
} from './event-form.ts';

export const DEVICE_FORMS = {
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
      { ...howMany, label: 'Vectors', most: MOST_VECTORS },
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
    fields: [
      {
        name: 'times',
        label: 'Rounds',
        kind: 'decimal',
        most: 100_000,
        hint: `Rounds by vectors make at most ${MOST_CONNECTIONS.toLocaleString('en')}.`,
      },
      vectors,
      { ...owners, optional: true },
    ],
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
} satisfies Partial<Record<XiveOp, EventForm>>;
