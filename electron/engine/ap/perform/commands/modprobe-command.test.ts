import { describe, expect, it } from 'vitest';
import { createMdev, masksOf } from '../../model.ts';
import { M1, M2, host, run, verdict } from '../testing.ts';

describe('modprobe', () => {
  it('AP-C7 the module goes only without running guests, and takes all devices with it', () => {
    const guest = createMdev(M1, { matrix: masksOf([5], [4]), shadow: masksOf([5], [4]), guest: 'g' });
    const state = host({ mdevs: [guest, createMdev(M2, { defined: 'manual' })] });
    expect(verdict(run(state, 'modprobe -r vfio_ap')).errno).toBe('EBUSY');
    const idle = run(state, 'virsh destroy g');
    const end = run(idle.state, 'modprobe -r vfio_ap');
    expect([end.state.vfioApLoaded, end.state.mdevs.map(({ id, active }) => [id, active])]).toEqual([
      false,
      [[M2, false]],
    ]);
    expect(run(end.state, 'modprobe vfio_ap').state.queues.state).toEqual(state.queues.state);
  });
});
