import { describe, expect, it } from 'vitest';
import type { XiveEvent } from '../../../../shared/xive/events.ts';
import { type Branch, DEFAULT_CONFIG, STRATEGY_IDS } from '../../../../shared/xive/types.ts';
import { xiveCases } from '../cases/runner.ts';
import { readScenarioFile } from '../observe/scenarios.ts';
import { pseriesSetup } from '../setup/pseries.ts';
import { underStrategy } from '../setup/under.ts';
import { XIVE_EXPORTS } from './exports.ts';
import { writeBranch } from './write.ts';

const EVENTS: readonly XiveEvent[] = [
  { op: 'plug', dev: 'nvme1', owner: 'phb1', vectors: 8, note: 'The first drive.' },
  { op: 'guestTouch', lisn: 0x1304, parity: 1 },
  { op: 'unplug', dev: 'nvme1' },
  { op: 'plug', dev: 'nvme2', owner: 'phb2', vectors: 8 },
  { op: 'handle', lisn: 0x1304 },
  { op: 'munmap', at: 0x2600, pages: 8 },
  { op: 'guestTouch', lisn: 0x1300, parity: 0 },
];

const story: Branch = {
  id: 'story',
  name: 'A re-plug',
  about: 'Two drives, one after the other.',
  parent: null,
  config: DEFAULT_CONFIG,
  setup: pseriesSetup(DEFAULT_CONFIG, { vcpus: 2 }),
  events: EVENTS,
};

const two: Branch = {
  ...story,
  id: 'two',
  name: 'Two guests',
  setup: { vms: ['A', 'B'].map((name) => ({ ...story.setup.vms[0]!, name })) },
  events: EVENTS.map((event) => ({ ...event, vm: 'B' })),
};

interface CaseFile {
  readonly cases: readonly unknown[];
}

function differences(text: string): readonly unknown[] {
  const { cases } = JSON.parse(text) as CaseFile;
  return cases.flatMap((one) => xiveCases.run(one).differences);
}

describe('a scenario', () => {
  it.each(STRATEGY_IDS)('under %s opens again as the same branch, and is a case that passes', (strategy) => {
    for (const branch of [story, two]) {
      const { branch: other } = underStrategy(branch, strategy);
      const { text, name } = writeBranch(other, 'scenario');
      expect(readScenarioFile(text, name)?.branches).toEqual([other]);
      expect(differences(text)).toEqual([]);
    }
  });

  it('with another end than the case expects does not pass', () => {
    const { text } = writeBranch({ ...story, config: { ...DEFAULT_CONFIG, strategy: 'none' } }, 'scenario');
    expect(differences(text.replace('"strategy": "none"', '"strategy": "B1"')).length).toBeGreaterThan(0);
  });

  it.each<[string, readonly XiveEvent[]]>([
    [
      'a source that nobody created, in a block that is there',
      [{ op: 'setMapped', lisn: 0x130c, owner: 'phb1[1]' }, { op: 'machineReset' }],
    ],
    ['a device that is closed', [...EVENTS, { op: 'closeDevice' }]],
    ['a device that is made anew', [...EVENTS, { op: 'closeDevice' }, { op: 'createDevice' }]],
  ])('XIVE-R2 of %s is a case that passes', (_, events) => {
    expect(differences(writeBranch({ ...story, events }, 'scenario').text)).toEqual([]);
  });

  it('lists two million populated pages on one line', () => {
    const populated = Array.from({ length: 2_097_152 }, (_, page) => page);
    const [guest] = story.setup.vms;
    const vmas = [{ start: 0, end: 2_097_152, pgoff: 4, name: 'VMA0' }];
    const sources = [{ from: 0, to: 1_048_575, ipi: 0, lsi: false }];
    const setup = { vms: [{ ...guest!, sources, vmas, populated }] };
    const { text } = writeBranch({ ...story, setup, events: [] }, 'scenario');
    const line = text.split('\n').find((one) => one.includes('"populated"'));
    expect(line?.trim().length).toBe(
      `"populated": ${JSON.stringify(populated)}`.length + populated.length - 1,
    );
  });

  it('is what the studio exports of a host, and reads back', () => {
    const state = { readings: [], branches: [story, two] };
    const entry = XIVE_EXPORTS.find(({ format }) => format === 'xive-scenario')!;
    const plan = { style: 'both', steps: [], blocks: [], notes: [] } as const;
    const { files } = entry.write({ name: 'h', observed: state, desired: state, plan });
    const read = entry.read!(files, { readings: [], branches: [] });
    expect(read.ok && read.state.branches).toEqual([story, two]);
    expect(entry.read!([{ path: 'x', text: '{}', executable: false }], state)).toMatchObject({ ok: false });
  });
});

describe('texts to read', () => {
  it('a trace names every event, its steps with rules, P/Q and what is stale since when', () => {
    const stale = { ...story, config: { ...DEFAULT_CONFIG, strategy: 'none' as const } };
    const { text } = writeBranch(stale, 'trace');
    for (const part of [
      'Step 1  plug nvme1 (8 vectors of phb1)',
      '"The first drive."',
      '[XIVE-R12;',
      '* page 0x2609 stale since step 3: shows phb1[4]',
      'P/Q',
    ])
      expect(text).toContain(part);
  });

  it('calls tell offsets and lengths, and keep each note on a line of its own', () => {
    const events = EVENTS.map((event) => ({ ...event, note: 'one\ntwo' }));
    const { text } = writeBranch(underStrategy({ ...story, events }, 'A2').branch, 'calls');
    expect(text).toMatch(/^qemu: +mmap\(0x[0-9a-f]+, 0x100000, .*MAP_FIXED, xive_fd, 0x26040000\)$/m);
    expect(text).toContain('# one two');
    expect(text.split('\n').filter((line) => !/^(?:#|qemu:|kernel:|guest:|hardware:|$)/.test(line))).toEqual(
      [],
    );
  });

  it.each(['trace', 'calls'] as const)(
    'the %s of a very long branch ends with how much more there is',
    (format) => {
      const note = 'n'.repeat(500);
      const events = Array.from(
        { length: 20_000 },
        (_, at): XiveEvent => ({ op: 'zap', lisn: at % 2, note }),
      );
      const { text } = writeBranch({ ...story, events }, format);
      const [, left] = /This text ends here: (\d+) further events are not told\.\n$/.exec(text) ?? [];
      const told = text.match(format === 'trace' ? /^Step \d+/gm : /^# \d+\. /gm)!.length;
      expect([text.length < 9_000_000, told + Number(left)]).toEqual([true, events.length]);
    },
  );
});
