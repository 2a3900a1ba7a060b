import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { awaitedGuest, GUEST_END_SECONDS, waitForEnd } from './guest-end.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'guest-end-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A virsh whose guests all run for `times` looks; each look is counted in a file. */
function runWith(
  guest: string,
  running: readonly string[],
  times: number,
  status = 0,
): { code: number; looks: number } {
  const count = path.join(folder, 'looks');
  const names = path.join(folder, 'names');
  const virsh = path.join(folder, 'virsh');
  writeFileSync(count, '');
  writeFileSync(names, running.map((name) => `${name}\n`).join(''));
  writeFileSync(
    virsh,
    `#!/bin/sh\n[ "$*" = 'list --name' ] || exit 9\nprintf x >>'${count}'\n[ "$(wc -c <'${count}')" -gt ${times} ] || cat '${names}'\necho\nexit ${status}\n`,
  );
  chmodSync(virsh, 0o755);
  const [program = '', , ...rest] = waitForEnd(guest);
  const { status: code } = spawnSync(program, ['3', ...rest], {
    env: { ...process.env, PATH: `${folder}:${process.env.PATH ?? ''}` },
  });
  return { code: code ?? -1, looks: readFileSync(count, 'utf8').length };
}

describe('waiting for a guest to be off (AP-V8, AP-U18)', () => {
  it('ends when the guest runs no longer, whatever its name means to a shell or to grep', () => {
    expect(runWith('a', ['a', 'b'], 1)).toEqual({ code: 0, looks: 2 });
    expect(runWith('a', ['ab', 'b a', 'A'], 9)).toEqual({ code: 0, looks: 1 });
    expect(runWith('.*', ['a'], 9)).toEqual({ code: 0, looks: 1 });
    expect(runWith('$(reboot) \'"', ['$(reboot) \'"'], 1)).toEqual({ code: 0, looks: 2 });
  });

  it('ends with an error when the guest does not end, and when nobody can tell', () => {
    expect(runWith('a', ['a'], 99).code).toBe(124);
    expect(runWith('a', ['a'], 9, 1)).toEqual({ code: 1, looks: 1 });
  });

  it('is recognised by its exact words only', () => {
    const argv = waitForEnd('payments a');
    const [program = '', limit = '', shell = '', flag = '', text = '', ...rest] = argv;
    expect([
      awaitedGuest(argv),
      awaitedGuest([program, '20', shell, flag, text, ...rest]),
      awaitedGuest([program, 'soon', shell, flag, text, ...rest]),
      awaitedGuest([program, limit, shell, flag, `${text}; reboot`, ...rest]),
      awaitedGuest([...argv, 'more']),
      awaitedGuest(argv.slice(1)),
      GUEST_END_SECONDS,
    ]).toEqual(['payments a', 'payments a', null, null, null, null, 300]);
  });
});
