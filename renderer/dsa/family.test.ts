import { expect, test } from 'vitest';
import type { HostView } from '../../shared/view.ts';
import { familiesOf } from '../app/families.ts';
import { DSA_FAMILY, places } from './family.tsx';
import { busyHost } from './graph/fixture.ts';

const observed = busyHost();
const host: HostView = {
  id: 'h1',
  name: 'spr-node7',
  source: { kind: 'example', label: 'spr', readAt: '2026-01-01T00:00:00Z' },
  kernel: '6.8',
  machine: null,
  findings: [],
  dsa: { observed, desired: null, problems: [], problemCount: { error: 0, warning: 0, info: 0 } },
};

test('a host shows the families it has, and no others', () => {
  const { dsa: _without, ...bare } = host;
  expect([familiesOf(host).map(({ id }) => id), familiesOf(bare)]).toEqual([['dsa'], []]);
});

test('its parts are found by name, BDF and the beginning of a UUID; guests by any part of their names', () => {
  const found = (question: string) => places(host, question).map(({ label }) => label);
  expect([
    found('wq0.3'),
    found('0000:6a:02'),
    found(observed.mdevs[0]!.id.slice(0, 6)).length,
    found('DB'),
    found('').length,
    found('engine0.1'),
    found('nothing'),
  ]).toEqual([['wq0.3'], ['dsa2'], 1, ['vm-db'], 4, ['engine0.1'], []]);
});

test('the summary of a host counts both kinds of devices', () => {
  expect([DSA_FAMILY.summary(host), DSA_FAMILY.refLabel(host, { kind: 'guest', id: 'g2' })]).toEqual([
    '2 DSA, 1 IAA, 20 work queues, 4 guests',
    'vm-cache',
  ]);
});
