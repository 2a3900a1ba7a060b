import { describe, expect, it } from 'vitest';
import { FULL_MASK, maskOf, maskToHex, minus } from '../../../../shared/mask.ts';
import { masksOf } from '../model.ts';
import { stateDifferences } from './differences.ts';
import { targetState } from './target.ts';
import { guest, host, plan, rehearsed, titles, uuid, wish, withMatrices } from './testing.ts';

const [A, B] = [uuid(1), uuid(2)];

describe('plan of the lasting layer', () => {
  it('AP-Z1 AP-Z5 writes ids that stay with the host, and a host that keeps none as a change', () => {
    const observed = host([]);
    const none = { ...observed, persistent: { apmask: maskOf([]), aqmask: maskOf([0, 1, 2, 200]) } };
    const made = plan(observed, none, { style: 'persistent' });
    expect(made.steps.map(({ action }) => action.kind === 'run' && action.commands)).toEqual([
      [
        {
          argv: ['chzdev', '--type', 'ap', '--persistent', '--yes', 'apmask=-0-255', 'aqmask=0-2,200'],
          stdin: null,
        },
      ],
    ]);
    const end = rehearsed(observed, made.steps).at(-1)!;
    expect([maskToHex(end.persistent.apmask!), end.persistent.aqmask]).toEqual([
      maskToHex(maskOf([])),
      maskOf([0, 1, 2, 200]),
    ]);
    const back = plan(none, observed, { style: 'persistent' });
    expect(titles(back)).toEqual(['Forget the apmask and aqmask of the next boot']);
    expect(rehearsed(none, back.steps).at(-1)!.persistent).toEqual({ apmask: null, aqmask: null });
  });

  it('AP-Z3 AP-K4 definitions that start at boot swap in three steps, and clashes are blocked by rule', () => {
    const auto = { defined: 'auto' } as const;
    const observed = host([guest(A, 'a', [5], [4], auto), guest(B, 'b', [6], [4], auto)]);
    const swapped = wish(withMatrices(observed, { [A]: masksOf([6], [4]), [B]: masksOf([5], [4]) }), {
      family: 'ap',
      op: 'persist',
    });
    const options = { style: 'persistent', restart: [] } as const;
    const made = plan(observed, swapped, options);
    expect(titles(made)).toEqual([
      'Keep apmask and aqmask for the next boot',
      'Change the definition of a for the next boot, started at boot',
      'Change the definition of b for the next boot, started at boot',
      'Change the definition of a for the next boot, started at boot',
    ]);
    const taken = { ...observed, persistent: { apmask: FULL_MASK, aqmask: FULL_MASK } };
    expect(plan(observed, taken, options).blocks.map(({ rule }) => rule)).toEqual(['AP-Z3']);
    const overridden = {
      ...observed,
      mdevs: [guest(A, 'a', [9], [4], auto)],
      queues: { ...observed.queues, overrides: new Map([[0x0904, 'vfio_ap']]) },
    };
    expect(plan({ ...overridden, mdevs: [] }, overridden, options).blocks.map(({ rule }) => rule)).toEqual([
      'AP-K4',
    ]);
  });

  it('AP-Z3 a definition gives up before the masks take', () => {
    const pool = minus(FULL_MASK, maskOf([5, 6, 7]));
    const observed = host([guest(A, 'a', [5, 6], [4], { defined: 'auto' })], {
      persistent: { apmask: pool, aqmask: FULL_MASK },
    });
    const desired = wish(
      observed,
      { family: 'ap', op: 'unassign', mdev: A, adapters: [6], domains: [], controlDomains: [] },
      { family: 'ap', op: 'writeMask', mask: 'apmask', value: '+6' },
    );
    const made = plan(observed, desired, { style: 'persistent' });
    expect(titles(made)).toEqual([
      'Change the definition of a for the next boot, started at boot',
      'Keep apmask for the next boot',
    ]);
    const end = rehearsed(observed, made.steps).at(-1)!;
    expect(stateDifferences(targetState(observed, desired, 'persistent'), end)).toEqual([]);
  });

  it('AP-D5 keeps and removes definitions with the exact files', () => {
    const observed = host([guest(A, 'a', [5], [4], { defined: 'manual' })]);
    const gone = plan(observed, { ...observed, mdevs: [] }, { style: 'both' });
    expect(
      gone.steps.map(({ action }) => (action.kind === 'run' ? [action.commands, action.files] : action.path)),
    ).toEqual([
      `/sys/devices/vfio_ap/matrix/${A}/remove`,
      [
        [{ argv: ['mdevctl', 'undefine', '-u', A, '-p', 'matrix'], stdin: null }],
        [{ path: `/etc/mdevctl.d/matrix/${A}`, text: null }],
      ],
    ]);
  });
});
