/** Debian's QEMU as the judge of the model of QEMU: the same answers, word for word, and the same devices after each. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findProgram, needsPrograms } from './harness/needs.ts';
import { startQmp } from './harness/qmp.ts';
import { BARE_GUEST, compare, type Compared, moves, profileOf, QEMU } from './harness/zpci-qemu.ts';

/** Each of 20 to 30 operations. */
const SESSIONS = 24;
const SEED = 20_190_521;

describe('zpci devices of the model and of QEMU (ZPCI-A1 to ZPCI-A16)', () => {
  it('are refused in the same words, and have the same numbers', { timeout: 120_000 }, async (context) => {
    needsPrograms(context, QEMU);
    const all: Compared[] = [];
    for (const session of fc.sample(moves, { seed: SEED, numRuns: SESSIONS })) {
      const qmp = await startQmp([findProgram(QEMU)!, ...BARE_GUEST]);
      const profile = profileOf(await qmp.ask('query-version'));
      all.push(...(await compare(qmp, profile, session)));
      await qmp.end();
    }
    const sentences = new Set(
      all.flatMap(({ qemu: [refused] }) => refused?.replace(/\d+|\bn\d/g, 'N').replace(/^.*: /, '') ?? []),
    );
    expect(all.map(({ move, model }) => [move, model])).toEqual(all.map(({ move, qemu }) => [move, qemu]));
    // Fewer kinds of refusals would mean that the sessions no longer try what the rules are about.
    expect(sentences.size).toBeGreaterThanOrEqual(8);
    expect(all.length).toBeGreaterThan(300);
  });
});
