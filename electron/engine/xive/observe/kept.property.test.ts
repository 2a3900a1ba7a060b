/** Damaged captures: whatever is read of them can be written and read again, and what could not is told. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdit } from '../edits.ts';
import { fromFile, toFile } from '../file.ts';
import type { XiveState } from '../../../../shared/xive/types.ts';
import { FIXTURES, observeTexts } from './testing/fixture-readings.ts';

const MOMENTS = ['kvm-vfio', 'tcg-pseries', 'qemu10-sample'].flatMap((capture) =>
  readdirSync(join(FIXTURES, capture)).map((moment) => `${capture}/${moment}`),
);

function textsOf(moment: string): Record<string, string> {
  const names = readdirSync(join(FIXTURES, moment));
  return Object.fromEntries(
    names.map((name) => [`${moment}/${name}`, readFileSync(join(FIXTURES, moment, name), 'utf8')]),
  );
}

/** From 0 to 1, the same for the same seed. */
function numbersOf(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

const DAMAGES: readonly ((text: string, random: () => number) => string)[] = [
  (text) => text,
  (text, random) => text.slice(0, Math.floor(random() * text.length)),
  (text, random) =>
    text
      .split('\n')
      .filter(() => random() > 0.1)
      .join('\n'),
  (text, random) =>
    text
      .split('\n')
      .flatMap((line) => (random() < 0.2 ? [line, line] : [line]))
      .join('\n'),
  (text, random) =>
    text.replace(/[0-9a-f]/g, (digit) =>
      random() < 0.01 ? '0123456789abcdef'[Math.floor(random() * 16)]! : digit,
    ),
  (text, random) => text.replace(/\d+/g, (digits) => (random() < 0.02 ? '9'.repeat(20) : digits)),
  (text, random) => text.replace(/\d+/g, (digits) => (random() < 0.02 ? '70000' : digits)),
  (text, random) =>
    text.replace(/[0-9a-f]{8,16}/g, (digits) => (random() < 0.05 ? 'f'.repeat(digits.length) : digits)),
  (text, random) => text.replace(/\w+/g, (word) => (random() < 0.01 ? word.repeat(300) : word)),
];

function kept(state: XiveState): XiveState {
  return fromFile(JSON.parse(JSON.stringify(toFile(state))));
}

describe('readings of damaged texts', () => {
  it('are read from the file as they were written, and so is a branch that goes on from one', () => {
    fc.assert(
      fc.property(fc.constantFrom(...MOMENTS), fc.integer({ min: 1 }), (moment, seed) => {
        const random = numbersOf(seed);
        const texts = Object.entries(textsOf(moment)).map(([name, text]) => {
          const damage = DAMAGES[Math.floor(random() * DAMAGES.length)]!;
          return [name, damage(text, random)] as const;
        });
        const { readings } = observeTexts(Object.fromEntries(texts));
        const state: XiveState = { readings, branches: [] };
        expect(kept(state)).toEqual(state);
        for (const { id } of readings) {
          const studied = applyEdit(state, {
            family: 'xive',
            op: 'studyReading',
            id: 's',
            name: 'S',
            reading: id,
          });
          if (studied.ok) expect(kept(studied.state)).toEqual(studied.state);
        }
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it.each([
    [
      'guest-proc-interrupts.txt',
      'XIVE-IRQ',
      (text: string) => text.replace(/^ *\d+:/m, '99999999999999999999:'),
    ],
    ['host-debugfs-kvm-xive.txt', 'kvm/xive', (text: string) => text.replace(/\/6 *$/m, '/999')],
    ['vm-info-pic.txt', 'info pic', (text: string) => text.replace(/\/6 /, '/999 ')],
    [
      'host-kprobe-trace.txt',
      'kprobe trace',
      (text: string) => text.replace(/addr=0x\w+/, `addr=0x${'f'.repeat(20)}`),
    ],
  ] as const)('a number of %s that nothing can have is told as damage', (name, _, damage) => {
    const moment = 'kvm-vfio/01-nvme1-hotplugged';
    const texts = textsOf(moment);
    const key = `${moment}/${name}`;
    const changed = damage(texts[key]!);
    expect(changed).not.toBe(texts[key]);
    const { readings, findings } = observeTexts({ ...texts, [key]: changed });
    expect(findings.map(({ message }) => message).join(' ')).toMatch(
      /A row of .* is cut off or damaged and left out/,
    );
    expect(kept({ readings, branches: [] }).readings).toEqual(readings);
  });
});
