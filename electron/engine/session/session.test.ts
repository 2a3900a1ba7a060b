import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyPatches, type Json } from '../../../shared/patches.ts';
import { startTestEngine } from './testing/test-engine.ts';

const light = (lamp: number) => ({ family: 'lamp', op: 'light', lamp });

async function withLamps() {
  const test = startTestEngine();
  await test.client.call('workspace.openExample', { id: 'lamps', discard: false });
  const edit = (edits: ReturnType<typeof light>[], label = 'Light') =>
    test.client.call('workspace.edit', { hostId: 'h1', label, edits });
  const show = async () => (await test.client.call('workspace.view', {})).view.workspace!;
  return { ...test, edit, show };
}

describe('session', () => {
  it('pushes patches from which the view can be followed without a gap', async () => {
    const { client, edit } = await withLamps();
    const { revision, view } = await client.call('workspace.view', {});
    let mirror = view as unknown as Json;
    const revisions: number[] = [];
    client.on('workspace.patches', (event) => {
      revisions.push(event.revision);
      mirror = applyPatches(mirror, event.patches);
    });
    await edit([light(2), light(3)]);
    await client.call('host.rename', { hostId: 'h2', name: 'three' });
    await client.call('workspace.undo', {});
    expect(revisions).toEqual([revision + 1, revision + 2, revision + 3]);
    expect(mirror).toEqual((await client.call('workspace.view', {})).view);
  });

  it('makes a gesture’s edits together or not at all', async () => {
    const { edit, show } = await withLamps();
    const before = await show();
    expect(await edit([light(2), light(9), light(3)])).toMatchObject({
      ok: false,
      refusal: { rule: 'LAMP-1' },
    });
    expect(await show()).toEqual(before);
    expect(await edit([light(2), light(3)])).toMatchObject({
      ok: true,
      notes: ['Lamp 2 is lit.', 'Lamp 3 is lit.'],
    });
    expect((await show()).hosts[0]).toMatchObject({ lamp: { observed: [1], desired: [1, 2, 3] } });
  });

  it('offers fixes that make the whole gesture, also from its middle', async () => {
    const { edit, show } = await withLamps();
    const refused = await edit([light(2), light(8), light(3)]);
    const fix = refused.ok ? [] : refused.refusal.fixes[0]!.edits;
    expect(fix).toEqual([light(2), light(7), light(8), light(3)]);
    await edit(fix as ReturnType<typeof light>[]);
    expect((await show()).hosts[0]).toMatchObject({ lamp: { desired: [1, 2, 7, 8, 3] } });
  });

  it('undoes one gesture a step, exactly, and clears redo at a new edit', async () => {
    const { client, edit, show } = await withLamps();
    const start = await show();
    await edit([light(2), light(3)], 'Light two');
    const after = await show();
    expect(after).toMatchObject({ undo: 'Light two', edited: true });
    expect(await client.call('workspace.undo', {})).toEqual({ undone: 'Light two' });
    expect(await show()).toEqual({ ...start, redo: 'Light two' });
    expect(await client.call('workspace.redo', {})).toEqual({ redone: 'Light two' });
    expect(await show()).toEqual(after);
    await client.call('workspace.undo', {});
    await edit([light(4)], 'Light four');
    expect(await client.call('workspace.redo', {})).toEqual({ redone: null });
    expect(await show()).toMatchObject({ undo: 'Light four', redo: null });
  });

  it('makes no undo step of an edit that changes nothing', async () => {
    const { edit, show } = await withLamps();
    expect(await edit([light(1)])).toMatchObject({ ok: true });
    expect(await show()).toMatchObject({ undo: null, edited: false });
  });

  it('makes rename, remove and revert of a host undoable', async () => {
    const { client, edit, show } = await withLamps();
    await edit([light(2)]);
    const edited = await show();
    await client.call('host.revert', { hostId: 'h1' });
    expect((await show()).hosts[0]).toMatchObject({ lamp: { desired: [1] } });
    await client.call('host.rename', { hostId: 'h1', name: 'two' });
    expect((await show()).hosts[0]?.name).toBe('two (2)');
    await client.call('host.remove', { hostId: 'h1' });
    expect((await show()).hosts).toHaveLength(1);
    for (let step = 0; step < 3; step++) await client.call('workspace.undo', {});
    expect(await show()).toEqual({ ...edited, redo: 'Revert one to what was read' });
  });

  it('tells a stale revision, a foreign family and a lost host apart', async () => {
    const { client } = await withLamps();
    const ask = (over: object) =>
      client.call('workspace.edit', { hostId: 'h1', label: 'x', edits: [light(2)], ...over });
    await expect(ask({ revision: 0 })).rejects.toMatchObject({ code: 'stale' });
    await expect(ask({ edits: [{ family: 'ap', op: 'x' }] })).rejects.toMatchObject({ code: 'bad-request' });
    await expect(ask({ edits: [{ family: 'lamp', op: 'light', lamp: 'x' }] })).rejects.toMatchObject({
      code: 'bad-request',
    });
    await expect(ask({ hostId: 'gone' })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('does not drop unsaved changes unless that was agreed to', async () => {
    const { client, edit, show } = await withLamps();
    await edit([light(2)]);
    await expect(client.call('workspace.new', { discard: false })).rejects.toMatchObject({ code: 'busy' });
    await expect(client.call('workspace.close', { discard: false })).rejects.toMatchObject({
      code: 'busy',
      message: '“Lamps” has changes that are not saved. Save them first, or discard them.',
    });
    expect((await show()).hosts).toHaveLength(2);
    await client.call('workspace.close', { discard: true });
    expect((await client.call('workspace.view', {})).view).toEqual({ workspace: null });
  });
});

describe('files of the session', () => {
  it('saves, opens and remembers a workspace', async () => {
    const { client, edit, show, folder } = await withLamps();
    await edit([light(2)]);
    const file = path.join(folder, 'mine.pts');
    await expect(client.call('workspace.save', {})).rejects.toMatchObject({ code: 'bad-request' });
    expect(await client.call('workspace.save', { path: file })).toEqual({ path: file });
    const saved = await show();
    expect(saved).toMatchObject({ name: 'mine', path: file, edited: false, undo: 'Light' });
    await edit([light(3)]);
    await client.call('workspace.save', {});
    await client.call('workspace.undo', {});
    expect(await show()).toMatchObject({ edited: true });
    await client.call('workspace.open', { path: file, discard: true });
    expect((await show()).hosts[0]).toMatchObject({ lamp: { observed: [1], desired: [1, 2, 3] } });
    expect(await client.call('app.recent', {})).toMatchObject([{ path: file, name: 'mine' }]);
  });

  it('does not write over what another program wrote, unless that was agreed to', async () => {
    const { client, edit, show, folder } = await withLamps();
    const file = path.join(folder, 'mine.pts');
    await client.call('workspace.save', { path: file });
    const text = readFileSync(file, 'utf8');
    await edit([light(2)]);
    writeFileSync(file, `${text}\n`);
    await expect(client.call('workspace.save', {})).rejects.toMatchObject({
      code: 'stale',
      message: `${file} was changed by another program since it was opened or saved here. Nothing was written.`,
    });
    expect([readFileSync(file, 'utf8'), (await show()).edited]).toEqual([`${text}\n`, true]);
    await client.call('workspace.save', { overwrite: true });
    await edit([light(3)]);
    await client.call('workspace.save', {});
    expect((await show()).edited).toBe(false);
    await client.call('workspace.open', { path: file, discard: false });
    writeFileSync(file, text);
    await edit([light(4)]);
    await expect(client.call('workspace.save', {})).rejects.toMatchObject({ code: 'stale' });
  });

  it('names a workspace by its file, also a copied one', async () => {
    const { client, show, folder } = await withLamps();
    await client.call('workspace.save', { path: path.join(folder, 'w1.pts') });
    writeFileSync(path.join(folder, 'w2.PTS'), readFileSync(path.join(folder, 'w1.pts')));
    await client.call('workspace.open', { path: path.join(folder, 'w2.PTS'), discard: false });
    expect(await show()).toMatchObject({ name: 'w2', edited: false });
  });

  it('tells a missing file and a missing folder apart', async () => {
    const { client, folder } = startTestEngine();
    const open = (file: string) => client.call('workspace.open', { path: file, discard: false });
    await expect(open(path.join(folder, 'no.pts'))).rejects.toMatchObject({
      code: 'not-found',
      message: `${path.join(folder, 'no.pts')} does not exist.`,
    });
    await expect(open(path.join(folder, 'no/where.pts'))).rejects.toMatchObject({
      message: `${path.join(folder, 'no/where.pts')} does not exist: there is no folder ${path.join(folder, 'no')}.`,
    });
  });

  it('asks before another file is replaced', async () => {
    const { client, folder } = await withLamps();
    const file = path.join(folder, 'other.pts');
    writeFileSync(file, 'precious');
    await expect(client.call('workspace.save', { path: file })).rejects.toMatchObject({ code: 'io' });
    expect(readFileSync(file, 'utf8')).toBe('precious');
    await client.call('workspace.save', { path: file, overwrite: true });
    expect(readFileSync(file, 'utf8')).toContain('passthrough-studio-workspace');
  });

  it('takes a damaged list of recent files as an empty one', async () => {
    const { client, folder, logged } = startTestEngine();
    mkdirSync(path.join(folder, 'config'), { recursive: true });
    for (const text of ['{', '7', '{"recent":[{"path":1},null]}', '']) {
      writeFileSync(path.join(folder, 'config/recent.json'), text);
      expect(await client.call('app.recent', {})).toEqual([]);
    }
    expect(logged).toEqual([]);
  });

  it('lists folders with what can be opened', async () => {
    const { client, folder } = await withLamps();
    const shop = path.join(folder, 'shop');
    mkdirSync(path.join(shop, 'sub'), { recursive: true });
    for (const name of ['b.pts', 'a.tgz', 'c.doc']) writeFileSync(path.join(shop, name), 'x');
    const { entries, parent } = await client.call('files.list', { folder: shop });
    expect(parent).toBe(folder);
    expect(entries.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'sub folder',
      'a.tgz capture',
      'b.pts workspace',
      'c.doc other',
    ]);
    await expect(client.call('files.list', { folder: 'relative' })).rejects.toMatchObject({
      code: 'bad-request',
    });
    await expect(client.call('files.list', { folder: '/no/such' })).rejects.toMatchObject({ code: 'io' });
    await expect(client.call('files.pick', { purpose: 'open' })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('tells examples and rules', async () => {
    const { client } = startTestEngine();
    const example = { id: 'lamps', title: 'Lamps', summary: '', families: ['lamp'] };
    expect(await client.call('app.examples', {})).toEqual([example]);
    expect(await client.call('rules.explain', { id: 'LAMP-1' })).toMatchObject({ title: 'Lamp 9 is broken' });
    await expect(client.call('workspace.openExample', { id: '../x', discard: false })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
