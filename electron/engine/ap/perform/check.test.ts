import { describe, expect, it } from 'vitest';
import { apTree } from '../tree.ts';
import { createMdev, masksOf } from '../model.ts';
import { checkExpectation } from './check.ts';
import { M1, M2, host } from './testing.ts';

describe('reading back', () => {
  it('every file and link of a captured host shows what the capture shows', () => {
    const state = host({
      cards: new Map([
        [
          5,
          {
            type: 'CEX8C',
            mode: 'cca',
            hwtype: 14,
            online: true,
            config: true,
            chkstop: false,
            serial: 'A1',
          },
        ],
      ]),
      mdevs: [
        createMdev(M1, {
          matrix: masksOf([5], [4], [4]),
          shadow: masksOf([5], [4], [4]),
          guest: 'g',
          defined: 'auto',
        }),
        createMdev(M2, { active: false, matrix: masksOf([6], [4]), defined: 'manual' }),
      ],
    });
    const wrong = [...apTree(state)].flatMap(([path, content, target]) => {
      const back =
        content === null
          ? checkExpectation(state, { kind: 'link', path, name: target.split('/').at(-1)! })
          : checkExpectation(state, { kind: 'text', path, text: content });
      return back === null || back.ok ? [] : [back];
    });
    // The folder of the matrix device is reached by this link itself.
    expect(wrong.filter(({ expectation }) => expectation.path !== '/sys/class/mdev_bus/matrix')).toEqual([]);
  });
});
