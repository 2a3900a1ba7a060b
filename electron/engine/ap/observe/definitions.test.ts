import { expect, test } from 'vitest';
import { idsOf } from '../../../../shared/mask.ts';
import { exampleState, observed, treeOf, UUID } from './testing/example-host.ts';

test('AP-D3 definitions are read from each JSON shape of mdevctl list', () => {
  const second = UUID.replace(/.$/, UUID.endsWith('7') ? '8' : '7');
  const definition = (start: string) => ({
    mdev_type: 'vfio_ap-passthrough',
    start,
    attrs: [{ assign_adapter: '6' }, { assign_domain: '0x47' }],
  });
  const read = (list: unknown) => {
    const { state, findings } = observed(
      treeOf(exampleState({ mdevs: [] }), { '/captured/mdevctl-list': JSON.stringify(list) }),
    );
    return [
      state.mdevs.map(({ id, active, defined, matrix }) => [
        id,
        active,
        defined,
        idsOf(matrix.apm),
        idsOf(matrix.aqm),
      ]),
      findings.filter(({ file, severity }) => file.includes('mdevctl') && severity !== 'info').length,
    ];
  };
  const row = (id: string, start: string) => [id, false, start, [6], [71]];
  const two = [{ [UUID]: definition('auto') }, { [second]: definition('manual') }];
  const rows = [row(UUID, 'auto'), row(second, 'manual')];
  expect([
    read([]),
    read([{ matrix: two }]),
    read([{ '0000:00:0a.0': [{ [second]: { mdev_type: 'x', start: 'auto', attrs: [] } }], matrix: two }]),
    read(definition('auto')),
  ]).toEqual([
    [[], 0],
    [rows, 0],
    [rows, 0],
    [[], 1],
  ]);
});
