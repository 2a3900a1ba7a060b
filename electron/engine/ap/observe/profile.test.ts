import { expect, test } from 'vitest';
import { HostTree } from '../../hosts/tree.ts';
import { exampleState, observed, treeOf } from './testing/example-host.ts';

test('profile detection, by files first and the release second', () => {
  const state = exampleState();
  const merged = exampleState({ profile: '2018-merged', hasApConfig: false });
  const noVfio = { '/sys/devices/vfio_ap': null, '/sys/class/mdev_bus': null } as const;
  const unbound = exampleState({ vfioApLoaded: false, mdevs: [] });
  const rows: readonly [string, HostTree][] = [
    ['driver_override', treeOf(exampleState({ profile: 'upstream' }))],
    ['guest_matrix without driver_override', treeOf(state)],
    ['mdev without guest_matrix', treeOf(merged)],
    ['no apmask', treeOf(merged, { '/sys/bus/ap/apmask': null, '/sys/bus/ap/aqmask': null })],
    [
      'vfio_ap not loaded, release 5.15',
      treeOf(unbound, { ...noVfio, '/proc/sys/kernel/osrelease': '5.15.0-91\n' }),
    ],
    ['vfio_ap not loaded, release 6.12', treeOf(unbound, { ...noVfio, '/captured/uname-r': '6.12.0\n' })],
    ['vfio_ap not loaded, release 4.19', treeOf(unbound, { ...noVfio, '/captured/uname-r': '4.19.0\n' })],
    ['release 6.19 but no driver_override', treeOf(unbound, { ...noVfio, '/captured/uname-r': '6.19.1\n' })],
    ['nothing tells', treeOf(unbound, noVfio)],
  ];
  expect(
    rows.map(([name, tree]) => [
      name,
      observed(tree).state.profile,
      observed(tree).state.hasApConfig,
      observed(tree).state.profileReason.length > 20,
    ]),
  ).toEqual([
    ['driver_override', 'upstream', true, true],
    ['guest_matrix without driver_override', 'upstream-6.18', true, true],
    ['mdev without guest_matrix', '2018-merged', false, true],
    ['no apmask', '2018-v9', false, true],
    ['vfio_ap not loaded, release 5.15', '2018-merged', false, true],
    ['vfio_ap not loaded, release 6.12', 'upstream-6.18', true, true],
    ['vfio_ap not loaded, release 4.19', '2018-v9', false, true],
    ['release 6.19 but no driver_override', 'upstream-6.18', true, true],
    ['nothing tells', 'upstream-6.18', true, true],
  ]);
});
