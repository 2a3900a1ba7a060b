import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../shared/errors.ts';
import { DSA_REGISTRATION } from './queries.ts';
import { busyHost, idleHost, uuid } from './testing/wishes.ts';

const answers = DSA_REGISTRATION.queries(() => ({
  observed: idleHost(),
  desired: busyHost(),
})) as unknown as Readonly<Record<string, (input: unknown) => unknown>>;

describe('the calls of the DSA family', () => {
  it('answer from the wish', () => {
    const part = answers['dsa.part']!({ hostId: 'h', part: 'wq0.0' });
    const mdev = answers['dsa.mdev']!({ hostId: 'h', mdev: uuid(1) });
    const guests = answers['dsa.guests']!({ hostId: 'h' });
    const preview = answers['dsa.preview']!({ hostId: 'h', gesture: { kind: 'take', mdev: uuid(1) } });
    expect([part, mdev, guests, preview]).toMatchObject([
      { part: 'wq0.0', kind: 'wq', mdevs: [uuid(1)] },
      { id: uuid(1), wq: 'wq0.0', guest: 'web' },
      [{ name: 'vm-web' }, { name: 'vm-db' }],
      { choices: [{ label: `Remove ${uuid(1)}`, refusal: null }] },
    ]);
  });

  it('say so when a thing is gone', () => {
    expect(() => answers['dsa.part']!({ hostId: 'h', part: 'wq9.9' })).toThrow(StudioError);
    expect(() => answers['dsa.mdev']!({ hostId: 'h', mdev: 'gone' })).toThrow('gone is not there any more.');
  });

  it('play a strategy', () => {
    const run = answers['dsa.play']!({
      strategy: 'mdev-hybrid',
      mode: 'dedicated',
      guests: 1,
      softwareOnly: true,
    });
    expect(run).toMatchObject({ strategy: 'mdev-hybrid' });
  });
});
