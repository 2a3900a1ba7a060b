/** The judges that need a host to log in to, shown something right and something wrong first. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { changedTasks, playbook } from './harness/ansible.ts';
import { needsPrograms } from './harness/needs.ts';
import { run } from './harness/run.ts';
import { place, scratch } from './harness/scratch.ts';
import { loopbackHosts } from './harness/loopback-hosts.ts';

describe('an sshd of our own', () => {
  it('lets in by the plain word ssh, keeps arguments apart and gives back status and input', async (context) => {
    const { env, hosts } = await loopbackHosts(context, 'studio-one', 'studio-two');
    const answers = hosts.map((host) =>
      run(['ssh', host, 'cat; exit 3'], { env, input: "it's\n" }).then(({ status, stdout }) => [
        status,
        stdout,
      ]),
    );
    expect(await Promise.all(answers)).toEqual([
      [3, "it's\n"],
      [3, "it's\n"],
    ]);
  });

  it('is refused where its key is not the known one', async (context) => {
    const { env, config } = await loopbackHosts(context, 'studio-one');
    const known = path.join(path.dirname(config), 'known-hosts');
    const other = readFileSync(known, 'utf8').replace(/ [A-Za-z0-9+/]{68}/, (key) =>
      key.replace(/.{4}$/, 'AAAA'),
    );
    writeFileSync(known, other);
    const { status, stderr } = await run(['ssh', 'studio-one', 'true'], { env });
    expect([status, stderr]).toEqual([255, expect.stringContaining('Host key verification failed')]);
  });
});

describe('ansible-playbook over ssh', () => {
  it('predicts, changes, finds what is different by hand, and objects to a broken playbook', {
    timeout: 120_000,
  }, async (context) => {
    needsPrograms(context, 'ansible-playbook');
    const sshd = await loopbackHosts(context, 'studio-one', 'studio-two');
    const project = scratch();
    const target = scratch();
    const inventory = { all: { hosts: { 'studio-one': null, 'studio-two': null } } };
    const task = {
      name: 'One line',
      'ansible.builtin.copy': { content: 'as wished\n', dest: `${target}/{{ inventory_hostname }}` },
    };
    place(project, [
      { path: 'inventory.json', text: JSON.stringify(inventory) },
      { path: 'site.yml', text: JSON.stringify([{ hosts: 'all', gather_facts: false, tasks: [task] }]) },
      { path: 'broken.yml', text: JSON.stringify([{ hosts: 'all', taskz: [] }]) },
    ]);
    const site = ['-i', 'inventory.json', 'site.yml'];
    const play = (...words: string[]) => playbook(project, [...words, ...site], sshd);
    const counts = async (...words: string[]) => {
      const { status, output } = await play(...words);
      return [status, changedTasks(output)];
    };
    const both = ['studio-one: One line', 'studio-two: One line'];
    expect(await counts('--check')).toEqual([0, both]);
    expect(existsSync(`${target}/studio-one`)).toBe(false);
    expect(await counts()).toEqual([0, both]);
    writeFileSync(`${target}/studio-two`, 'by hand\n');
    expect(await counts('--check', '--diff')).toEqual([0, ['studio-two: One line']]);
    const broken = await playbook(project, ['--syntax-check', '-i', 'inventory.json', 'broken.yml']);
    expect([broken.status, broken.output]).toEqual([4, expect.stringContaining('taskz')]);
  });
});
