import { expect, it } from 'vitest';
import { applyEdit } from '../edits.ts';
import { observedFrom } from '../observe/testing/hosts.ts';
import { partCard } from './part-card.ts';
import { problems } from './problems.ts';

async function shown(name: string) {
  const { state } = await observedFrom(name);
  return { state, list: problems(state, state) };
}

it('DSA-O31 DSA-O33 clients that values count and no source names are a warning, and are told before disabling', async () => {
  const { state, list } = await shown('hostA-busy.grep.txt');
  const disabling = (part: string) =>
    partCard(state, state, part)!.enable!.disabling.filter((text) => /client/.test(text));
  const done = applyEdit(state, { family: 'dsa', op: 'disable', part: 'wq0.2', keep: true });
  expect([
    list.flatMap(({ id, severity, message }) =>
      id === 'DSA-O33 dsa0 clients untold' ? [`${severity}: ${message}`] : [],
    ),
    disabling('wq0.2'),
    disabling('wq0.1'),
    disabling('dsa0').length,
    done.ok && done.notes.filter((note) => /client/.test(note)),
    (await shown('hostA-busy.tar.gz')).list.filter(({ id }) => /clients untold/.test(id)),
  ]).toEqual([
    [
      'warning: wq0.0 has 1 client, wq0.2 has 2 clients and wq0.3 has 1 client that the source does not name: mdevs of guests may be there. Before a queue of dsa0 goes down, import where the names in /sys/bus/dsa/devices point too, or read the host itself.',
    ],
    [
      'wq0.2 has 2 clients that the source does not name: mdevs of guests may be there. They would be left without their queue and could then only be removed.',
    ],
    [],
    1,
    disabling('wq0.2'),
    [],
  ]);
});

it('DSA-O3 of values that were not told, nothing is a mistake but that they were not told', async () => {
  const { list } = await shown('hostA-busy.links.txt');
  expect(list.filter(({ severity }) => severity !== 'info').map(({ id }) => id)).toEqual([
    'DSA-O3 values untold',
  ]);
});
