import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { EMPTY_MASK, FULL_MASK, maskOf, maskToHex, minus } from '../../../../shared/mask.ts';
import type { Plan } from '../../../../shared/plan.ts';
import { chzdevExport } from './chzdev.ts';
import { exampleHost } from './testing/wishes.ts';

const NO_PLAN: Plan = { style: 'both', steps: [], blocks: [], notes: [] };
const observed = { ...exampleHost(), persistent: { apmask: FULL_MASK, aqmask: maskOf([1]) } };
const desired = {
  ...observed,
  apmask: EMPTY_MASK,
  aqmask: minus(FULL_MASK, maskOf([4, 71])),
  persistent: { apmask: EMPTY_MASK, aqmask: null },
};
const { files } = chzdevExport.write({ name: 'kvm1', observed, desired, plan: NO_PLAN });

it('AP-Z1 lists what stays with the host; a mask of nothing takes everything away', () => {
  expect(files.map(({ path }) => path)).toEqual([
    'chzdev-import.txt',
    'chzdev.sh',
    'etc/udev/rules.d/41-ap.rules',
  ]);
  expect(files[0]!.text).toBe(
    '[active ap]\napmask=-0-255\naqmask=0-3,5-70,72-255\n\n[persistent ap]\napmask=-0-255\n',
  );
  expect(files[1]!.text).toContain('chzdev --type ap -p --remove aqmask\n');
});

it('AP-Z4 tries a refused mask once more behind the other one, and says so when it stays', () => {
  const run = (apmasks: readonly string[]) => {
    const cat = `cat() { case $1 in *apmask) sed -n "$(wc -l <"$log")p" "$log.masks";; *) echo ${maskToHex(desired.aqmask)};; esac; }`;
    const script = [
      'log=$(mktemp); trap \'rm -f "$log" "$log.masks"\' EXIT',
      `printf '%s\\n' ${apmasks.join(' ')} >"$log.masks"`,
      cat,
      'chzdev() { case $* in *import*) echo "$*" >>"$log";; esac; }',
      files[1]!.text.replace('cd "$(dirname "$0")"', ''),
      'command cat "$log"',
    ].join('\n');
    const { status, stdout, stderr } = spawnSync('sh', ['-s'], { input: script, encoding: 'utf8' });
    return [status, stdout.split('\n').length - 1, stderr.split('\n')[0]];
  };
  const [refused, taken] = [maskToHex(FULL_MASK), maskToHex(EMPTY_MASK)];
  expect([run([taken]), run([refused, taken]), run([refused, refused])]).toEqual([
    [0, 1, ''],
    [0, 2, ''],
    [1, 0, 'The masks are not as wished: a device in use has a queue that would go to the host.'],
  ]);
});
