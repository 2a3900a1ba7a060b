import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createClient } from '../../../shared/client.ts';
import { createEngine } from './engine.ts';
import { inProcessTransport } from './testing/test-engine.ts';

const FIXTURES = path.join(import.meta.dirname, '../dsa/observe/fixtures');

function startedEngine(folder: string) {
  const engine = createEngine({
    host: 'test',
    version: '1.2.3',
    electron: null,
    configFolder: folder,
    examplesFolder: folder,
    pick: null,
    log: () => {},
  });
  return createClient(inProcessTransport(engine));
}

test.each([
  ['hostA-busy.grep.txt', 'hostA-busy.links.txt', 1],
  ['hostA-busy.links.txt', 'hostA-busy.grep.txt', 1],
  ['hostA-busy.grep.txt', 'guest-busy.links.txt', 2],
])('%s, then %s: hosts in the workspace: %d', async (first, second, count) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'studio-halves-'));
  const client = startedEngine(folder);
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

test('a host with crypto queues and with DSA has both families', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'studio-both-'));
  const root = path.join(folder, 'root');
  mkdirSync(path.join(root, 'sys'), { recursive: true });
  const unpack = (archive: string, into: string) => execFileSync('tar', ['xzf', archive, '-C', into]);
  unpack(path.join(import.meta.dirname, '../hosts/fixtures/sys-kvm1.tar.gz'), root);
  unpack(path.join(FIXTURES, 'hostA-busy.tar.gz'), path.join(root, 'sys'));
  const client = startedEngine(folder);
  await client.call('host.import', { path: root });
  const { view } = await client.call('workspace.view', {});
  rmSync(folder, { recursive: true });
  const host = view.workspace?.hosts[0];
  expect([host?.ap !== undefined, host?.dsa?.observed.devices.length]).toEqual([true, 3]);
});
