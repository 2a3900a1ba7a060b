import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createClient } from '../../../shared/client.ts';
import { createEngine } from './engine.ts';
import { inProcessTransport } from './testing/test-engine.ts';

const FIXTURES = path.join(import.meta.dirname, '../dsa/observe/fixtures');

test.each([
  ['hostA-busy.grep.txt', 'hostA-busy.links.txt', 1],
  ['hostA-busy.links.txt', 'hostA-busy.grep.txt', 1],
  ['hostA-busy.grep.txt', 'guest-busy.links.txt', 2],
])('%s, then %s: hosts in the workspace: %d', async (first, second, count) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'studio-halves-'));
  const engine = createEngine({
    host: 'test',
    version: '1.2.3',
    electron: null,
    configFolder: folder,
    examplesFolder: folder,
    pick: null,
    log: () => {},
  });
  const client = createClient(inProcessTransport(engine));
  const one = await client.call('host.import', { path: path.join(FIXTURES, first) });
  const two = await client.call('host.import', { path: path.join(FIXTURES, second) });
  const { view } = await client.call('workspace.view', {});
  const warnings = two.findings.filter(({ severity }) => severity === 'warning');
  rmSync(folder, { recursive: true });
  expect([view.workspace?.hosts.length, one.hostId === two.hostId, warnings.length]).toEqual([
    count,
    count === 1,
    count - 1,
  ]);
});
