/** The example machines that ship with the studio. Names, serials and UUIDs are invented; no customer's data is here. */
import type { ApState } from '../../shared/ap/types.ts';
import { exampleUuid } from './example-uuid.ts';
import { card, type GuestSketch, machine } from './machine.ts';

export interface ExampleMachine {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly host: { readonly name: string; readonly machine: string; readonly kernel: string };
  readonly ap: ApState;
}

function kernelDocumentation(): ApState {
  const guest = (index: number, name: string, adapters: number[], domains: number[]): GuestSketch => ({
    uuid: exampleUuid(1, index),
    name,
    hue: index,
    adapters,
    domains,
    running: true,
  });
  return machine({
    cards: new Map([
      [5, card('CEX8C', '93AA1005')],
      [6, card('CEX8A')],
    ]),
    domains: [4, 0x47, 0xab, 0xff],
    max: { adapter: 255, domain: 255 },
    releasedAdapters: [5, 6],
    releasedDomains: [4, 0x47, 0xab, 0xff],
    defaultDomain: -1,
    guests: [
      guest(0, 'guest1', [5, 6], [4, 0xab]),
      guest(1, 'guest2', [5], [0x47, 0xff]),
      guest(2, 'guest3', [6], [0x47, 0xff]),
    ],
  });
}

/**
 * Eight adapters, twelve domains, four guests. payments-a and hsm-proxy both want 06.0047 (hsm-proxy is only defined, so
 * nobody has noticed yet), and 07.0006 has no driver, which hides adapter 7 from payments-a in all its domains.
 */
function z16Lpar(): ApState {
  return machine({
    cards: new Map([
      [0, card('CEX7A')],
      [1, card('CEX7C', '93AA1701')],
      [3, card('CEX8C', '93AA1803')],
      [4, card('CEX8C', '93AA1804')],
      [6, card('CEX8P', '93AA1806')],
      [7, card('CEX8P', '93AA1807')],
      [10, card('CEX8A')],
      [11, card('CEX8A')],
    ]),
    domains: [0, 4, 5, 6, 7, 8, 11, 20, 31, 71, 84, 85],
    max: { adapter: 255, domain: 85 },
    releasedAdapters: [0, 1],
    releasedDomains: [5, 6, 7, 8, 11, 71, 84],
    defaultDomain: 20,
    guests: [
      {
        uuid: exampleUuid(2, 0),
        name: 'payments-a',
        hue: 0,
        adapters: [3, 4, 6, 7],
        domains: [6, 71, 84],
        controlDomains: [6, 71, 84],
        running: true,
      },
      {
        uuid: exampleUuid(2, 1),
        name: 'payments-b',
        hue: 1,
        adapters: [0, 1],
        domains: [4, 5, 7, 8],
        running: true,
      },
      {
        uuid: exampleUuid(2, 2),
        name: 'hsm-proxy',
        hue: 2,
        adapters: [6],
        domains: [5, 11, 71],
        controlDomains: [11],
        active: false,
        defined: 'manual',
      },
      {
        uuid: exampleUuid(2, 3),
        name: 'test-ci',
        hue: 3,
        adapters: [10, 11],
        domains: [5, 7],
        defined: null,
      },
    ],
    unbound: ['07.0006'],
  });
}

/** 256 x 256: sixteen bands of adapters by sixteen of domains; the host keeps the first block, 200 guests have one each. */
function fullMachine(): ApState {
  const all = Array.from({ length: 256 }, (_, id) => id);
  const types = ['CEX8C', 'CEX8P', 'CEX8A', 'CEX7C'];
  const guests = Array.from({ length: 200 }, (_, index): GuestSketch => {
    const block = index + 1;
    const [band, column] = [block >> 4, block & 15];
    const [rows, columns] = [4 + ((index * 7) % 13), 3 + ((index * 5) % 14)];
    return {
      uuid: exampleUuid(3, index),
      name: `guest-${String(index + 1).padStart(3, '0')}`,
      hue: (index * 3 + (index >> 4)) % 8,
      adapters: all.slice(band * 16, band * 16 + rows),
      domains: all.slice(column * 16, column * 16 + columns),
      running: index % 3 !== 0,
      active: index % 7 !== 6,
    };
  });
  return machine({
    cards: new Map(all.map((id) => [id, card(types[(id >> 4) % types.length]!)])),
    domains: all,
    max: { adapter: 255, domain: 255 },
    releasedAdapters: all.slice(16),
    releasedDomains: all.slice(16),
    defaultDomain: 0,
    guests: guests.map((guest) => (guest.active ? guest : { ...guest, running: false })),
  });
}

export const EXAMPLES: readonly ExampleMachine[] = [
  {
    id: 'kernel-documentation',
    title: 'The three guests of the kernel documentation',
    summary:
      'Cards 5 and 6, domains 4, 71, 171 and 255, three guests that share no queue. The place to begin.',
    host: { name: 'doc-lpar', machine: 'IBM z16', kernel: '6.12.0' },
    ap: kernelDocumentation(),
  },
  {
    id: 'z16-lpar',
    title: 'A z16 LPAR with a conflict',
    summary:
      'Eight adapters, twelve domains, four guests. Two of them want the same queue, and one sees less than it was given.',
    host: { name: 'lpar-crypto01', machine: 'IBM z16', kernel: '6.12.0' },
    ap: z16Lpar(),
  },
  {
    id: 'full-machine',
    title: 'A full machine: 65,536 queues, 200 guests',
    summary: 'All 256 adapters and 256 domains in use: what the largest possible host looks like.',
    host: { name: 'lpar-full', machine: 'IBM z16', kernel: '6.12.0' },
    ap: fullMachine(),
  },
];
