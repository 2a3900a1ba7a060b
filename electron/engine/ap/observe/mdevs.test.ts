import { expect, test } from 'vitest';
import type { ApState } from '../../../../shared/ap/types.ts';
import { FULL_MASK, idsOf, maskOf } from '../../../../shared/mask.ts';
import { createApState, createMdev, masksOf } from '../model.ts';
import { exampleState, MDEV, observed, treeOf, UUID } from './testing/example-host.ts';

function fullRows(): ApState {
  const matrix = masksOf(
    [5, 6],
    Array.from({ length: 256 }, (_, id) => id),
    [],
  );
  const bare = createApState({
    profile: 'upstream-6.18',
    lpar: { apm: maskOf([5, 6, 7]), aqm: FULL_MASK, adm: FULL_MASK },
    apmask: maskOf([0]),
  });
  return {
    ...bare,
    mdevs: [
      createMdev(UUID, {
        matrix: { ...matrix, apm: maskOf([5, 6, 7]) },
        shadow: { ...matrix, apm: maskOf([5, 6, 7]) },
      }),
    ],
  };
}

test('a matrix cut at one page: ap_config tells the whole, without it the rest is unknown', () => {
  const state = fullRows();
  const withConfig = observed(treeOf(state));
  const without = observed(
    treeOf(state, { [`${MDEV}/ap_config`]: null, '/sys/devices/vfio_ap/matrix/features': null }),
  );
  const summary = ({ state: seen }: { state: ApState }) => [
    idsOf(seen.mdevs[0]!.matrix.apm),
    seen.mdevs[0]!.matrix.aqm.join() === FULL_MASK.join(),
    idsOf(seen.mdevs[0]!.shadow.apm),
    seen.unknown.has('matrix'),
    seen.unknown.has('guestMatrix'),
  ];
  expect([treeOf(state).text(`${MDEV}/matrix`)!.length, summary(withConfig), summary(without)]).toEqual([
    4095,
    [[5, 6, 7], true, [5, 6, 7], false, true],
    [[5, 6], true, [5, 6], true, true],
  ]);
});

test('adapters alone read as `aa.`, domains alone as `.dddd`', () => {
  const read = (text: string) => {
    const { state } = observed(
      treeOf(exampleState(), { [`${MDEV}/ap_config`]: null, [`${MDEV}/matrix`]: text }),
    );
    return [idsOf(state.mdevs[0]!.matrix.apm), idsOf(state.mdevs[0]!.matrix.aqm)];
  };
  expect([read('05.\n06.\n'), read('.0004\n.0047\n'), read('')]).toEqual([
    [[5, 6], []],
    [[], [4, 71]],
    [[], []],
  ]);
});

test('a running guest that no domain names is an unknown guest', () => {
  const { state } = observed(treeOf(exampleState(), { '/captured/domains': null }));
  expect([state.mdevs[0]!.name, state.mdevs[0]!.guest]).toEqual(['mdev 62177883', 'unknown guest']);
});

test('a running guest whose name cannot be shown whole is shown by a part of it, and is not called so in libvirt', () => {
  const xml = `<domain><name>${'n'.repeat(70)}</name><devices><hostdev type='mdev'><source><address uuid='${UUID}'/></source></hostdev></devices></domain>`;
  const { state } = observed(
    treeOf(exampleState(), { '/captured/domains': null, '/captured/domains/n.xml': xml }),
  );
  expect([state.mdevs[0]!.name, state.mdevs[0]!.guest]).toEqual(['n'.repeat(64), 'unknown guest']);
});
