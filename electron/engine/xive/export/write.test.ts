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
});
