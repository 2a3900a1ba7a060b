import { describe, expect, test } from 'vitest';
import { readingPage, readingRows, readingSource } from '../derive/reading-cards.ts';
import { historyOf } from './history.ts';
import { readingMoment } from './reading-moment.ts';
import { observeFixture, observeTexts } from './testing/fixture-readings.ts';

const PIC = `  LISN         PQ    EISN     CPU/PRIO EQ
  00001300 MSI -Q  M 00000000
irqchip: in-kernel
`;

describe('what a text does not tell', () => {
  const reading = observeTexts({ 'pic.txt': PIC }).readings[0]!;
  const moment = readingMoment(reading);

  test('XIVE-F6 info pic alone tells sources, and neither mappings nor pages', () => {
    expect(moment.told).toEqual({
      vmas: false,
      regions: false,
      slots: false,
      sources: true,
      owners: false,
      pages: false,
      history: false,
    });
  });

  test('pages are unknown, not holes', () => {
    const { rows } = readingRows(reading, moment, { from: 0, count: 9, filter: '' });
    const { state, stack } = readingPage(reading, moment, 0x2600);
    expect([rows.map(({ pages }) => pages), state, stack.at(-2)?.text]).toEqual([
      [['unknown', 'unknown']],
      'unknown',
      'Which line covers it is not known: no maps file is among these texts.',
    ]);
  });

  test('without info pic nobody knows what is claimed', async () => {
    const { readings } = await observeFixture('kvm-vfio/01-nvme1-hotplugged');
    const table = { ...readings[0]!, sources: readings[0]!.sources.map((one) => ({ ...one, pic: null })) };
    expect(readingSource(table, readingMoment(table), 0x1300).claimed).toBeNull();
  });
});

describe('what a trace tells of this guest', () => {
  test('XIVE-R11 each change is told once, in the order of time, without the zaps of other files', async () => {
    const { readings } = await observeFixture('kvm-vfio');
    const told = readings.map((reading) => {
      const times = historyOf(reading, 8192).map(({ time }) => time);
      return {
        sorted: times.every((time, at) => at === 0 || time >= times[at - 1]!),
        others: historyOf(reading, 8192).filter(
          ({ event }) => event.kind === 'zap' && event.length !== 0x20000,
        ).length,
        twice: historyOf(reading, 8192).filter(
          ({ task, event }) => task === 'kernel' && (event.kind === 'set' || event.kind === 'clear'),
        ).length,
      };
    });
    expect(told).toEqual(readings.map(() => ({ sorted: true, others: 0, twice: 0 })));
  });

  test("faults of another process's guest are not this guest's", async () => {
    const { readings } = await observeFixture('kvm-vfio');
    const strangers = readings.flatMap((reading) =>
      historyOf(reading, 8192).filter(
        ({ task, event }) => event.kind === 'fault' && !task.startsWith('qemu'),
      ),
    );
    expect(strangers).toEqual([]);
  });
});
