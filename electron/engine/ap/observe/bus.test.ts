import { expect, test } from 'vitest';
import { FULL_MASK, idsOf, minus } from '../../../../shared/mask.ts';
import { exampleState, observed, treeOf } from './testing/example-host.ts';

test('a mask of fewer digits is read left-aligned, with a finding', () => {
  const { state, findings } = observed(treeOf(exampleState(), { '/sys/bus/ap/aqmask': '0x41\n' }));
  expect([idsOf(state.aqmask), findings.map(({ file }) => file)]).toEqual([[1, 7], ['/sys/bus/ap/aqmask']]);
});

test('masks that are not told agree with the drivers that were seen', () => {
  const tree = treeOf(exampleState(), { '/sys/bus/ap/apmask': null, '/sys/bus/ap/aqmask': null });
  const { state } = observed(tree);
  expect([
    state.unknown.has('apmask'),
    idsOf(minus(FULL_MASK, state.apmask)),
    state.aqmask.join() === FULL_MASK.join(),
  ]).toEqual([true, [5, 6], true]);
});
