import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { importCapture } from './import-capture.ts';
import { LAMP_FAMILY } from './testing/lamp-family.ts';
import { startTestEngine } from './testing/test-engine.ts';

function lampFolder(content = '3,4'): string {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), 'studio-capture-')), 'kvm7');
  mkdirSync(path.join(folder, 'sys'), { recursive: true });
  writeFileSync(path.join(folder, 'sys/lamps'), content);
  return folder;
}

describe('import of a capture', () => {
  it('adds a host, opening a workspace when none is open, and can be undone', async () => {
    const { client } = startTestEngine();
    const folder = lampFolder();
    const { hostId } = await client.call('host.import', { path: folder });
    await client.call('host.import', { path: folder });
    const { view } = await client.call('workspace.view', {});
    expect(view.workspace).toMatchObject({ name: 'kvm7', edited: true, undo: 'Add host kvm7 (2)' });
    expect(view.workspace?.hosts).toMatchObject([
      { id: hostId, name: 'kvm7', source: { kind: 'folder', label: folder }, lamp: { observed: [3, 4] } },
      { name: 'kvm7 (2)' },
    ]);
    await client.call('workspace.undo', {});
    expect((await client.call('workspace.view', {})).view.workspace?.hosts).toHaveLength(1);
    expect(await client.call('app.recent', {})).toMatchObject([{ path: folder, name: 'kvm7' }]);
  });

  it('opens a capture as a new workspace, of which nothing is lost when it is closed at once', async () => {
    const { client } = startTestEngine();
    expect(await client.call('workspace.open', { path: lampFolder(), discard: false })).toEqual({
      findings: [],
    });
    const { view } = await client.call('workspace.view', {});
    expect(view.workspace).toMatchObject({ path: null, edited: false, undo: null });
    await client.call('workspace.close', { discard: false });
  });

  it('tells that it looks for devices, which may take seconds, and can be cancelled there', async () => {
    const told: string[] = [];
    const controller = new AbortController();
    const context = { signal: controller.signal, progress: (text: string) => void told.push(text) };
    const origin = { kind: 'path', path: lampFolder() } as const;
    await importCapture(origin, [LAMP_FAMILY], context);
    const families = [{ ...LAMP_FAMILY, observe: () => (controller.abort(), null) }];
    await expect(importCapture(origin, families, context)).rejects.toMatchObject({ code: 'cancelled' });
    expect(told.at(-1)).toBe(`Reading devices: ${LAMP_FAMILY.title}`);
  });

  it('says what was looked for when a capture shows no devices', async () => {
    const { client } = startTestEngine();
    const folder = lampFolder();
    rmSync(path.join(folder, 'sys/lamps'));
    const refused = (why: string) => ({ code: 'unreadable', message: expect.stringContaining(why) });
    await expect(client.call('host.import', { path: folder })).rejects.toMatchObject(
      refused(
        'neither /sys/bus/ap, /sys/bus/dsa, /sys/bus/pci/devices/*/function_id nor /sys/kernel/debug/powerpc/xive is in it',
      ),
    );
    mkdirSync(path.join(folder, 'captured'));
    writeFileSync(
      path.join(folder, 'captured/searched'),
      '/sys/bus/ap\n/sys/bus/dsa\n/sys/bus/pci/devices\n/sys/kernel/debug/powerpc/xive\n',
    );
    await expect(client.call('host.import', { path: folder })).rejects.toMatchObject(
      refused(
        '/sys/bus/ap, /sys/bus/dsa, /sys/bus/pci/devices/*/function_id and /sys/kernel/debug/powerpc/xive were looked for and were not there',
      ),
    );
  });

  it('says why a text that a family is meant to read cannot be read', async () => {
    const context = { signal: new AbortController().signal, progress: () => {} };
    const origin = { kind: 'path', path: lampFolder() } as const;
    const finding = { severity: 'warning', file: 'story.json', message: 'Case 1 has no op.' } as const;
    const strict = { ...LAMP_FAMILY, id: 'strict', observe: () => null, unreadable: () => [finding] };
    await expect(importCapture(origin, [strict], context)).rejects.toMatchObject({
      code: 'unreadable',
      message: 'kvm7 cannot be opened. Case 1 has no op.',
    });
    expect((await importCapture(origin, [LAMP_FAMILY, strict], context)).findings).toContainEqual(finding);
  });

  it('names a host behind ssh by itself, else by where it was read, and never by a file of ours', async () => {
    const context = { signal: new AbortController().signal, progress: () => {} };
    const read = (label: string, files: Readonly<Record<string, string>>) => {
      const bytes = Buffer.from(JSON.stringify({ '/captured/searched': '/sys/bus/ap\n', ...files }));
      return importCapture({ kind: 'ssh', label, bytes }, [LAMP_FAMILY], context);
    };
    const lamps = { '/sys/lamps': '3' };
    const hosts = await Promise.all([
      read('ssh kvm1', lamps),
      read('ssh kvm1, below /srv/host.tar', lamps),
      read('ssh kvm1, below /srv/host', { ...lamps, '/etc/hostname': 'inner\n' }),
    ]);
    expect(hosts.map(({ name }) => name)).toEqual(['kvm1', 'kvm1 below /srv/host.tar', 'inner']);
    await expect(read('ssh kvm1, below /srv/host', {})).rejects.toMatchObject({
      message: expect.stringMatching(/^kvm1 over ssh, below \/srv\/host shows no devices/),
    });
  });

  it('leaves everything as it was when nothing can be read', async () => {
    const { client } = startTestEngine();
    const junk = path.join(lampFolder(), 'junk.bin');
    writeFileSync(junk, Buffer.from([1, 0, 2]));
    await expect(client.call('host.import', { path: junk })).rejects.toMatchObject({ code: 'unreadable' });
    await expect(client.call('host.import', { path: '/no/such' })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(
      client.call('host.importBytes', { name: 'x.tgz', bytes: new Uint8Array([31, 139]) }),
    ).rejects.toMatchObject({ code: 'unreadable' });
    expect((await client.call('workspace.view', {})).view).toEqual({ workspace: null });
  });
});
