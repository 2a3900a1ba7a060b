/** Names of hosts, as the configuration of an ssh that is a script tells them. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sshKey } from './ssh-key.ts';

const userPath = process.env.PATH;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'studio-key-'));
  process.env.PATH = `${folder}:${userPath}`;
});
afterEach(() => {
  process.env.PATH = userPath;
  rmSync(folder, { recursive: true });
});

function sshThat(does: string): void {
  writeFileSync(path.join(folder, 'ssh'), `#!/bin/sh\n${does}\n`);
  chmodSync(path.join(folder, 'ssh'), 0o755);
}

it('is one for all spellings of a host, and another for another way there', async () => {
  sshThat(`[ "$1 $2" = '-G --' ] || exit 1
echo "host $3"
case $3 in *root*) echo 'user root' ;; *) echo 'user me' ;; esac
echo 'hostname kvm1.example.com'
case $3 in *:23) echo 'port 23' ;; *) echo 'port 22' ;; esac
case $3 in far) echo 'proxyjump gate' ;; esac`);
  const names = ['kvm1', 'root@kvm1.example.com', 'ssh://root@kvm1', 'ssh://kvm1:23', 'far'];
  expect(await Promise.all(names.map(sshKey))).toEqual([
    'hostname kvm1.example.com,port 22',
    'hostname kvm1.example.com,port 22',
    'hostname kvm1.example.com,port 22',
    'hostname kvm1.example.com,port 23',
    'hostname kvm1.example.com,port 22,proxyjump gate',
  ]);
});

it('is the name where ssh does not tell', async () => {
  sshThat('exit 255');
  expect(await sshKey('kvm1')).toBe('kvm1');
  await expect(sshKey('-oX')).rejects.toMatchObject({ code: 'bad-request' });
});
