import { describe, expect, it } from 'vitest';
import { FORMAT_VERSION, MIGRATIONS, type Migration, migrate } from './migrations.ts';

/** For every entry of MIGRATIONS: a file as its version wrote it, and what it becomes. */
const EXAMPLES: readonly { readonly from: number; readonly before: object; readonly after: object }[] = [
  {
    from: 1,
    before: {
      formatVersion: 1,
      hosts: [{ families: { ap: { observed: { mdevs: [{ defined: 'auto' }] } } } }],
    },
    after: {
      formatVersion: 1,
      hosts: [{ families: { ap: { observed: { mdevs: [{ defined: 'auto' }] } } } }],
    },
  },
];

describe('migrations', () => {
  it('are numbered without gaps, and each has an example here', () => {
    expect(MIGRATIONS.map(({ from }) => from)).toEqual(MIGRATIONS.map((_, index) => index + 1));
    expect(EXAMPLES.map(({ from }) => from)).toEqual(MIGRATIONS.map(({ from }) => from));
    expect(FORMAT_VERSION).toBe(MIGRATIONS.length + 1);
  });

  it('turn every example into the next version', () => {
    for (const { from, before, after } of EXAMPLES)
      expect(MIGRATIONS[from - 1]?.migrate({ ...before }), `from ${from}`).toEqual(after);
  });

  it('run in order from the file’s version on, each counting the version', () => {
    const step = (from: number): Migration => ({
      from,
      about: '',
      migrate: (file) => ({ ...file, steps: [...(file.steps as number[]), from] }),
    });
    const three = [step(1), step(2), step(3)];
    expect(migrate({ formatVersion: 2, steps: [] }, 2, three)).toEqual({ formatVersion: 4, steps: [2, 3] });
  });
});
