import { describe, expect, it } from 'vitest';
import { rehearseScript } from '../../plan/rehearse.ts';
import { deviceNamed, type DsaState } from '../../../../shared/dsa/types.ts';
import { dsaPlanning } from '../plan/planning.ts';
import { after, bind, create, DEDICATED, forGuests, hostA, start, uuid, write } from '../plan/testing.ts';

function run(state: DsaState, text: string) {
  const { result, states } = rehearseScript(
    new Map([['dsa', dsaPlanning]]),
    new Map([['dsa', state]]),
    null,
    text,
  );
  return { ...result, end: states.at(-1)!.get('dsa') as DsaState };
}

const up = after(hostA(), [
  ...forGuests('wq0.0'),
  write('engine0.0/group_id', 0),
  bind('dsa0', 'idxd'),
  bind('wq0.0', 'mdev'),
]);

describe('scripts as the administrator writes them', () => {
  it('E01 of dsa.md: writes to sysfs by any of its paths', () => {
    const { lines, end } = run(
      hostA(),
      `set -e
D=/sys/bus/dsa/devices
echo dedicated > $D/wq0.0/mode
echo user > $D/dsa0/wq0.0/type
echo app1 > /sys/devices/pci0000:6a/0000:6a:01.0/dsa0/wq0.0/name
echo user > $D/wq0.0/driver_name
echo 16 > $D/wq0.0/size
echo 0 > $D/wq0.0/group_id
echo 10 > $D/wq0.0/priority
echo 0 > $D/engine0.0/group_id
echo dsa0 > /sys/bus/dsa/drivers/idxd/bind
echo wq0.0 > /sys/bus/dsa/drivers/user/bind
`,
    );
    expect(lines.filter(({ ok }) => !ok)).toEqual([]);
    expect(deviceNamed(end, 'dsa0')?.wqs[0]).toMatchObject({
      state: 'enabled',
      driver: 'user',
      name: 'app1',
    });
  });

  it('DSA-O32 O33: mdevs by the create file of their type, and their remove file', () => {
    const { lines, end } = run(
      up,
      `echo ${uuid(1)} > /sys/class/mdev_bus/0000:6a:01.0/mdev_supported_types/${DEDICATED}/create
echo 1 > /sys/bus/mdev/devices/${uuid(1)}/remove
echo ${uuid(2)} > /sys/devices/pci0000:6a/0000:6a:01.0/mdev_supported_types/${DEDICATED}/create
`,
    );
    expect(lines.map(({ ok, notes }) => [ok, notes])).toEqual([
      [true, ['The kernel takes wq0.0 (DSA-O32).']],
      [true, []],
      [true, ['The kernel takes wq0.0 (DSA-O32).']],
    ]);
    expect(end.mdevs.map(({ id, wq }) => [id, wq])).toEqual([[uuid(2), 0]]);
  });

  it('E01 of dsa.md with accel-config', () => {
    const { lines, end } = run(
      hostA(),
      `accel-config config-wq dsa0/wq0.0 -g 0 -m dedicated -s 16 -y user -n app1 -d user -p 10
accel-config config-engine dsa0/engine0.0 -g 0
accel-config enable-device dsa0
accel-config enable-wq dsa0/wq0.0
`,
    );
    expect(lines.map(({ ok, output }) => [ok, output])).toEqual([
      [true, []],
      [true, []],
      [true, ['enabled 1 device(s) out of 1']],
      [true, ['enabled 1 wq(s) out of 1']],
    ]);
    expect(deviceNamed(end, 'dsa0')?.wqs[0]).toMatchObject({ state: 'enabled', driver: 'user', size: 16 });
  });

  it('what accel-config refuses by itself, word by word (captures/dsa/out/04-refused-settings.txt)', () => {
    const refused = [
      ['config-wq dsa0/wq0.0 --mode=exclusive', 'valid mode should be shared or dedicated'],
      ['config-wq dsa0/wq0.0 --wq-size=129', 'valid size should be 0 to 128'],
      [
        'config-wq dsa0/wq0.0 --group-id=4',
        'valid group id should be 0 to 3 or -1 to dissociate the wq from groups',
      ],
      ['config-wq dsa0/wq0.0 --block-on-fault=2', 'valid block-on-default should be either 0 or 1'],
      ['config-wq dsa0/wq0.0 --max-batch-size=1025', 'valid max-batch-size should be 1 to 1024'],
      [
        'config-wq dsa0/wq0.0 --max-transfer-size=2147483649',
        'valid max-transfer-size should be 1 to 2147483648',
      ],
      ['config-wq dsa0/wq0.0 --ats-disable=2', 'valid ats-disable should be either 0 or 1'],
      ['config-wq dsa0/wq0.0 --driver-name=vfio', 'Invalid driver name "vfio"'],
      [
        'config-engine dsa0/engine0.0 --group-id=4',
        'valid group id should be 0 to 3 or -1 to dissociate from groups',
      ],
      ['config-group dsa0/group0.0 --traffic-class-a=3', 'traffic-class cannot be configured'],
      [
        'config-group dsa0/group0.0 --read-buffers-reserved=255',
        'configured read-buffers-reserved for group is not within range',
      ],
      [
        'config-group dsa0/group0.0 --use-read-buffer-limit=2',
        'valid use-read-buffer-limit should be either 0 or 1',
      ],
      [
        'config-wq dsa0/wq0.0 --priority=16',
        'libaccfg: accfg_wq_set_priority: wq0.0: priority attribute write failed: Invalid argument',
      ],
      ['enable-wq dsa0/wq0.9', 'dsa0/wq0.9 workqueue not found'],
      ['disable-device dsa0', 'dsa0 is in disabled state already, skipping...'],
      ['frobnicate', "Unknown command: 'frobnicate'"],
    ] as const;
    const said = refused.map(([command]) => run(hostA(), `accel-config ${command}`).lines[0]);
    expect(said.map((line) => [line?.ok, line?.output[0]])).toEqual(
      refused.map(([, first]) => [false, first]),
    );
  });

  it('a name that is none ends with exit status 0, and that is told', () => {
    const { lines, advice } = run(hostA(), 'accel-config config-wq dsa0/wq0.9 --wq-size=8');
    expect(lines[0]).toMatchObject({ ok: true, output: ['dsa0/wq0.9 is not a valid workqueue name'] });
    expect(JSON.stringify([advice, lines[0]])).toContain('exit status 0 all the same');
  });

  it('DSA-O34: accel-config asks for the clients, the kernel does not', () => {
    const taken = after(up, [create(DEDICATED, 1)]);
    expect(run(taken, 'accel-config disable-wq dsa0/wq0.0').lines[0]).toMatchObject({
      ok: false,
      errno: 'EBUSY',
      output: [
        'wq has clients: 1.',
        'wq disable refused.',
        'failed in dsa0/wq0.0',
        'disabled 0 wq(s) out of 1',
      ],
    });
    const forced = run(taken, 'echo wq0.0 > /sys/bus/dsa/drivers/mdev/unbind');
    expect(forced.end.mdevs[0]?.orphan).toBe(true);
    expect(forced.advice.map(({ rule }) => rule)).toContain('DSA-O23');
  });

  it('DSA-M8 M9 O7 M2: mistakes that do not fail, or whose reason the errno does not tell', () => {
    const rules = (state: DsaState, text: string) => run(state, text).advice.map(({ rule }) => rule);
    expect(rules(up, 'echo wq0.0 > /sys/bus/dsa/drivers/mdev/unbind')).toContain('DSA-M8');
    expect(rules(hostA(), 'echo 8 > /sys/bus/dsa/devices/wq0.0/threshold')).toContain('DSA-M2');
    expect(
      rules(hostA(), 'echo a > /sys/bus/dsa/devices/wq0.0/name\necho user > /sys/bus/dsa/devices/wq0.0/type'),
    ).toContain('DSA-O7');
    expect(
      rules(
        hostA(),
        'echo dsa0 > /sys/bus/dsa/drivers/idxd/bind\necho 0 > /sys/bus/dsa/devices/wq0.0/group_id\necho dsa0 > /sys/bus/dsa/drivers/idxd/bind',
      ),
    ).toContain('DSA-M9');
  });

  it('DSA-O36 O37: virsh starts and stops a guest with all its devices', () => {
    const guest = after(up, [create(DEDICATED, 1), start(1, 'vm1')]);
    const stopped = run(guest, 'virsh shutdown vm1');
    expect(stopped.lines[0]?.ok).toBe(true);
    expect(stopped.end.mdevs[0]?.running).toBeNull();
    const again = run(stopped.end, 'virsh start vm1');
    expect(again.end.mdevs[0]?.running).not.toBeNull();
    expect(run(again.end, 'virsh start vm1').lines[0]?.ok).toBe(false);
  });

  it('mdevctl defines, starts and stops; what it says where a queue is missing', () => {
    const define = `mdevctl define -u ${uuid(1)} -p 0000:6a:01.0 -t ${DEDICATED} -a`;
    const { lines, end } = run(up, `${define}\nmdevctl start -u ${uuid(1)}\nmdevctl list\n`);
    expect(lines.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(lines[2]?.output).toEqual([`${uuid(1)} 0000:6a:01.0 ${DEDICATED} auto (defined)`]);
    expect(end.mdevs.map(({ id, definition, wq }) => [id, definition, wq])).toEqual([[uuid(1), 'auto', 0]]);
    const stopped = run(end, `mdevctl stop -u ${uuid(1)}`).end;
    expect([stopped.mdevs, stopped.definitions.map((one) => one.uuid)]).toEqual([[], [uuid(1)]]);
    expect(
      run(hostA(), `mdevctl start -u ${uuid(1)} -p 0000:6a:01.0 -t ${DEDICATED}`).lines[0],
    ).toMatchObject({
      ok: false,
      rule: 'DSA-M14',
      output: [`Error: Parent 0000:6a:01.0 does not support mdev type ${DEDICATED}`],
    });
  });

  it('settings that were saved are loaded again', () => {
    const user = run(
      hostA(),
      `accel-config config-wq dsa0/wq0.0 -g 0 -m dedicated -s 16 -y user -n app1 -d user -p 10
accel-config config-engine dsa0/engine0.0 -g 0
accel-config enable-device dsa0
accel-config enable-wq dsa0/wq0.0
accel-config save-config
accel-config disable-device dsa0
accel-config load-config -e
`,
    );
    expect(user.lines.filter(({ ok }) => !ok)).toEqual([]);
    expect(deviceNamed(user.end, 'dsa0')?.wqs[0]).toMatchObject({
      state: 'enabled',
      driver: 'user',
      name: 'app1',
    });
  });

  it('what is not of this family is left to others', () => {
    const state = hostA();
    const other = (argv: readonly string[]) =>
      dsaPlanning.perform(state, { kind: 'run', commands: [{ argv, stdin: null }], files: [] });
    expect(other(['chzdev', '--type', 'ap'])).toBeNull();
    expect(other(['mdevctl', 'define', '-u', uuid(1), '-p', 'matrix'])).toBeNull();
    expect(dsaPlanning.perform(state, { kind: 'write', path: '/sys/bus/ap/apmask', text: '0x0' })).toBeNull();
    expect(dsaPlanning.check(state, { kind: 'present', path: '/sys/bus/ap' })).toBeNull();
  });
});
