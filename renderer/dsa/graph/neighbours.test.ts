import { describe, expect, it } from 'vitest';
import { busyHost, crowdedHost } from './fixture.ts';
import { deedOf } from './keys.ts';
import { layOut } from './layout.ts';
import { type Direction, firstPart, neighbour } from './neighbours.ts';

const layout = layOut(busyHost(), { collapsed: new Set(), unfolded: new Set() });
const ids = busyHost().mdevs.map(({ id }) => id);

/** Ids passed on the way; a step that leads nowhere is `-`. */
function walk(start: string, ...steps: Direction[]): string[] {
  let at = layout.byId.get(start)!;
  return steps.map((step) => {
    const next = neighbour(layout, at, step);
    if (next === null) return '-';
    at = next;
    return next.id;
  });
}

describe('arrow keys', () => {
  it('go right and left along the lines, to the nearest of several', () => {
    expect(walk('engine0.2', 'right', 'right', 'right', 'right')).toEqual([
      'group0.1',
      'wq0.2',
      ids[1],
      'g1',
    ]);
    expect(walk('g0', 'left', 'left', 'left', 'left', 'left')).toEqual([
      ids[0],
      'wq0.1',
      'group0.0',
      'engine0.0',
      'dsa0',
    ]);
  });

  it('go up and down in a column, also from one device to the next, and stop at its ends', () => {
    expect(walk('wq0.2', 'down', 'down', 'down')).toEqual(['wq0.3', 'iax1 wqs', 'wq2.0']);
    expect(walk('wq0.0', 'up')).toEqual(['-']);
    expect(walk('dsa0', 'down', 'down', 'down')).toEqual(['iax1', 'dsa2', '-']);
    expect(walk('g0', 'down', 'down', 'down', 'down')).toEqual(['g1', 'g2', 'g3', '-']);
  });

  it('go to the next column of the device where there is no line', () => {
    expect(walk('dsa0', 'right')).toEqual(['engine0.0']);
    expect(walk('iax1 engines', 'right', 'right', 'left')).toEqual([
      'iax1 groups',
      'iax1 wqs',
      'iax1 groups',
    ]);
  });

  it('lead away from a guest without a queue, and to it', () => {
    expect(walk('g3', 'left')).not.toEqual(['-']);
    const idle = layOut(
      { ...busyHost(), mdevs: [], guests: busyHost().guests.slice(3) },
      { collapsed: new Set(), unfolded: new Set() },
    );
    const lone = idle.byId.get('g3')!;
    const left = neighbour(idle, lone, 'left')!;
    expect([left.part.kind === 'wq' || left.part.kind === 'fold', neighbour(idle, left, 'right')]).toEqual([
      true,
      lone,
    ]);
  });

  it('reach every part of a host from the first one', () => {
    const whole = layOut(crowdedHost(3, 4, 6, 4), { collapsed: new Set(), unfolded: new Set() });
    const seen = new Set([firstPart(whole)!]);
    for (const part of seen)
      for (const direction of ['up', 'down', 'left', 'right'] as const) {
        const next = neighbour(whole, part, direction);
        if (next !== null) seen.add(next);
      }
    expect(seen.size).toBe(whole.nodes.length);
  });
});

describe('keys', () => {
  const key = (name: string, held: Partial<Record<'shiftKey' | 'ctrlKey', boolean>> = {}) =>
    deedOf({ key: name, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...held });

  it('do what is said in the help, and leave the studio its own', () => {
    expect([key('Enter'), key('F10'), key('F10', { shiftKey: true }), key('ContextMenu'), key('0')]).toEqual([
      { kind: 'open' },
      null,
      { kind: 'menu' },
      { kind: 'menu' },
      { kind: 'fit' },
    ]);
    expect([key('0', { ctrlKey: true }), key('x')]).toEqual([null, null]);
  });
});
