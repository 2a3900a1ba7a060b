import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exampleWorkspaces } from './workspaces.ts';

test('the committed examples are what the generator writes now', () => {
  const folder = new URL('../../examples/', import.meta.url);
  const written = exampleWorkspaces().map(({ fileName }) => [
    fileName,
    readFileSync(new URL(fileName, folder), 'utf8'),
  ]);
  expect(written).toEqual(exampleWorkspaces().map(({ fileName, text }) => [fileName, text]));
});
