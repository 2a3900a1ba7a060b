import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DsaState } from '../../../shared/dsa/types.ts';
import { edgeEnds } from './edges.ts';
import { busyHost, crowdedHost, device, guest, mdev, mdevWq, state, wq } from './fixture.ts';
import { type LayoutOptions, layOut, spread } from './layout.ts';
import { SIZE } from './placed.ts';
import { inBox, meets } from './view.ts';

const PLAIN: LayoutOptions = { collapsed: new Set(), unfolded: new Set() };

/** Any state the types allow, also those no kernel would be in. */
const anyState: fc.Arbitrary<DsaState> = fc
  .record({
    devices: fc.array(
      fc.record({
        engines: fc.array(fc.integer({ min: -1, max: 4 }), { maxLength: 5 }),
        wqs: fc.array(fc.tuple(fc.integer({ min: -1, max: 5 }), fc.nat(2)), { maxLength: 8 }),
      }),
      { maxLength: 12 },
    ),
    mdevs: fc.array(
      fc.tuple(fc.nat(13), fc.integer({ min: -1, max: 9 }), fc.nat(6), fc.array(fc.nat(9), { maxLength: 3 })),
      {
        maxLength: 20,
      },
    ),
    guests: fc.nat(5),
  })
  .map(({ devices, mdevs, guests }) =>
    state({
      devices: devices.map(({ engines, wqs }, id) =>
        device(id, {
          engines,
          wqs: wqs.map(([groupId, use]) => (use === 0 ? wq({ groupId }) : mdevWq(groupId, 8 * use))),
        }),
      ),
      mdevs: mdevs.map(([parent, index, owner, candidates], number) =>
        mdev(number, `dsa${parent}`, index < 0 ? null : index, {
          candidates: index < 0 ? candidates : [index],
          guest: owner < guests ? `g${owner}` : owner === 6 ? 'gone' : null,
        }),
      ),
      guests: Array.from({ length: guests }, (_, at) => guest(at, `vm-${at}`)),
    }),
  );

const anyOptions: fc.Arbitrary<LayoutOptions> = fc.record({
  collapsed: fc.uniqueArray(fc.nat(11)).map((ids) => new Set(ids.map((id) => `dsa${id}`))),
  unfolded: fc
    .uniqueArray(fc.tuple(fc.nat(11), fc.constantFrom('wqs', 'engines', 'groups')))
    .map((folds) => new Set(folds.map(([id, what]) => `dsa${id} ${what}`))),
});

const RUNS = { numRuns: 150 };

describe('layout of the graph', () => {
  it('overlaps nothing but a device with its own parts', () => {
    fc.assert(
      fc.property(anyState, anyOptions, (host, options) => {
        const { nodes, width, height } = layOut(host, options);
        const parts = nodes.filter(({ part }) => part.kind !== 'device');
        const frames = nodes.filter(({ part }) => part.kind === 'device');
        const pairs = (list: typeof nodes) =>
          list.flatMap((left, at) =>
            list
              .slice(at + 1)
              .filter((right) => meets(left, right))
              .map((right) => [left.key, right.key]),
          );
        expect([...pairs(parts), ...pairs(frames)]).toEqual([]);
        const outside = nodes.filter((node) => !meets(node, { x: 0, y: 0, width, height }) || node.y < 0);
        expect(outside).toEqual([]);
        const strangers = parts.filter(({ part, ...box }) => {
          const own = part.kind === 'guest' || part.kind === 'mdev' ? null : part.device.name;
          return frames.some((frame) => meets(frame, box) !== (frame.id === own));
        });
        expect(strangers.map(({ key }) => key)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('places every part once, by itself or in the fold or the collapsed device that stands for it', () => {
    fc.assert(
      fc.property(anyState, anyOptions, (host, options) => {
        const { nodes } = layOut(host, options);
        const found = nodes.flatMap((node) => (node.part.kind === 'fold' ? node.part.members : [node.id]));
        const open = host.devices.filter(({ name }) => !options.collapsed.has(name));
        const wanted = [
          ...host.devices.map(({ name }) => name),
          ...open.flatMap(({ id, engines, groups, wqs }) => [
            ...engines.map((_, at) => `engine${id}.${at}`),
            ...groups.map((_, at) => `group${id}.${at}`),
            ...wqs.map((_, at) => `wq${id}.${at}`),
          ]),
          ...host.mdevs
            .filter(
              ({ device: parent }) =>
                !host.devices.some(({ name }) => name === parent) || open.some(({ name }) => name === parent),
            )
            .map(({ id }) => id),
          ...host.guests.map(({ id }) => id),
        ];
        expect(found.sort()).toEqual(wanted.sort());
      }),
      RUNS,
    );
  });

  it('ends every line at its two parts, from left to right', () => {
    fc.assert(
      fc.property(anyState, anyOptions, (host, options) => {
        const { edges, nodes } = layOut(host, options);
        const placed = new Set(nodes);
        for (const edge of edges) {
          const [start, end] = edgeEnds(edge);
          expect([placed.has(edge.from), placed.has(edge.to), start.x < end.x]).toEqual([true, true, true]);
          expect(inBox(edge.from, { x: start.x - 1, y: start.y })).toBe(true);
          expect(inBox(edge.to, end)).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('moves nothing of a host when only states and names change', () => {
    const before = busyHost();
    const after = {
      ...before,
      devices: before.devices.map((one) => ({
        ...one,
        state: 'halted' as const,
        wqs: one.wqs.map((queue) =>
          queue.size > 0 ? { ...queue, state: 'locked' as const, priority: 3, name: 'other' } : queue,
        ),
      })),
      mdevs: before.mdevs.map((one) => ({ ...one, running: null, orphan: true })),
    };
    const places = (host: DsaState) => layOut(host, PLAIN).nodes.map(({ key, x, y }) => [key, x, y]);
    expect(places(after)).toEqual(places(before));
  });

  it('keeps the devices above where they are when one below grows', () => {
    const before = crowdedHost(3, 4, 4, 2);
    const after = { ...before, mdevs: [...before.mdevs, mdev(99, 'dsa2', 1), mdev(100, 'dsa2', 1)] };
    const upper = (host: DsaState) =>
      layOut(host, PLAIN)
        .nodes.filter(({ part }) => part.kind !== 'guest' && part.kind !== 'mdev' && part.device.id < 2)
        .map(({ key, x, y }) => [key, x, y]);
    expect(upper(after)).toEqual(upper(before));
  });

  it('crosses no two lines inside a device', () => {
    const { edges } = layOut(crowdedHost(1, 8, 12, 3), PLAIN);
    const crossing = (kind: string) => {
      const lines = edges.filter((edge) => edge.kind === kind).map(edgeEnds);
      return lines.flatMap(([from, to], at) =>
        lines.slice(at + 1).filter(([from2, to2]) => (from.y - from2.y) * (to.y - to2.y) < 0),
      ).length;
    };
    expect(['engine-group', 'group-wq', 'wq-mdev'].map(crossing)).toEqual([0, 0, 0]);
  });

  it('draws a dashed line to every wq an mdev can be on, since sysfs tells none', () => {
    const edges = layOut(busyHost(), PLAIN).edges.filter(
      ({ kind, to }) => kind === 'wq-mdev' && to.part.kind === 'mdev' && to.part.mdev.wq === null,
    );
    expect(edges.map(({ from, oneOf }) => [from.id, oneOf])).toEqual([
      ['wq2.0', true],
      ['wq2.1', true],
    ]);
  });

  it('sets guests in the order of what they have, and those without anything after them', () => {
    const guests = layOut(busyHost(), PLAIN).nodes.filter(({ part }) => part.kind === 'guest');
    const byHeight = [...guests].sort((left, right) => left.y - right.y).map(({ id }) => id);
    expect(byHeight).toEqual(['g0', 'g1', 'g2', 'g3']);
    expect(new Set(guests.map(({ x }) => x)).size).toBe(1);
  });

  it('folds unused wqs, idle engines and empty groups, and shows them when asked', () => {
    const host = state({ devices: [device(0)] });
    const folds = (unfolded: string[]) =>
      layOut(host, { collapsed: new Set(), unfolded: new Set(unfolded) })
        .nodes.filter(({ part }) => part.kind === 'fold')
        .map(({ id }) => id);
    expect(folds([])).toEqual(['dsa0 engines', 'dsa0 groups', 'dsa0 wqs']);
    expect(folds(['dsa0 wqs', 'dsa0 groups'])).toEqual(['dsa0 engines']);
  });

  it('merges the lines of a collapsed device, one to each guest with its number of mdevs', () => {
    const { edges } = layOut(busyHost(), { collapsed: new Set(['dsa0']), unfolded: new Set() });
    const merged = edges
      .filter(({ kind }) => kind === 'device-guest')
      .map(({ from, to, weight }) => [from.id, to.id, weight]);
    expect(merged).toEqual([
      ['dsa0', 'g0', 1],
      ['dsa0', 'g1', 1],
      ['dsa0', 'g2', 1],
    ]);
  });

  it('arranges many devices to about the shape of a window', () => {
    const { width, height, strips } = layOut(crowdedHost(125, 8, 40, 60), PLAIN);
    expect(strips).toBeGreaterThan(4);
    expect(width / height).toBeGreaterThan(1);
    expect(width / height).toBeLessThan(2.4);
  });

  it('has nothing to place on an empty host', () => {
    const { nodes, edges, width } = layOut(state({}), PLAIN);
    expect([nodes, edges, width > 0]).toEqual([[], [], true]);
  });
});

describe('spread', () => {
  it('keeps order and distance, and leaves alone what has room', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 30 }), (list) => {
        const wished = [...list].sort((left, right) => left - right);
        const tops = spread(wished, SIZE.guest.height, SIZE.gapY);
        const step = SIZE.guest.height + SIZE.gapY;
        expect(tops.slice(1).every((top, at) => top - tops[at]! >= step - 1e-6)).toBe(true);
        expect(tops.every((top) => top >= 0)).toBe(true);
      }),
    );
    expect(spread([100, 400], 48, 12)).toEqual([100, 400]);
    expect(spread([400, 400], 48, 12)).toEqual([370, 430]);
  });
});
