/** The exported Ansible project, run by the real ansible-playbook on two hosts with mdevctl and a /sys that answers. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { changedTasks, playbook } from './harness/ansible.ts';
import { placeHost, writesTo } from './harness/host-folder.ts';
import { behavingHosts } from './harness/loopback-hosts.ts';
import { needsPrograms } from './harness/needs.ts';
import { run } from './harness/run.ts';
import { place, scratch } from './harness/scratch.ts';
import { shownBy } from './harness/shown.ts';
import { exported, smallWishes, targetOf } from './harness/wishes.ts';

/** What a dry run calls the tasks that it cannot run. */
const TWINS: Readonly<Record<string, string>> = {
  'Would set the AP bus masks': 'Set the AP bus masks',
  'Would take away': 'Take away',
  'Would bring to what it is to have': 'Bring to what it is to have, in one write',
};

function predicted(tasks: readonly string[]): readonly string[] {
  const named = tasks.map((task) => {
    const [host, name = ''] = task.split(': ', 2);
    return `${host}: ${TWINS[name] ?? name}`;
  });
  return named.sort();
}

describe('the Ansible project', () => {
  it('predicts, changes, rests, and finds and cures drift', { timeout: 600_000 }, async (context) => {
    needsPrograms(context, 'ansible-playbook', 'mdevctl');
    const [first, second] = smallWishes();
    const wishes = { 'studio-one': first, 'studio-two': second };
    const project = scratch();
    place(project, exported(wishes, 'ansible').files);
    const folders = Object.values(wishes).map(({ observed }) => placeHost(scratch(), observed));
    const [one = '', two = ''] = folders;
    const ssh = await behavingHosts(context, { 'studio-one': one, 'studio-two': two });
    const play = async (...words: string[]) => {
      const { status, output } = await playbook(project, [...words, 'site.yml'], ssh);
      if (status !== 0) throw new Error(output);
      return changedTasks(output);
    };
    const before = folders.map(shownBy);
    const wanted = Object.values(wishes).map((wish) => shownBy(placeHost(scratch(), targetOf(wish))));

    expect(await play('--syntax-check')).toEqual([]);
    const foretold = await play('--check', '--diff');
    expect([folders.map(shownBy), folders.flatMap(writesTo)]).toEqual([before, []]);
    const done = await play();
    expect([predicted(foretold), folders.map(shownBy)]).toEqual([done, wanted]);

    // The run after the drift rests on the second host, and changes one thing on the first.
    const device = `/sys/bus/mdev/devices/${first.observed.mdevs[0]?.id}`;
    const hand = `echo 5 >${device}/unassign_adapter`;
    expect((await run(['ssh', '-F', ssh.config, 'studio-one', hand])).status).toBe(0);
    const cure = 'studio-one: Bring to what it is to have, in one write';
    expect(predicted(await play('--check', '--limit', 'studio-one'))).toEqual([cure]);
    expect(readFileSync(path.join(one, device, 'matrix'), 'utf8')).toBe('06.0004\n06.0047\n');
    expect(await play()).toEqual([cure]);
    expect(folders.map(shownBy)).toEqual(wanted);
  });
});
