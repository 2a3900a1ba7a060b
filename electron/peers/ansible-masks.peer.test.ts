/** The order in which the playbook writes the masks, as ansible-playbook makes the commands. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createApState, masksOf } from '../engine/ap/model.ts';
import { maskOf, maskToHex } from '../../shared/mask.ts';
import { playbook } from './harness/ansible.ts';
import { needsPrograms } from './harness/needs.ts';
import { place, scratch } from './harness/scratch.ts';
import { exported } from './harness/wishes.ts';

const MASKS = { apmask: '/sys/bus/ap/apmask', aqmask: '/sys/bus/ap/aqmask' } as const;
const OFFERED = '/sys/devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough/name';

it('AP-M5 the masks go the way of the plan from any point of it, are cleared first elsewhere, and rest', {
  timeout: 120_000,
}, async (context) => {
  needsPrograms(context, 'ansible-playbook');
  const lpar = masksOf([5, 6, 7], [4, 71, 72], [4, 71]);
  const observed = createApState({ lpar, defaultDomain: 71, apmask: maskOf([5]), aqmask: maskOf([71]) });
  const desired = createApState({ lpar, defaultDomain: 71, apmask: maskOf([6]), aqmask: maskOf([71, 72]) });
  const [project, root] = [scratch(), scratch()];
  place(project, exported({ localhost: { title: 'masks', observed, desired } }, 'ansible').files);
  const play = async (...words: string[]): Promise<string[]> => {
    const local = ['-v', '-c', 'local', '-e', 'ansible_user=', '-e', `studio_root=${root}`];
    const { status, output } = await playbook(project, [...local, ...words, 'site.yml']);
    if (status !== 0) throw new Error(output);
    const written = output.matchAll(/printf '%s\\+n' (\S+) > \S+\/(a[pq]mask)/g);
    return [...written].map(([, value, name]) => `${name} ${value}`);
  };
  const stands = (apmask: string, aqmask: string) =>
    place(root, [
      { path: MASKS.apmask.slice(1), text: `${apmask}\n` },
      { path: MASKS.aqmask.slice(1), text: `${aqmask}\n` },
      { path: OFFERED.slice(1), text: 'VFIO AP Passthrough Device\n' },
    ]);
  const [five, six] = [maskToHex(maskOf([5])), maskToHex(maskOf([6]))];
  const [one, two] = [maskToHex(maskOf([71])), maskToHex(maskOf([71, 72]))];

  stands(five, one);
  const foretold = await play('--check');
  expect([readFileSync(path.join(root, MASKS.apmask), 'utf8'), await play()]).toEqual([
    `${five}\n`,
    [`apmask ${six}`, `aqmask ${two}`],
  ]);
  expect(foretold.filter((write, at) => foretold.indexOf(write) === at)).toEqual([
    `apmask ${six}`,
    `aqmask ${two}`,
  ]);
  expect(await play()).toEqual([]);
  stands(six, one);
  expect(await play()).toEqual([`aqmask ${two}`]);
  stands(five, two);
  expect((await play()).slice(0, 2).map((write) => write.replace(/-.*/, '-'))).toEqual([
    'apmask -',
    'aqmask -',
  ]);
});
