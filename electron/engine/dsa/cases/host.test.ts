import { describe, expect, it } from 'vitest';
import { hostWith, SHIPPED_HOSTS } from './hosts.ts';
import { stateOfHost } from './host.ts';

function stateOf(json: unknown) {
  const read = stateOfHost(json);
  if (!read.ok) throw new Error(`${read.where}: ${read.expected}`);
  return read.state;
}

describe('stateOfHost', () => {
  it('reads the shipped hosts', () => {
    expect(Object.values(SHIPPED_HOSTS).map((json) => stateOf(json).devices.map(({ name }) => name))).toEqual(
      [['dsa0', 'iax1', 'dsa2'], ['dsa0', 'iax1', 'dsa2'], ['dsa0', 'iax1', 'dsa2'], ['dsa0']],
    );
  });

  it('takes the owner of a read-only device to have set its queues', () => {
    const { wqs, engines, caps } = stateOf(SHIPPED_HOSTS['guest']).devices[0]!;
    expect(wqs.map(({ size, groupId, mode, priority }) => [size, groupId, mode, priority])).toEqual([
      [16, 0, 'dedicated', 10],
    ]);
    expect([engines, caps.configurable, caps.imsSize]).toEqual([[0], false, 0]);
  });

  it('puts what the kernel or the device has not into the list of missing files', () => {
    const set = {
      driver_name: 0,
      mdev: 'none',
      dsa0: { prs_cap: 1, op_config_cap: 1, progress_limit: 1 },
    };
    const { devices, host } = stateOf(hostWith(SHIPPED_HOSTS['A'], set));
    expect(devices[0]!.lacks).toEqual(['device/event_log_size', 'wq/driver_name', 'device/ims_size']);
    expect(devices[1]!.lacks).toContain('group/tokens_allowed');
    expect([host.types, host.drivers]).toEqual([[], ['idxd', 'dmaengine', 'user', 'crypto']]);
  });

  it('says where a host is not one', () => {
    const odd: [unknown, string][] = [
      [null, 'host'],
      [{}, 'devices'],
      [hostWith(SHIPPED_HOSTS['A'], { dsa0: { bdf: 'here' } }), 'devices.0.bdf'],
      [hostWith(SHIPPED_HOSTS['A'], { dsa0: { wqs: 1e9 } }), 'devices.0.wqs'],
      [hostWith(SHIPPED_HOSTS['A'], { dsa2: { id: 0 } }), 'devices'],
    ];
    expect(odd.map(([json]) => stateOfHost(json))).toEqual(
      odd.map(([, where]) => ({ ok: false, where, expected: expect.any(String) })),
    );
  });
});
