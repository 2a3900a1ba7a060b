/**
 * The admins' own tools that judge what the studio writes (electron/peers). Never fatal: where they cannot be had, the
 * tests that need them say which one is missing and are skipped, or fail where `CI` is set.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { at } from './paths.mjs';
import { say, seconds } from './say.mjs';

/** Debian package -> what it must have brought: a program, or a file where there is none. */
const PEERS = {
  mdevctl: ['mdevctl'],
  // Debian builds it for the machines that have such devices.
  ...(process.arch === 'x64' && { 'accel-config': ['accel-config'] }),
  'libvirt-clients': ['virsh', 'virt-xml-validate'],
  'libxml2-utils': ['xmllint'],
  'ansible-core': ['ansible-playbook'],
  shellcheck: ['shellcheck'],
  'openssh-server': ['sshd'],
  'openssh-client': ['ssh', 'ssh-keygen'],
  fuse3: ['fusermount3'],
  python3: ['/usr/bin/python3'],
  'python3-fusepy': ['/usr/lib/python3/dist-packages/fusepy.py'],
  'util-linux': ['unshare'],
  dash: ['dash'],
  'qemu-system-ppc': ['qemu-system-ppc64'],
  // Debian 12 has it among the rarer machines; newer releases have a package of its own, which that one brings.
  'qemu-system-misc': ['qemu-system-s390x'],
};
/** sbin is missing from an ordinary user's PATH, and that is where sshd and some builds of mdevctl are. */
const FOLDERS = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];

function isThere(file) {
  if (path.isAbsolute(file)) return existsSync(file);
  return FOLDERS.some((folder) => folder !== '' && existsSync(path.join(folder, file)));
}

function missingPackages() {
  return Object.keys(PEERS).filter((name) => !PEERS[name].every(isThere));
}

/** @returns {string[] | null} what to put before a command that must run as root; null = it cannot. */
function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore', timeout: 5000 }).status === 0
    ? ['sudo', '-n']
    : null;
}

function tellMissing(packages, why) {
  const end = process.env.CI ? 'and CI is set, so their tests will fail' : 'so their tests will be skipped';
  say('setup', `PEERS MISSING: ${packages.join(', ')} (${why}), ${end}.`);
}

export function installPeers() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get'))
    return tellMissing(missing, 'no apt-get on this machine');
  const prefix = rootPrefix();
  if (prefix === null) return tellMissing(missing, 'installing them needs root or sudo without a password');
  say('setup', `installing ${missing.join(', ')} with apt-get (about 20 s) …`);
  const start = performance.now();
  const [program, ...args] = [...prefix, '/bin/sh', at('build/install-debian.sh'), ...missing];
  const { stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: 900_000 });
  const left = missingPackages();
  if (left.length === 0) return say('setup', `peers installed in ${seconds(start)}`);
  const said = stderr?.split('\n').find((line) => line.startsWith('E:'));
  tellMissing(left, error?.message ?? said ?? 'apt-get gave no reason');
}
