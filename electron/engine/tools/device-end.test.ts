import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { awaitedDevice, waitForDevice } from './device-end.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'device-end-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A virsh whose guest has the text for `times` looks, then not any more; `status` is how it ends. */
function runWith(guest: string, text: string, times: number, status = 0): { code: number; looks: number } {
  const count = path.join(folder, 'looks');
  const xml = path.join(folder, 'xml');
  const virsh = path.join(folder, 'virsh');
  writeFileSync(count, '');
  writeFileSync(xml, `<zpci ${text}/>\n`);
  writeFileSync(path.join(folder, 'guest'), guest);
  writeFileSync(
    virsh,
    `#!/bin/sh\n[ "$1 $2 $3" = "dumpxml -- $(cat '${folder}/guest')" ] || exit 9\nprintf x >>'${count}'\n[ "$(wc -c <'${count}')" -gt ${times} ] || cat '${xml}'\nexit ${status}\n`,
  );
  chmodSync(virsh, 0o755);
  const [program = '', , ...rest] = waitForDevice(guest, text);
  const { status: code } = spawnSync(program, ['3', ...rest], {
    env: { ...process.env, PATH: `${folder}:${process.env.PATH ?? ''}` },
  });
  return { code: code ?? -1, looks: readFileSync(count, 'utf8').length };
}

const ZPCI = "uid='0x0031' fid='0x00000041'";

describe('waiting for a guest to let go of a device (ZPCI-E2, ZPCI-E3)', () => {
  it('ends when the device is out of the domain, or the domain is gone', () => {
    expect([
      runWith('a', ZPCI, 1),
      runWith('$(reboot) \'"', '.* $(reboot)', 0),
      runWith('a', ZPCI, 9, 1),
    ]).toEqual([
      { code: 0, looks: 2 },
      { code: 0, looks: 1 },
      { code: 0, looks: 1 },
    ]);
  });

  it('ends with an error when the guest does not answer', () => {
    expect(runWith('a', ZPCI, 99).code).toBe(124);
  });

  it('is recognised by its exact words only', () => {
    const argv = waitForDevice('payments a', ZPCI);
    const [program = '', limit = '', shell = '', flag = '', text = '', ...rest] = argv;
    expect([
      awaitedDevice(argv),
      awaitedDevice([program, 'soon', shell, flag, text, ...rest]),
      awaitedDevice([program, limit, shell, flag, `${text}; reboot`, ...rest]),
      awaitedDevice([...argv, 'more']),
      awaitedDevice(argv.slice(1)),
    ]).toEqual([{ guest: 'payments a', text: ZPCI }, null, null, null, null]);
  });
});
