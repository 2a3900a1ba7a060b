/** Names of hosts, as the configuration of an ssh that is a script tells them. */
import { expect, it } from 'vitest';
import { sshKey } from './ssh-key.ts';
import { scriptedSsh } from './testing/scripted-ssh.ts';

const sshThat = scriptedSsh();

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
