import { describe, expect, it } from 'vitest';
import { FULL_MASK, maskOf, minus } from '../../../../shared/mask.ts';
import { createApState, createMdev, masksOf } from '../model.ts';
import { mdevFolder, sysfsFiles } from './files.ts';

const guest = createMdev('g', { matrix: masksOf([5, 6], [4, 71], [71]), shadow: masksOf([5], [4, 71]) });

describe('sysfs files', () => {
  it('AP-K1 are what the kernel prints, decoded in both bases', () => {
    const apmask = minus(FULL_MASK, maskOf([5, 6]));
    const state = createApState({ apmask, mdevs: [guest] });
    const { desired, observed } = sysfsFiles(createApState(), state, ['g']);
    const zeros = (count: number) => '0'.repeat(count);
    expect([desired, observed.map(({ path }) => path)]).toEqual([
      [
        {
          path: '/sys/bus/ap',
          mdev: null,
          files: [
            {
              path: '/sys/bus/ap/apmask',
              text: `0xf9${'f'.repeat(62)}\n`,
              decoded: [
                'Adapters released for guests: 5 and 6',
                'Adapters reserved for the host: all others',
              ],
              truncated: false,
            },
            {
              path: '/sys/bus/ap/aqmask',
              text: `0x${'f'.repeat(64)}\n`,
              decoded: ['Domains released for guests: none', 'Domains reserved for the host: all others'],
              truncated: false,
            },
          ],
        },
        {
          path: '/sys/devices/vfio_ap/matrix/g',
          mdev: 'g',
          files: [
            {
              path: '/sys/devices/vfio_ap/matrix/g/matrix',
              text: '05.0004\n05.0047\n06.0004\n06.0047\n',
              decoded: ['Adapters: 5 and 6', 'Domains: 4 and 71 (0x47)'],
              truncated: false,
            },
            {
              path: '/sys/devices/vfio_ap/matrix/g/guest_matrix',
              text: '05.0004\n05.0047\n',
              decoded: ['Adapters: 5', 'Domains: 4 and 71 (0x47)'],
              truncated: false,
            },
            {
              path: '/sys/devices/vfio_ap/matrix/g/ap_config',
              text: `0x06${zeros(62)},0x08${zeros(15)}1${zeros(46)},0x${zeros(17)}1${zeros(46)}\n`,
              decoded: ['Adapters: 5 and 6', 'Domains: 4 and 71 (0x47)', 'Control domains: 71 (0x47)'],
              truncated: false,
            },
            {
              path: '/sys/devices/vfio_ap/matrix/g/control_domains',
              text: '0047\n',
              decoded: ['Control domains: 71 (0x47)'],
              truncated: false,
            },
          ],
        },
      ],
      ['/sys/bus/ap'],
    ]);
  });

  it('say when the kernel cuts them off, and leave out what a kernel does not have', () => {
    const ids = (count: number) => Array.from({ length: count }, (_, id) => id);
    const huge = createMdev('h', { matrix: masksOf(ids(7), ids(85)) });
    const old = createApState({ profile: '2018-merged', hasApConfig: false });
    const [matrix] = mdevFolder(createApState(), huge).files;
    expect([
      [matrix?.text.length, matrix?.truncated],
      mdevFolder(old, guest).files.map(({ path }) => path.split('/').at(-1)),
      mdevFolder(old, createMdev('a', { matrix: masksOf([5], []) })).files[0]?.text,
      mdevFolder(old, createMdev('b', { matrix: masksOf([], [71]) })).files[0]?.text,
    ]).toEqual([[4095, true], ['matrix', 'control_domains'], '05.\n', '.0047\n']);
  });
});
