import { describe, expect, it } from 'vitest';
import { connectFailure, requireSshHost, sshArguments } from './ssh-host.ts';
import { sshLabel, targetOfSshLabel } from '../../../shared/ssh-label.ts';

describe('the name of an ssh host', () => {
  it.each([
    'kvm1',
    'admin@kvm1.example.com',
    '2001:db8::1',
    'fe80::1%eth0',
    'my_alias',
    'a@b@kvm1',
    'ssh://h:2222',
  ])('can be %s', (host) => {
    expect(() => requireSshHost(host)).not.toThrow();
  });

  it.each([
    '',
    '-oProxyCommand=x',
    'admin@',
    'admin@-oProxyCommand=x',
    'ssh://-oProxyCommand=x',
    'SSH://-oX',
    'ssh://u@-oX',
    'ssh://-oX@h',
    'ssh://%2doX@h',
    'u@[-oX]',
    '[-oX]:22',
    'h:-1',
    'ssh://',
    'ssh://u@:22',
    'a b',
    'a\nb',
    'a\0',
    'a\u200bb',
    '$(x)',
    'a;b',
    '`x`',
  ])('cannot be %j', (host) => {
    expect(() => sshArguments(host)).toThrow(expect.objectContaining({ code: 'bad-request' }));
  });

  it('stands behind -- and is asked nothing, with host keys checked as the user has it', () => {
    const words = sshArguments('admin@kvm1');
    expect(words.slice(-4)).toEqual(['--', 'admin@kvm1', 'sh', '-s']);
    expect(words).toContain('BatchMode=yes');
    expect(words.join(' ')).not.toMatch(/StrictHostKeyChecking|KnownHosts/);
  });
});

it('is read again from the name of its source', () => {
  const places = [
    { kind: 'ssh', host: 'admin@kvm1', root: null },
    { kind: 'ssh', host: 'kvm1', root: '/srv/a b, below /c' },
  ] as const;
  expect(places.map(({ host, root }) => targetOfSshLabel(sshLabel(host, root)))).toEqual(places);
  expect(targetOfSshLabel('kvm1.tar.gz')).toBeNull();
});

it('gives the last words of ssh where it does not know better', () => {
  expect(connectFailure('kvm1', 'a\nkex_exchange_identification: read: Connection reset by peer\n')).toBe(
    'ssh could not connect to kvm1: kex_exchange_identification: read: Connection reset by peer.',
  );
  expect(connectFailure('kvm1', '')).toBe('ssh could not connect to kvm1.');
});
