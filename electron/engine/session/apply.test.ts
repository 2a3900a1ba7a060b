/** The calls that reach a host, over the wire of a whole engine, on a host of plain files. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { FAMILY_CALLS } from '../../../shared/contract.ts';
import { createClient } from '../../../shared/client.ts';
import { hostWithWish, plainHost } from '../apply/testing/plain-host.ts';
import { SWITCH_FAMILY, type SwitchState, switchTree } from '../apply/testing/switch-family.ts';
import { emptyDocument, addHost } from '../workspace/document.ts';
import { writeWorkspace } from '../workspace/file.ts';
import { createEngine } from './engine.ts';
import { inProcessTransport } from './testing/test-engine.ts';

const START: SwitchState = { now: [1, 2], boot: [1] };
const WISH: SwitchState = { now: [2, 3, 4], boot: [1, 3] };
const BOTH = { style: 'both' as const };

let place: ReturnType<typeof plainHost>;
let hostId = '';
let client: ReturnType<typeof createClient>;

beforeEach(async () => {
  place = plainHost(switchTree(START));
  const host = await hostWithWish(place.root, SWITCH_FAMILY, () => WISH);
  hostId = host.id;
  const file = path.join(place.folder, 'switches.pts');
  writeFileSync(file, writeWorkspace(addHost(emptyDocument('switches'), host), [SWITCH_FAMILY]));
  const examplesFolder = path.join(place.folder, 'examples');
  mkdirSync(examplesFolder);
  const engine = createEngine({
    host: 'test',
    version: '1.2.3',
    electron: null,
    configFolder: path.join(place.folder, 'config'),
    examplesFolder,
    pick: null,
    log: () => {},
    families: [
      {
        family: SWITCH_FAMILY,
        queries: () => Object.fromEntries(Object.keys(FAMILY_CALLS).map((name) => [name, () => null])),
      },
    ],
  });
  client = createClient(inProcessTransport(engine));
  await client.call('workspace.open', { path: file, discard: false });
});

const target = () => ({ kind: 'this-machine' as const, root: place.root });
const hash = async () => (await client.call('plan.make', { hostId, ...BOTH })).hash;
const start = async () =>
  client.call('apply.start', { hostId, ...BOTH, hash: await hash(), target: target() });

async function shown() {
  const { view } = await client.call('workspace.view', {});
  const { undo, edited, hosts } = view.workspace!;
  return {
    undo,
    edited,
    ...(hosts[0] as unknown as { switch: { observed: number[]; desired: number[] } }).switch,
  };
}

describe('apply.start', () => {
  it('runs the plan that was shown, and shows what the host is then; that is no step of undo', async () => {
    expect(await start()).toMatchObject({ status: 'done', total: 4 });
    const done = { undo: null, edited: true, observed: WISH.now, desired: WISH.now };
    expect(await shown()).toEqual(done);
    expect((await client.call('plan.make', { hostId, ...BOTH })).steps).toEqual([]);
    expect(await client.call('workspace.undo', {})).toEqual({ undone: null });
    expect(await shown()).toEqual(done);
  });

  it('refuses steps that are not the ones that were shown', async () => {
    const other = '0'.repeat(64);
    await expect(
      client.call('apply.start', { hostId, ...BOTH, hash: other, target: target() }),
    ).rejects.toMatchObject({ code: 'stale' });
    expect(readFileSync(path.join(place.root, 'sys/bus/switches/1/state'), 'utf8')).toBe('1\n');
  });

  it('leaves what was read as it is when the host is another one now', async () => {
    writeFileSync(path.join(place.root, 'sys/bus/switches/7/state'), '1\n');
    expect(await start()).toMatchObject({ status: 'stale' });
    expect(await shown()).toEqual({ undo: null, edited: false, observed: START.now, desired: WISH.now });
  });

  it('stops between steps when the call is cancelled; the run can go on or be taken back', async () => {
    const controller = new AbortController();
    const input = { hostId, ...BOTH, hash: await hash(), target: target() };
    const report = await client.call('apply.start', input, {
      signal: controller.signal,
      onProgress: (text) => text.startsWith('Step 2 ') && controller.abort(),
      awaitsAnswer: true,
    });
    expect(report).toMatchObject({ status: 'cancelled', total: 4 });
    const open = await client.call('apply.open', { hostId });
    expect(open).toMatchObject([{ done: report.steps.length, total: 4, where: target() }]);
    const { journal } = open[0]!;
    const way = await client.call('apply.wayBack', { hostId, journal, target: target() });
    expect(way.steps.length).toBe(report.steps.length);
    const back = { hostId, journal, target: target() };
    await expect(client.call('apply.rollBack', { ...back, hash: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'stale',
    });
    expect(await client.call('apply.rollBack', { ...back, hash: way.hash })).toMatchObject({
      status: 'done',
    });
    expect(await shown()).toEqual({
      undo: null,
      edited: true,
      observed: START.now,
      desired: WISH.now,
    });
    expect(await client.call('apply.open', { hostId })).toEqual([]);
  });

  it('goes on with what is left of a run by its journal, and then knows the last run to take back', async () => {
    const controller = new AbortController();
    const approved = await hash();
    await client.call(
      'apply.start',
      { hostId, ...BOTH, hash: approved, target: target() },
      {
        signal: controller.signal,
        onProgress: (text) => text.startsWith('Step 2 ') && controller.abort(),
        awaitsAnswer: true,
      },
    );
    const { journal } = (await client.call('apply.open', { hostId }))[0]!;
    expect(await client.call('apply.last', { hostId })).toBe(null);
    const left = await client.call('apply.remaining', { hostId, journal });
    expect([left.done, left.plan.steps.length, left.plan.hash, left.changes]).toEqual([2, 4, approved, []]);
    await client.call('host.revert', { hostId });
    expect((await client.call('apply.remaining', { hostId, journal })).changes).toEqual([
      '“Turn switch 4 on” would be no step any more.',
      '“Have switch 3 on at boot” would be no step any more.',
    ]);
    const resume = { hostId, journal, target: target(), hash: approved };
    expect(await client.call('apply.resume', resume)).toMatchObject({ status: 'done', resumedAfter: 2 });
    expect((await shown()).observed).toEqual(WISH.now);
    expect(await client.call('apply.last', { hostId })).toMatchObject({ journal, done: 4, total: 4 });
    const way = await client.call('apply.wayBack', { hostId, journal, target: target() });
    await client.call('apply.rollBack', { hostId, journal, target: target(), hash: way.hash });
    expect([(await shown()).observed, await client.call('apply.last', { hostId })]).toEqual([
      START.now,
      null,
    ]);
  });

  it('reads no journal but its own', async () => {
    const journal = path.join(place.folder, 'switches.pts');
    const back = { hostId, journal, target: target(), hash: '0'.repeat(64) };
    await expect(client.call('apply.rollBack', back)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('host.refresh', () => {
  it('reads the host again from where it was read, says what changed, and keeps the wish', async () => {
    writeFileSync(path.join(place.root, 'sys/bus/switches/7/state'), '1\n');
    const { differences } = await client.call('host.refresh', { hostId });
    expect(differences).toEqual(['Switch 7 is on now.']);
    expect(await shown()).toEqual({ undo: null, edited: true, observed: [1, 2, 7], desired: WISH.now });
    expect(await start()).toMatchObject({ status: 'done' });
    expect((await shown()).observed).toEqual(WISH.now);
  });

  it('undo and redo change wishes alone: what was read stays in every document', async () => {
    await client.call('host.revert', { hostId });
    await client.call('host.rename', { hostId, name: 'lamps' });
    await client.call('workspace.undo', {});
    writeFileSync(path.join(place.root, 'sys/bus/switches/7/state'), '1\n');
    await client.call('host.refresh', { hostId });
    const now = { edited: true, observed: [1, 2, 7] };
    const revert = 'Revert root to what was read';
    expect(await shown()).toEqual({ ...now, undo: revert, desired: [1, 2, 7] });
    await client.call('workspace.undo', {});
    expect(await shown()).toEqual({ ...now, undo: null, desired: WISH.now });
    await client.call('workspace.redo', {});
    await client.call('workspace.redo', {});
    expect(await shown()).toEqual({ ...now, undo: 'Rename host to lamps', desired: [1, 2, 7] });
  });

  it('reads it from another place when it is told one, and says when there is none', async () => {
    const moved = path.join(mkdtempSync(path.join(tmpdir(), 'studio-moved-')), 'root');
    cpSync(place.root, moved, { recursive: true, verbatimSymlinks: true });
    rmSync(place.root, { recursive: true });
    await expect(client.call('host.refresh', { hostId })).rejects.toMatchObject({ code: 'not-found' });
    const there = { kind: 'this-machine' as const, root: moved };
    expect(await client.call('host.refresh', { hostId, target: there })).toMatchObject({ differences: [] });
  });
});

describe('host.readSsh', () => {
  it('refuses what is no name of a host before ssh is called', async () => {
    await expect(client.call('host.readSsh', { host: '-oProxyCommand=touch x' })).rejects.toMatchObject({
      code: 'bad-request',
    });
  });
});
