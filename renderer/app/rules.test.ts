import { expect, test } from 'vitest';
import type { Ref } from '../../shared/findings.ts';
import { withNames } from './rules.tsx';

const UUID = '83b8f4f2-509f-4b8c-a0b2-8c4b6e1d0a03';
const NAMES: Readonly<Record<string, string>> = {
  [UUID]: 'mdev 83b8f4f2…0a03',
  'guest:web-1': 'web-1',
  'vdev0.0': 'mdev vdev0.0',
};
const nameOf = (ref: Ref) => ('id' in ref ? (NAMES[ref.id] ?? String(ref.id)) : '');
const part = (id: string): Ref => ({ kind: 'part', family: 'dsa', id });

test('sentences have the names people know, once, and leave alone what they do not name by its id', () => {
  expect([
    withNames(`${UUID} is for guest:web-1.`, [part(UUID), { kind: 'guest', id: 'guest:web-1' }], nameOf),
    withNames(`The mdev ${UUID} runs.`, [part(UUID)], nameOf),
    withNames('vdev0.0 is on wq0.1.', [part('vdev0.0'), part('wq0.1')], nameOf),
    withNames(`Guest ${UUID} has it.`, [{ kind: 'guest', id: UUID }], nameOf),
  ]).toEqual([
    'mdev 83b8f4f2…0a03 is for web-1.',
    'The mdev 83b8f4f2…0a03 runs.',
    'vdev0.0 is on wq0.1.',
    `Guest ${UUID} has it.`,
  ]);
});
