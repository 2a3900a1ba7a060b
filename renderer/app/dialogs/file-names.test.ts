import { expect, test } from 'vitest';
import { splitPath } from './file-names.ts';

test('a path that was pasted is parted where its last name begins', () => {
  expect(
    ['/srv/a.tar.gz', ' /a.pts ', 'C:\\captures\\a.tar', '/srv/', 'a.tar', ''].map((path) => splitPath(path)),
  ).toEqual([
    { folder: '/srv', name: 'a.tar.gz' },
    { folder: '/', name: 'a.pts' },
    { folder: 'C:\\captures', name: 'a.tar' },
    null,
    null,
    null,
  ]);
});
