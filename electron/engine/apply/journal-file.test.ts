/** Journals that were cut off or damaged anywhere. */
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { continueJournal, createJournal, readRecords } from './journal-file.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'studio-journal-'));
let count = 0;

async function journalWith(records: readonly unknown[]): Promise<{ file: string; bytes: Buffer }> {
  const file = path.join(folder, `${count++}.journal`);
  const journal = await createJournal(file);
  for (const record of records) await journal.append(record);
  await journal.close();
  return { file, bytes: readFileSync(file) };
}

const record = fc.record({ record: fc.string({ unit: 'grapheme' }), step: fc.nat() });
const records = fc.array(record, { minLength: 2, maxLength: 6 });
const fraction = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

describe('a journal file', () => {
  it('gives back its whole records wherever it was cut off, and goes on behind them', async () => {
    await fc.assert(
      fc.asyncProperty(records, fraction, record, async (kept, where, next) => {
        const { file, bytes } = await journalWith(kept);
        const cut = Math.floor(where * bytes.length);
        writeFileSync(file, bytes.subarray(0, cut));
        const content = await readRecords(file);
        const whole = bytes.subarray(0, cut).filter((byte) => byte === 10).length;
        expect(content.records).toEqual(kept.slice(0, whole));
        expect(content.goodBytes + content.tornBytes).toBe(cut);
        const journal = await continueJournal(file, content);
        await journal.append(next);
        await journal.close();
        expect(await readRecords(file)).toMatchObject({
          records: [...kept.slice(0, whole), next],
          tornBytes: 0,
        });
      }),
      { numRuns: 60 },
    );
  });

  it('is refused, and left as it is, when a byte before its last record was changed', async () => {
    await fc.assert(
      fc.asyncProperty(records, fraction, fc.integer({ min: 1, max: 255 }), async (kept, where, change) => {
        const { file, bytes } = await journalWith(kept);
        const lastStart = bytes.lastIndexOf(10, bytes.length - 2) + 1;
        bytes[Math.floor(where * lastStart)]! ^= change;
        writeFileSync(file, bytes);
        await expect(readRecords(file)).rejects.toMatchObject({ code: 'unreadable' });
        expect(readFileSync(file)).toEqual(bytes);
      }),
      { numRuns: 100 },
    );
  });

  it('is made once, never over another, for its owner only', async () => {
    const { file } = await journalWith([1]);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    await expect(createJournal(file)).rejects.toMatchObject({ code: 'io' });
    await expect(readRecords(path.join(folder, 'none'))).rejects.toMatchObject({ code: 'io' });
  });
});
