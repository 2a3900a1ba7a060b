/** Facts nobody writes, with what they mean (dsa.md 2, 7). */
import type { PartCard } from '../../../../shared/dsa/cards.ts';
import { wqName } from '../../../../shared/dsa/types.ts';
import { operationsOf } from '../capabilities.ts';
import { type Part, enginesInGroup, wqsInGroup } from '../edits/parts.ts';

type Fact = PartCard['facts'][number];

function fact(file: string, label: string, value: string | number, meaning: string): Fact {
  return { file, label, value: String(value), meaning };
}

const GENERATIONS: Readonly<Record<number, string>> = { 0x100: '1.0', 0x200: '2.0', 0x300: '3.0' };

function deviceFacts({ device }: Part): readonly Fact[] {
  const { caps, kind } = device;
  const iaa = kind === 'iax';
  return [
    fact('', 'PCI address', device.bdf, 'Names change when cards are added; the address does not.'),
    fact(
      'version',
      'Version',
      `0x${caps.version.toString(16)}`,
      `${iaa ? 'IAA' : 'DSA'} ${GENERATIONS[caps.version] ?? 'of another generation'}.`,
    ),
    fact(
      'state',
      'State',
      device.state,
      device.driver === null ? 'No driver has it.' : `The driver ${device.driver} has it.`,
    ),
    fact(
      'numa_node',
      'NUMA node',
      caps.numaNode,
      caps.numaNode < 0 ? 'No node is told.' : 'Memory of this node is nearest.',
    ),
    fact('gen_cap', 'General capabilities', caps.genCap, 'Bits are told in section 7.3 of the reference.'),
    ...(caps.iaaCap === null ? [] : [fact('iaa_cap', 'IAA capabilities', caps.iaaCap, 'IAA 2.0 and later.')]),
    fact(
      'op_cap',
      'Operations',
      `0x${caps.opCap.replace(/^0+(?=.)/, '')}`,
      // The bits of an IAA mean other operations, which dsa.md does not list.
      iaa
        ? 'One bit for each operation the device can do.'
        : `It can do: ${operationsOf(caps.opCap).join(', ')}.`,
    ),
    fact('max_transfer_size', 'Largest transfer', caps.maxTransferSize, 'Bytes in one descriptor.'),
    ...(iaa ? [] : [fact('max_batch_size', 'Largest batch', caps.maxBatchSize, 'Descriptors in one batch.')]),
    fact(
      'pasid_enabled',
      'PASID',
      caps.pasid ? '1' : '0',
      caps.pasid
        ? 'Shared queues, user queues and guests are possible.'
        : 'No shared queue, no user queue, no guest.',
    ),
    fact(
      'ims_size',
      'Interrupt slots',
      caps.imsSize,
      caps.imsSize === 0
        ? 'None: this kernel or device gives no queues to guests.'
        : `One for each running guest; the table has ${caps.imsSize * 16} bytes.`,
    ),
    fact(
      'configurable',
      'Configurable',
      caps.configurable ? '1' : '0',
      caps.configurable
        ? 'All settings can be written while it is disabled.'
        : 'Only type, name and driver name can be written.',
    ),
    fact(
      'errors',
      'Last error record',
      /^0*$/.test(device.errors) ? '0' : `0x${device.errors.replace(/^0+/, '')}`,
      'SWERR, as the hardware left it.',
    ),
  ];
}

function wqFacts({ device, index }: Part): readonly Fact[] {
  const wq = device.wqs[index]!;
  const node =
    wq.cdevMinor === null
      ? 'There is no character device now.'
      : `/dev/${device.kind === 'iax' ? 'iax' : 'dsa'}/${wqName(device, index)} is ${device.caps.cdevMajor}:${wq.cdevMinor}.`;
  const held = {
    disabled: 'Its settings can be written.',
    enabled: 'It takes descriptors.',
    locked: 'An mdev has it: off in hardware until its guest enables it, and frozen for the administrator.',
  };
  const portal = index * 0x4000;
  return [
    fact('state', 'State', wq.state, held[wq.state]),
    fact(
      'driver',
      'Driver',
      wq.driver ?? 'none',
      wq.driver === null ? 'Enabling binds one.' : 'Bound on the dsa bus.',
    ),
    fact('clients', 'Clients', wq.clients, 'Open files, or devices of guests.'),
    fact('cdev_minor', 'Character device', wq.cdevMinor ?? 'none', node),
    fact(
      '',
      'Known to the hardware',
      wq.hardwareSize,
      device.state === 'enabled'
        ? 'Entries, since the device was enabled.'
        : 'Nothing until the device is enabled.',
    ),
    fact(
      '',
      'Portals',
      `0x${portal.toString(16)}`,
      `Four pages of BAR2 from there: unlimited and limited, for MSI-X and for IMS.`,
    ),
    ...Object.entries(wq.others).map(([file, value]) =>
      fact(file, file, value, 'A file this program does not know; shown as read.'),
    ),
  ];
}

export function factsOf(part: Part): readonly Fact[] {
  const { device, index } = part;
  switch (part.kind) {
    case 'device':
      return [
        ...deviceFacts(part),
        ...Object.entries(device.others).map(([file, value]) =>
          fact(file, file, value, 'A file this program does not know; shown as read.'),
        ),
      ];
    case 'group':
      return [
        fact(
          'work_queues',
          'Work queues',
          wqsInGroup(device, index)
            .map((at) => wqName(device, at))
            .join(' ') || 'none',
          'Any engine of the group may serve any of them.',
        ),
        fact(
          'engines',
          'Engines',
          enginesInGroup(device, index)
            .map((at) => `engine${device.id}.${at}`)
            .join(' ') || 'none',
          'An enabled group needs at least one, and a queue.',
        ),
      ];
    case 'engine':
      return [];
    case 'wq':
      return wqFacts(part);
  }
}
