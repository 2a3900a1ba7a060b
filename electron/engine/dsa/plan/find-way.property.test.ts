import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DsaState } from '../../../../shared/dsa/types.ts';
import { applyOp } from '../kernel/apply-op.ts';
import { findDifferences, stateDifferences } from './differences.ts';
import { findWay } from './find-way.ts';
import { hostA, reachable, smallHost } from './testing.ts';

const HOSTS: readonly (readonly [string, DsaState])[] = [
  ['a small device', smallHost()],
  ['three devices', hostA()],
  [
    'a host without PASID for the kernel and without ENQCMD',
    smallHost({ host: { enqcmd: false, kernelPasid: true } }),
  ],
];

const active = (left: DsaState, right: DsaState) =>
  findDifferences(left, right).filter(({ layer }) => layer === 'active');

describe('ways between any two states of a host', () => {
  for (const [name, host] of HOSTS) {
    it(`every operation is taken and the end is the wish, or a rule tells why not: ${name}`, () => {
      let blocked = 0;
      let found = 0;
      fc.assert(
        fc.property(reachable(host), reachable(host), (from, to) => {
          const way = findWay(from, to, 'all');
          if (!way.ok) {
            blocked++;
            expect(way.rule).toMatch(/^DSA-/);
            return;
          }
          found++;
          let state = { ...from, guests: to.guests };
          for (const { op } of way.steps) {
            const result = applyOp(state, op);
            expect(result.failure).toBeNull();
            state = result.state;
          }
          expect(active(state, to)).toEqual([]);
        }),
        { numRuns: 80 },
      );
      // Most of what can be is reached; what is not was made step by step in ways no single order repeats.
      expect(blocked).toBeLessThan(found / 10);
    });
  }

  it('equal states need no operation', () => {
    fc.assert(
      fc.property(reachable(hostA()), (state) => {
        expect(stateDifferences(state, structuredClone(state))).toEqual([]);
        expect(findWay(state, structuredClone(state), new Set())).toMatchObject({ ok: true, steps: [] });
      }),
      { numRuns: 40 },
    );
  });
});
