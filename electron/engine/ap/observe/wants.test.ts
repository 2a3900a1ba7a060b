import { expect, test } from 'vitest';
import { wantsAp } from './wants.ts';
import { MDEV } from './testing/example-host.ts';

test('only paths of interest are wanted, and the folders on the way to them', () => {
  const wanted = [
    '/sys',
    '/sys/bus/ap',
    '/sys/bus/ap/apmask',
    '/sys/devices/ap/card05',
    '/sys/devices/ap/card05/05.0004/driver',
    `${MDEV}/ap_config`,
    '/etc/mdevctl.d/matrix/x',
    '/etc/libvirt/qemu/web.xml',
    '/captured/lszcrypt-V',
  ];
  const not = [
    '/sys/devices/pci0000:00',
    '/sys/devices/ap/card05/05.0004/reset',
    '/etc/shadow',
    '/sys/bus/ap/uevent/x',
    `${MDEV}/remove`,
    '/usr',
  ];
  expect([wanted.filter((path) => !wantsAp(path)), not.filter((path) => wantsAp(path))]).toEqual([[], []]);
});
