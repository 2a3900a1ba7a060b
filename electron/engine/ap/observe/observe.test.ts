import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ApState, driverOf } from '../../../../shared/ap/types.ts';
import { apqnOf } from '../../../../shared/apqn.ts';
import { FULL_MASK, idsOf, maskOf, minus } from '../../../../shared/mask.ts';
import { HostTree } from '../../hosts/tree.ts';
import { shadowOf } from '../kernel/filter.ts';
import { createApState, createMdev, masksOf } from '../model.ts';
import { observeAp, observeApInTurns } from '../observe.ts';
import { exampleState, observed, treeOf } from './testing/example-host.ts';

/** The state without what makes comparison slow or differs by design. */
function comparable(state: ApState) {
  const { profileReason: _, queues, ...rest } = state;
  return {
    ...rest,
    queues: {
      ...queues,
      state: queues.state.join(''),
      details: new Map(
        [...queues.details]
          .map(([apqn, { status: __, ...detail }]) => [apqn, detail])
          .filter(([, detail]) => Object.keys(detail as object).length > 0) as never,
      ),
    },
  };
}

test('the example host reads back as it was, without a finding', () => {
  const { state, findings } = observed(treeOf(exampleState()));
  expect([comparable(state), findings]).toEqual([comparable(exampleState()), []]);
});

const ids = (max: number) => fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: max });

test('an observation in turns sees the same and lets others work in between', async () => {
  const tree = treeOf(exampleState());
  let turns = 0;
  let ended = false;
  const count = (): void => {
    turns += 1;
    if (!ended) setImmediate(count);
  };
  setImmediate(count);
  const seen = await observeApInTurns(tree);
  ended = true;
  // Two cards, looked at twice: as cards and by their queues.
  expect([seen, turns >= 3, await observeApInTurns(new HostTree())]).toEqual([observeAp(tree), true, null]);
});

test('state -> capture -> state is the identity on what sysfs can tell', () => {
  const profiles = fc.constantFrom('upstream' as const, 'upstream-6.18' as const, '2018-merged' as const);
  fc.assert(
    fc.property(
      profiles,
      ids(6),
      ids(6),
      ids(8),
      ids(8),
      fc.array(fc.tuple(ids(4), ids(4), ids(3)), { maxLength: 4 }),
      fc.boolean(),
      (profile, adapters, domains, freeAdapters, freeDomains, wishes, running) => {
        const legacy = profile === '2018-merged';
        const bare = createApState({
          profile,
          hasApConfig: !legacy,
          lpar: masksOf(adapters, domains, domains),
          apmask: minus(FULL_MASK, maskOf(freeAdapters)),
          aqmask: minus(FULL_MASK, maskOf(freeDomains)),
          persistent: { apmask: maskOf(freeAdapters), aqmask: null },
          cards: new Map(
            adapters
              .map(
                (id) =>
                  [
                    id,
                    {
                      type: 'CEX7P',
                      mode: 'ep11',
                      hwtype: 13,
                      online: true,
                      config: true,
                      chkstop: false,
                      serial: null,
                    },
                  ] as const,
              )
              .sort(([a], [b]) => a - b),
          ),
        });
        const mdevs = wishes.map(([apm, aqm, adm], index) => {
          const matrix = masksOf(apm, aqm, adm);
          const shadow = shadowOf(bare, matrix);
          const visible = idsOf(shadow.apm).some((a) =>
            idsOf(shadow.aqm).some((d) => driverOf(bare.queues, apqnOf(a, d)) === 'vfio_ap'),
          );
          return createMdev(`62177883-f1bb-47f0-914d-32a22e3a880${index}`, {
            name: `guest ${index}`,
            hue: index,
            matrix,
            shadow,
            guest: running && visible && !legacy ? `guest ${index}` : null,
            defined: index % 2 === 0 ? 'manual' : null,
          });
        });
        // Overlapping guests are no state of a kernel: one queue has one status.
        fc.pre(
          mdevs.every((mdev, index) =>
            mdevs
              .slice(0, index)
              .every((other) => !idsOf(mdev.matrix.apm).some((id) => idsOf(other.matrix.apm).includes(id))),
          ),
        );
        const state: ApState = { ...bare, mdevs };
        const { state: seen } = observed(treeOf(state));
        // Where no queue exists nothing tells 6.19 from 6.18, and without mdevs nothing tells 2018.
        const { profile: _, hasApConfig: __, unknown: ___, ...expected } = comparable(state);
        const { profile: p, hasApConfig: h, unknown: u, ...got } = comparable(seen);
        fc.pre(!legacy || p === profile);
        expect(got).toEqual(expected);
        expect([typeof p, typeof h, u.has('apmask')]).toEqual(['string', 'boolean', false]);
      },
    ),
    { numRuns: 60 },
  );
});

test('a host without any sign of AP has no AP state', () => {
  const tree = new HostTree();
  tree.add('/sys/bus/pci', { kind: 'folder' });
  tree.add('/etc/mdevctl.d/0000:00:0a.0/x', { kind: 'file', text: '{}' });
  expect(observeAp(tree)).toBeNull();
});
