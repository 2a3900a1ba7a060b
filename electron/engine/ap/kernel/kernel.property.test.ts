import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { APQN_COUNT } from '../../../../shared/apqn.ts';
import type { ApState } from '../../../../shared/ap/types.ts';
import { refreshShadows } from './filter.ts';
import type { KernelOp } from './kernel.ts';
import { cellsOf, createApState, createMdev, masksOf, matrixLines, apConfigText } from '../model.ts';
import { applyOp } from '../rules.ts';

/**
 * A second, deliberately simple model of the current kernel: matrices as sets of numbers, queues as a map of names to
 * drivers, shadows by the words of the reference. Three adapters, three domains, two guests.
 */
const IDS = [0, 1, 2];
interface SimpleMdev {
  a: Set<number>;
  d: Set<number>;
  sa: Set<number>;
  sd: Set<number>;
}
interface Simple {
  apmask: Set<number>;
  aqmask: Set<number>;
  driver: Map<string, 'host' | 'vfio' | 'none'>;
  mdevs: Map<string, SimpleMdev>;
}

function cells(a: Iterable<number>, d: Iterable<number>): string[] {
  return [...a].flatMap((adapter) => [...d].map((domain) => `${adapter}.${domain}`));
}
function hostHas(model: Simple, cell: string): boolean {
  const [adapter, domain] = cell.split('.').map(Number) as [number, number];
  return model.apmask.has(adapter) && model.aqmask.has(domain);
}
function filter(model: Simple, mdev: SimpleMdev): void {
  mdev.sd = new Set(mdev.d);
  mdev.sa = new Set(
    [...mdev.a].filter((a) => cells([a], mdev.d).every((cell) => model.driver.get(cell) === 'vfio')),
  );
}
function refusal(model: Simple, id: string, a: Set<number>, d: Set<number>): string | null {
  if (cells(a, d).some((cell) => hostHas(model, cell))) return 'EADDRNOTAVAIL';
  const others = [...model.mdevs]
    .filter(([other]) => other !== id)
    .flatMap(([, mdev]) => cells(mdev.a, mdev.d));
  return cells(a, d).some((cell) => others.includes(cell)) ? 'EADDRINUSE' : null;
}
function move(model: Simple, cell: string, to: 'host' | 'vfio' | 'none'): void {
  const was = model.driver.get(cell)!;
  model.driver.set(cell, to);
  const adapter = Number(cell.split('.')[0]);
  for (const mdev of model.mdevs.values()) {
    if (was === 'vfio' && cells(mdev.sa, mdev.sd).includes(cell)) mdev.sa.delete(adapter);
    if (to === 'vfio' && cells(mdev.a, mdev.d).includes(cell)) filter(model, mdev);
  }
}
function simple(model: Simple, op: KernelOp): string | null {
  if (op.op === 'apmask' || op.op === 'aqmask') {
    const sign = op.value[0]!;
    const id = Number(op.value.slice(1));
    const mask = model[op.op];
    if (mask.has(id) === (sign === '+')) return null;
    if (sign === '+')
      for (const mdev of model.mdevs.values())
        if (op.op === 'apmask' ? mdev.a.has(id) && mdev.d.size > 0 : mdev.d.has(id) && mdev.a.size > 0)
          return 'EBUSY';
    if (sign === '+') mask.add(id);
    else mask.delete(id);
    const changed = cells(IDS, IDS).filter(
      (cell) => hostHas(model, cell) !== (model.driver.get(cell) === 'host'),
    );
    if (changed.length > 0)
      for (const cell of changed) move(model, cell, hostHas(model, cell) ? 'host' : 'vfio');
    return null;
  }
  if (op.op === 'bind' || op.op === 'unbind') {
    const cell = `${op.apqn >> 8}.${op.apqn & 255}`;
    const driver = op.driver === 'vfio_ap' ? 'vfio' : 'host';
    if (op.op === 'unbind') {
      if (model.driver.get(cell) !== driver) return 'ENODEV';
      move(model, cell, 'none');
      return null;
    }
    if (model.driver.get(cell) !== 'none') return 'EBUSY';
    if (hostHas(model, cell) !== (driver === 'host')) return 'ENODEV';
    move(model, cell, driver);
    return null;
  }
  if (!('mdev' in op) || !('value' in op)) return null;
  const mdev = model.mdevs.get(op.mdev)!;
  const id = Number(op.value);
  const key = op.op.endsWith('adapter') ? 'a' : 'd';
  if (op.op.startsWith('un')) {
    mdev[key].delete(id);
    (key === 'a' ? mdev.sa : mdev.sd).delete(id);
    return null;
  }
  if (mdev[key].has(id)) return null;
  const a = key === 'a' ? new Set([...mdev.a, id]) : mdev.a;
  const d = key === 'd' ? new Set([...mdev.d, id]) : mdev.d;
  const refused = refusal(model, op.mdev, a, d);
  if (refused) return refused;
  mdev.a = a;
  mdev.d = d;
  filter(model, mdev);
  return null;
}

const id = fc.constantFrom(...IDS);
const anOp: fc.Arbitrary<KernelOp> = fc.oneof(
  fc.record({
    op: fc.constantFrom('assign_adapter', 'assign_domain', 'unassign_adapter', 'unassign_domain'),
    mdev: fc.constantFrom('a', 'b'),
    value: id.map(String),
  }),
  fc.record({
    op: fc.constantFrom('apmask', 'aqmask'),
    value: fc.tuple(fc.constantFrom('+', '-'), id).map((parts) => parts.join('')),
  }),
  fc.record({
    op: fc.constantFrom('bind', 'unbind'),
    apqn: fc.tuple(id, id).map(([adapter, domain]) => adapter * 256 + domain),
    driver: fc.constantFrom('vfio_ap', 'cex4queue'),
  }),
);

function fingerprint(state: ApState): string {
  const { queues, ...rest } = state;
  return (
    JSON.stringify([rest, [...queues.overrides], [...queues.resetRc]]) +
    Buffer.from(queues.state).toString('base64')
  );
}

const start = createApState({
  lpar: masksOf(IDS, IDS),
  mdevs: [createMdev('a', { guest: 'g' }), createMdev('b')],
});

describe('model kernel against a simple second model', () => {
  it('agrees on result codes, matrices and shadows; refused operations change nothing; inputs are never written to', () => {
    fc.assert(
      fc.property(fc.array(anOp, { maxLength: 40 }), (ops) => {
        const model: Simple = {
          apmask: new Set(IDS),
          aqmask: new Set(IDS),
          driver: new Map(cells(IDS, IDS).map((cell) => [cell, 'host'])),
          mdevs: new Map(
            ['a', 'b'].map((name) => [name, { a: new Set(), d: new Set(), sa: new Set(), sd: new Set() }]),
          ),
        };
        let state = start;
        for (const op of ops) {
          const before = fingerprint(state);
          const result = applyOp(state, op);
          expect(result.errno).toBe(simple(model, op));
          expect(fingerprint(state)).toBe(before);
          if (result.errno !== null) expect(result.state).toBe(state);
          state = result.state;
          for (const mdev of state.mdevs) {
            const twin = model.mdevs.get(mdev.id)!;
            expect(matrixLines(mdev.matrix)).toEqual(matrixLines(masksOf(twin.a, twin.d)));
            expect(matrixLines(mdev.shadow)).toEqual(matrixLines(masksOf(twin.sa, twin.sd)));
          }
          const owned = state.mdevs.flatMap((mdev) => cellsOf(mdev.matrix));
          expect(new Set(owned).size).toBe(owned.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('AP-U16 ap_config ends where single writes end when FILTER runs once more', () => {
    fc.assert(
      fc.property(fc.subarray(IDS), fc.subarray(IDS), fc.subarray([0, 1, 257, 258, 514]), (a, d, unbound) => {
        const pool = applyOp(start, { op: 'apmask', value: '0x0' }).state;
        const host = unbound.reduce(
          (state, apqn) => applyOp(state, { op: 'unbind', apqn, driver: 'vfio_ap' }).state,
          pool,
        );
        const wish = masksOf(a, d);
        const once = applyOp(host, { op: 'ap_config', mdev: 'a', value: apConfigText(wish) }).state.mdevs[0]!;
        const plain = refreshShadows({ ...host, mdevs: [{ ...host.mdevs[0]!, matrix: wish }] }).mdevs[0]!;
        expect(matrixLines(once.shadow)).toEqual(matrixLines(plain.shadow));
      }),
    );
  });

  it('AP-U20 one mask write over a whole machine equals binding queue by queue', () => {
    const host = createApState({
      lpar: masksOf([1, 2], [3, 4]),
      mdevs: [createMdev('m', { matrix: masksOf([1, 2], [3, 4]) })],
    });
    const once = applyOp(host, { op: 'apmask', value: '-1-2' }).state;
    expect(matrixLines(once.mdevs[0]!.shadow)).toEqual(['01.0003', '01.0004', '02.0003', '02.0004']);
    expect(once.queues.state.length).toBe(APQN_COUNT);
  });
});
