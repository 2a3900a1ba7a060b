/** The examples of the XIVE family, as studies of branches; the numbers are those of the reference machine. */
import { readdirSync, readFileSync } from 'node:fs';
import type { XiveEvent } from '../../shared/xive/events.ts';
import { type Branch, DEFAULT_CONFIG, type XiveState } from '../../shared/xive/types.ts';
import { HostTree } from '../../electron/engine/hosts/tree.ts';
import { observeXive } from '../../electron/engine/xive/observe.ts';
import { readScenarioFile } from '../../electron/engine/xive/observe/scenarios.ts';
import { pseriesSetup } from '../../electron/engine/xive/setup/pseries.ts';
import { underStrategy } from '../../electron/engine/xive/setup/under.ts';
import { MILLION_BRANCHES } from './xive-million.ts';
import { REPLUG_BRANCHES } from './xive-replug.ts';

export interface XiveExample {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly host: { readonly name: string; readonly machine: string; readonly kernel: string };
  readonly xive: XiveState;
}

const BOOT: readonly XiveEvent[] = [
  { op: 'infoPic', note: 'QEMU reads all claimed sources at start, and so touches their management pages.' },
  { op: 'guestTouch', lisn: 0, parity: 1, note: 'The guest unmasks the IPI of its first vCPU.' },
  { op: 'guestTouch', lisn: 0x1101, parity: 1, note: 'And the console.' },
];

const DEVICE: readonly XiveEvent[] = [
  {
    op: 'plug',
    dev: 'adapter',
    owner: 'phb1',
    vectors: 4,
    note: 'The device’s MSIs come to LISNs 0x1300 to 0x1303; QEMU lays a mapping of their pages over the base one.',
  },
  { op: 'touchAllMgmt', dev: 'adapter', note: 'The guest unmasks the four vectors.' },
  {
    op: 'guestTouch',
    lisn: 0x1280,
    parity: 1,
    note: 'A number without a source: the guest would be paused.',
  },
];

const INITIAL: Branch = {
  id: 'initial',
  name: 'Initial mapping',
  about:
    'One mapping of all ESB pages behind guest memory: CPU IPIs from 0, VIO at 0x1100, LSIs at 0x1200, MSIs from 0x1300.',
  parent: null,
  config: DEFAULT_CONFIG,
  setup: pseriesSetup(DEFAULT_CONFIG, { vcpus: 4 }),
  events: BOOT,
};

function drawn(id: string, name: string, about: string, strategy: 'A1' | 'A2' | 'B1'): Branch {
  const parent = { branch: INITIAL.id, step: BOOT.length };
  const events = [...BOOT, ...DEVICE.slice(0, 2)];
  return underStrategy({ ...INITIAL, id, name, about, parent, events }, strategy).branch;
}

const SEED: readonly Branch[] = [
  INITIAL,
  drawn(
    'overlay-region',
    'MSIs overlaid by a region (A1)',
    'The proposal: a second mapping elsewhere, and a region of higher priority over the base region. The base mapping stays whole.',
    'A1',
  ),
  drawn(
    'mmap-over',
    'MSIs mapped over (A2)',
    'The reviewer’s remark: map over the base mapping itself. It is cut in three pieces, and guest memory has one slot.',
    'A2',
  ),
  drawn(
    'merged',
    'What was merged (B1)',
    'No overlay at all: the kernel drops the pages, and the next access finds the device’s source.',
    'B1',
  ),
  {
    ...drawn(
      'stray',
      'A stray access',
      'What a guest must not do: touch the pages of a number without a source.',
      'B1',
    ),
    events: [...BOOT, ...DEVICE],
  },
];

/** The cases of the reference, as the case runner has them. */
function workedExamples(): readonly Branch[] {
  const file = new URL('../../electron/engine/xive/cases/fixtures/worked-examples.json', import.meta.url);
  const read = readScenarioFile(readFileSync(file, 'utf8'), 'worked-examples.json');
  if (read === null || read.branches.length === 0) throw new Error('The worked examples hold no case.');
  return read.branches;
}

/** Seven moments of one real guest, read by the same reader that opens a capture. */
function realGuest(): XiveState {
  const folder = new URL('../../electron/engine/xive/observe/fixtures/kvm-vfio/', import.meta.url);
  const tree = new HostTree();
  const moments = readdirSync(folder).filter((name) => /^0\d-/.test(name));
  for (const moment of moments.toSorted())
    for (const name of readdirSync(new URL(`${moment}/`, folder)).toSorted()) {
      const text = readFileSync(new URL(`${moment}/${name}`, folder), 'utf8');
      tree.add(`/captured/xive/${moment}/${name}`, { kind: 'file', text });
    }
  const observed = observeXive(tree);
  if (observed === null || observed.state.readings.length !== moments.length)
    throw new Error(`Of ${moments.length} moments only ${observed?.state.readings.length ?? 0} were read.`);
  return observed.state;
}

function study(branches: readonly Branch[]): XiveState {
  return { readings: [], branches };
}

const HOST = { machine: 'POWER9, pseries guest', kernel: 'model of Linux 5.2 and later' } as const;

export const XIVE_EXAMPLES: readonly XiveExample[] = [
  {
    id: 'xive-replug',
    title: 'XIVE: another drive gets the same numbers',
    summary:
      'A drive is used and taken out, the next one gets its LISNs. Without a measure interrupt 0x1304 goes astray; six branches show what helps.',
    host: { ...HOST, name: 'replug' },
    xive: study(REPLUG_BRANCHES),
  },
  {
    id: 'xive-seed-drawings',
    title: 'XIVE: the first drawings',
    summary:
      'One mapping of all ESB pages, then the MSIs of a passed-through device laid over it: by a region, by mmap, and as it was merged.',
    host: { ...HOST, name: 'drawings' },
    xive: study(SEED),
  },
  {
    id: 'xive-worked-examples',
    title: 'XIVE: the worked examples',
    summary:
      'Small cases, one branch each: splits and merges, wrong pages behind a hole, zaps, numbering, P/Q.',
    host: { ...HOST, name: 'examples' },
    xive: study(workedExamples()),
  },
  {
    id: 'xive-real-guest',
    title: 'XIVE: a real guest, seven moments',
    summary:
      'Captures of one guest: booted, a drive plugged, removed, another one with its numbers, torn out, a network card, a reset. Compare two, or go on from one.',
    host: { name: 'guest-vfio', machine: 'POWER9, two vCPUs', kernel: '6.12' },
    xive: realGuest(),
  },
  {
    id: 'xive-million',
    title: 'XIVE: 256 vCPUs, 1,000,000 sources',
    summary: 'As large as KVM lets a guest be, with twelve network cards and eight drives that come and go.',
    host: { ...HOST, name: 'million' },
    xive: study(MILLION_BRANCHES),
  },
];
