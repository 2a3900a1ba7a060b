import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
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

test('a host of two texts is read again from both, or not at all', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'studio-halves-'));
  const [values, links] = ['grep', 'links'].map((half) => {
    const copy = path.join(folder, `${half}.txt`);
    copyFileSync(path.join(FIXTURES, `hostA-busy.${half}.txt`), copy);
    return copy;
  });
  const client = startedEngine(folder);
  await client.call('host.import', { path: values! });
  const { hostId } = await client.call('host.import', { path: links! });
  const again = await client.call('host.refresh', { hostId });
  const { view } = await client.call('workspace.view', {});
  rmSync(values!);
  const gone = await client.call('host.refresh', { hostId }).catch((thrown: unknown) => thrown);
  rmSync(folder, { recursive: true });
  expect([again.differences, view.workspace?.hosts[0]?.dsa?.observed.untold, gone]).toEqual([
    [],
    ['guests'],
    expect.objectContaining({ code: 'bad-request', message: expect.stringMatching(/Add both texts again/) }),
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
