import { expect, test } from 'vitest';
import { apCells } from '../../../shared/ap/cells.ts';
import { fixtureState } from '../fixture.ts';
import { cellFacts } from './describe.ts';

test('AP-P7 a cell somebody unknown has is called taken, never free', () => {
  const bare = fixtureState();
  const state = { ...bare, queues: { ...bare.queues, untold: new Set([0x0406, 0x0606, 0x0754]) } };
  const facts = (adapter: number, domain: number) =>
    cellFacts(
      { state, cells: apCells(state, null, 'desired'), mode: 'assign', layer: 'desired' },
      adapter,
      domain,
    );
  const taken = 'taken by a mediated device that this source does not tell';
  expect([facts(6, 6), facts(4, 6), facts(7, 84), facts(5, 6)]).toEqual([
    [taken],
    ['wanted by payments-a', taken],
    ['used by the host', taken],
    ['wanted by payments-a'],
  ]);
});
