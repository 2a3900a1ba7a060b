import { expect, it } from 'vitest';
import { createApState, createMdev, masksOf } from '../model.ts';
import { takeWish } from './take-wish.ts';

it('AP-C7 devices that files tell without a name are told apart, from each other and from those that are there', () => {
  const id = (last: string) => `11111111-0000-4000-8000-00000000000${last}`;
  const base = createApState({ mdevs: [createMdev(id('a'), { name: 'mdev 11111111' })] });
  const told = ['b', 'c'].map((last) => ({ id: id(last), matrix: masksOf([5], [4]) }));
  const named = { id: id('d'), name: 'pay\u202ements\n', matrix: masksOf([6], [4]) };
  expect(takeWish(base, { mdevs: [...told, named] })?.mdevs.map(({ name }) => name)).toEqual([
    'mdev 11111111',
    'mdev 11111111...000b',
    'mdev 11111111...000c',
    'pay ments',
  ]);
});
