import { describe, expect, it } from 'vitest';
import { FULL_MASK, maskOf, minus } from '../../../../shared/mask.ts';
import { createApState, createMdev, masksOf } from '../model.ts';
import { checkMapping } from './virtual-check.ts';

const guest = createMdev('v', { name: 'pool', type: 'virtual', virtualDomains: new Map([[0, [8]]]) });
const host = createApState({
  lpar: masksOf([3, 5, 22], [8, 71]),
  max: { adapter: 254, domain: 84 },
  apmask: minus(FULL_MASK, maskOf([3, 22, 254])),
  mdevs: [guest],
});

describe('mapping texts', () => {
  const check = (text: string, axis: 'adapter' | 'domain' = 'adapter') => {
    const answer = checkMapping(host, guest, axis, text);
    return answer.ok ? [answer.virtual, answer.real] : [answer.refusal.rule, answer.refusal.errno];
  };

  it('AP-VP1 AP-VP2 are read as the kernel would, or refused by name', () => {
    expect([
      check('4:3,22,254'),
      check('0x4:3,026'),
      check('0:0x47', 'domain'),
      check('4:'),
      ...['', '4', '4:3,,5', '4: 3', 'x:1', '256:3'].map((text) => check(text)),
      check('0:85', 'domain'),
    ]).toEqual([
      [4, [3, 22, 254]],
      [4, [3, 22]],
      [0, [71]],
      [4, []],
      ...Array.from({ length: 6 }, () => ['AP-VP1', 'EINVAL']),
      ['AP-VP1', 'ENODEV'],
    ]);
  });

  it('AP-VP4 are refused when they would stand for queues of the host', () => {
    expect(check('4:5')).toEqual(['AP-VP4', 'EADDRNOTAVAIL']);
  });
});
