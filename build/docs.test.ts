import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { at } from './paths.mjs';

describe('docs/ipc.md', () => {
  it('is what `npm run docs` writes from the contract', () => {
    const { status, stderr } = spawnSync(process.execPath, [at('build/docs.mjs'), '--check'], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
