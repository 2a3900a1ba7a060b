import { expect, it } from 'vitest';
import { withArticle } from './article.ts';

it('the article follows how a word is said', () => {
  const words = [
    'mdev',
    'IMS slot',
    'IAA',
    'idxd',
    'iax',
    'engine',
    'wq',
    'user',
    'UUID',
    'vfio',
    'kernel',
    'device',
  ];
  expect(words.map((word) => withArticle(word).split(' ')[0])).toEqual([
    ...words.slice(0, 6).map(() => 'an'),
    ...words.slice(6).map(() => 'a'),
  ]);
});
