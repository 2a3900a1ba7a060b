import { describe, expect, it } from 'vitest';
import { FULL_MASK } from '../../../../shared/mask.ts';
import { rehearseScript } from '../../plan/rehearse.ts';
import { createApState, createMdev, findMdev, masksOf } from '../model.ts';
import { apPlanning } from '../plan/planning.ts';
import { checkExpectation } from './check.ts';
import { performAction } from './perform.ts';
import { CREATE, M1, M2, MATRIX, host, script, shows, verdict, write } from './testing.ts';

describe('writes', () => {
  it('the kernel documentation’s example host, by every alias of the paths', () => {
    const end = script(createApState({ lpar: masksOf([5, 6], [4, 71, 171, 255]), vfioApLoaded: false }), [
      '/sys/bus/ap/apmask <- -5,-6',
      '/sys/bus/ap/aqmask <- -4,-0x47,-0xab,-0xff',
      'modprobe vfio_ap',
      `${CREATE} <- ${M1}`,
      `/sys/class/mdev_bus/matrix/mdev_supported_types/vfio_ap-passthrough/create <- ${M2.toUpperCase()}`,
      `/sys/bus/mdev/devices/${M1}/assign_adapter <- 5`,
      `${MATRIX}/${M1}/assign_adapter <- 0x6`,
      `/sys/class/mdev_bus/matrix/${M1}/assign_domain <- 4`,
      `/sys/bus/matrix/devices/matrix/${M1}/assign_domain <- 0xab`,
      `${MATRIX}/mdev_supported_types/vfio_ap-passthrough/devices/${M2}/assign_adapter <- 5`,
      `${MATRIX}//./${M2}/../${M2}/assign_domain <- 0x47`,
    ]);
    expect(end.message).toBeNull();
    expect([M1, M2].map((id) => shows(end.state, `/sys/bus/mdev/devices/${id}/guest_matrix`))).toEqual([
      '05.0004\n05.00ab\n06.0004\n06.00ab\n',
      '05.0047\n',
    ]);
  });

  it('AP-C2, AP-U10 refusals keep the state and name the queue in words', () => {
    const state = host({
      mdevs: [createMdev(M1, { name: 'payments', matrix: masksOf([5], [4]) }), createMdev(M2)],
    });
    const half = write(state, `${MATRIX}/${M2}/assign_adapter`, '5');
    const shared = write(half.state, `${MATRIX}/${M2}/assign_domain`, '4');
    expect([shared.errno, shared.rule, shared.state === half.state]).toEqual(['EADDRINUSE', 'AP-C2', true]);
    expect(shared.message).toContain('payments');
    const early = script(host({ apmask: FULL_MASK, mdevs: [createMdev(M1)] }), [
      `${MATRIX}/${M1}/assign_adapter <- 5`,
      `${MATRIX}/${M1}/assign_domain <- 4`,
    ]);
    expect([early.errno, early.rule]).toEqual(['EADDRNOTAVAIL', 'AP-U11']);
  });

  it('AP-C7 a UUID of another form, or one that exists, is refused by create', () => {
    const state = host({ mdevs: [createMdev(M1)] });
    expect(['not-a-uuid', M1].map((uuid) => write(state, CREATE, uuid).errno)).toEqual(['EINVAL', 'EEXIST']);
  });

  it('AP-U22 a defined device that is removed stays as a definition, stopped', () => {
    const running = createMdev(M1, {
      matrix: masksOf([5, 6], [4]),
      shadow: masksOf([5, 6], [4]),
      stored: masksOf([5], [4]),
      defined: 'auto',
      guest: 'payments',
    });
    const end = write(host({ mdevs: [running, createMdev(M2)] }), `${MATRIX}/${M1}/remove`, '1');
    const left = findMdev(end.state, M1);
    expect([left?.active, left?.guest, left?.matrix, end.state.mdevs.map(({ id }) => id)]).toEqual([
      false,
      null,
      masksOf([5], [4]),
      [M1, M2],
    ]);
    expect(end.lost).toEqual([
      { kind: 'apqn', apqn: 0x0504 },
      { kind: 'apqn', apqn: 0x0604 },
    ]);
    expect(write(end.state, `${MATRIX}/${M2}/remove`, '1').state.mdevs.map(({ id }) => id)).toEqual([M1]);
  });

  it('AP-C5, AP-O1, AP-O2 drivers by hand', () => {
    const state = createApState({ lpar: masksOf([5], [4]) });
    const end = script(state, [
      '/sys/devices/ap/card05/05.0004/driver_override <- vfio_ap',
      '/sys/bus/ap/drivers/cex4queue/unbind <- 05.0004',
      '/sys/bus/ap/drivers_probe <- 05.0004',
    ]);
    expect(end.message).toBeNull();
    expect(
      checkExpectation(end.state, {
        kind: 'link',
        path: '/sys/bus/ap/devices/05.0004/driver',
        name: 'vfio_ap',
      })?.ok,
    ).toBe(true);
    expect(verdict(write(end.state, '/sys/bus/ap/drivers/vfio_ap/bind', '5.4'))).toMatchInlineSnapshot(`
      {
        "errno": "ENODEV",
        "message": "There is no queue device “5.4”; names are hex with two and four digits, such as 05.0047.",
        "rule": "AP-C5",
      }
    `);
    expect(write(end.state, '/sys/bus/ap/apmask', '-5').rule).toBe('AP-M1');
  });

  it('paths of nothing of AP are left to others', () => {
    expect(
      performAction(host(), { kind: 'write', path: '/sys/bus/dsa/drivers/idxd/bind', text: 'x' }),
    ).toBeNull();
  });

  it('a text without a byte is no write, and a newline alone is one', () => {
    const state = host({ mdevs: [createMdev(M1)] });
    const lines = ['echo -n > /sys/bus/ap/apmask', ': > /sys/bus/ap/apmusk', 'echo > /sys/bus/ap/apmask'];
    const plannings = new Map([['ap', apPlanning]]);
    const ends = lines.map((line) => {
      const { result, states } = rehearseScript(plannings, new Map([['ap', state]]), null, line);
      return [result.lines[0]?.ok, result.lines[0]?.errno, states[1]?.get('ap') === state];
    });
    expect(ends).toEqual([
      [true, null, true],
      [false, 'ENOENT', true],
      [true, null, false],
    ]);
  });
});
