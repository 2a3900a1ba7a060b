import { describe, expect, it } from 'vitest';
import { waitForEnd } from '../../../tools/guest-end.ts';
import { createMdev, findMdev, masksOf } from '../../model.ts';
import { performAction } from '../perform.ts';
import { M1, MATRIX, command, host, run, script, shows } from '../testing.ts';

describe('virsh', () => {
  it('AP-U17, AP-U18, AP-U19 guests by their names in libvirt', () => {
    const mdev = createMdev(M1, { name: 'payments', matrix: masksOf([5], [4]) });
    const started = run(host({ mdevs: [mdev] }), 'virsh start payments');
    expect([findMdev(started.state, M1)?.guest, run(started.state, 'virsh start payments').message]).toEqual([
      'payments',
      'virsh ends with exit status 1: guest payments runs already.',
    ]);
    expect(
      ['virsh reboot payments', 'virsh -c qemu:///system destroy payments'].map(
        (line) => run(started.state, line).lost.length,
      ),
    ).toEqual([1, 1]);
    expect(
      performAction(host(), { kind: 'run', commands: [command('virsh start other')], files: [] })?.passedOver,
    ).toBe('no guest named “other” is known here (no guest at all has AP devices)');
  });

  it('AP-U18 waiting for a guest has no effect once it is off, and fails while it runs', () => {
    const mdev = createMdev(M1, { name: 'a', matrix: masksOf([5], [4]), guest: 'payments' });
    const running = host({ mdevs: [mdev] });
    const waiting = {
      kind: 'run',
      commands: [{ argv: waitForEnd('payments'), stdin: null }],
      files: [],
    } as const;
    const early = performAction(running, waiting);
    const down = run(running, 'virsh shutdown -- payments').state;
    const late = performAction(down, waiting);
    expect([
      early?.rule,
      early?.message,
      early?.state === running,
      late?.message,
      late?.state === down,
    ]).toEqual([
      'AP-U18',
      'timeout ends with exit status 124: guest payments still runs after 300 seconds.',
      true,
      null,
      true,
    ]);
    const other = { argv: ['timeout', '9', 'sh', '-c', 'reboot', 'wait', 'payments'], stdin: null };
    expect(performAction(down, { kind: 'run', commands: [other], files: [] })).toBeNull();
  });

  it('AP-U17 the running guests are listed as virsh lists them, also where there is none', () => {
    const mdev = createMdev(M1, { name: 'a', matrix: masksOf([5], [4]), guest: 'payments' });
    const running = host({ mdevs: [mdev] });
    const down = run(running, 'virsh shutdown -- payments').state;
    expect([running, down].map((state) => run(state, 'virsh list --name').output)).toEqual([
      ['payments', ''],
      [''],
    ]);
  });

  it('AP-D4 node devices of libvirt are mdevctl’s definitions', () => {
    const xml = `<device><parent>ap_matrix</parent><capability type='mdev'><type id='vfio_ap-passthrough'/><uuid>${M1}</uuid><attr name='assign_adapter' value='5'/><attr name='assign_domain' value='4'/></capability></device>`;
    const name = `mdev_${M1.replaceAll('-', '_')}_matrix`;
    const defined = run(host(), 'virsh nodedev-define f.xml', xml);
    const end = script(defined.state, [`virsh nodedev-autostart ${name}`, `virsh nodedev-start ${name}`]);
    expect([
      end.message,
      findMdev(end.state, M1)?.defined,
      shows(end.state, `${MATRIX}/${M1}/matrix`),
    ]).toEqual([null, 'auto', '05.0004\n']);
  });
});
