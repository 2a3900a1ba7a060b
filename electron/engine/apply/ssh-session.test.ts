/** The session with an ssh that is a script: what it does before and instead of a shell. */
import { describe, expect, it } from 'vitest';
import { openSshSession } from './ssh-session.ts';
import { scriptedSsh } from './testing/scripted-ssh.ts';

const sshThat = scriptedSsh();

describe('a login that prints', () => {
  it('does not get into the first answer, on either stream', async () => {
    sshThat("echo Welcome; printf 'no newline'; echo hm >&2; exec sh -s");
    const session = openSshSession('kvm1');
    expect(await session.run('echo one; echo two >&2')).toEqual({
      code: 0,
      stdout: Buffer.from('one\n'),
      stderr: 'two\n',
    });
    expect((await session.run('printf three')).stdout.toString()).toBe('three');
    await session.close();
  });

  it('without end is told from a host that answers', async () => {
    sshThat('exec yes');
    const session = openSshSession('kvm1');
    await expect(session.run('true')).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringMatching(
        /^kvm1 sent more than 1048576 bytes before its shell answered\. Does a login/,
      ),
    });
    await session.close();
  });

  it('and then refuses is told by what ssh says', async () => {
    sshThat("echo Welcome; echo 'admin@kvm1: Permission denied (publickey).' >&2; exit 255");
    const session = openSshSession('kvm1');
    await expect(session.run('true')).rejects.toMatchObject({
      code: 'io',
      message: expect.stringContaining('kvm1 refused the login.'),
    });
    await session.close();
  });

  it('is cancelled while it waits', async () => {
    sshThat('exec sleep 20');
    const session = openSshSession('kvm1');
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    await expect(session.run('true', controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
    await session.close();
  });
});
