/** What is told of the machine as a whole, at the borders: versions, states of domains, errors, windows, numbers. */
import { expect, test } from 'vitest';
import { observeZpci } from '../observe.ts';
import { CLP_TEXT, VFIO_TEXT } from './places.ts';
import { windowOf } from './regions.ts';
import { functionFiles, treeWith } from './testing/captures.ts';

const AT = '0001:00:00.0';
const EVENTS = '/sys/kernel/debug/s390dbf/pci_msg/sprintf';

function observed(files: Readonly<Record<string, string>>, handle = '0x80000041\n') {
  const one = functionFiles(AT, { function_id: '0x41\n', function_handle: handle });
  return observeZpci(treeWith({ ...one, ...files }))!;
}

test.each([
  ['4.19.0', 'none'],
  ['5.9.16', 'none'],
  ['5.10.0', 'v1'],
  ['5.11.0', 'v1'],
  ['5.19.17', 'v1'],
  ['6.0.0', 'v2'],
])('ZPCI-Q1 Linux %s has the capabilities %s', (release, level) => {
  expect(observed({ '/captured/uname-r': `${release}\n` }).state.host.capabilities).toBe(level);
});

test.each([
  ['running', true],
  ['paused', true],
  ['pmsuspended', true],
  ['shutdown', true],
  ['shutoff', false],
  ['crashed', false],
])('a domain that is %s holds its functions: %s', (state, running) => {
  const xml = `<domstatus state='${state}' reason='x' pid='1'><domain type='kvm' id='3'><name>g</name><os><type arch='s390x'>hvm</type></os><devices><hostdev type='pci'><source><address domain='0x0001' bus='0x00' slot='0x00' function='0x0'/></source></hostdev></devices></domain></domstatus>`;
  expect(observed({ '/run/libvirt/qemu/g.xml': xml }).state.guests[0]!.running).toBe(running);
});

test('ZPCI-E7 0x3b and 0x40 are permanent, and what Linux ignores changes nothing', () => {
  const stateAfter = (...codes: readonly string[]) =>
    observed({
      [EVENTS]: codes
        .map((code) => `00 017951:681 3 - 0000 0 err fid:41, fh:80000041, pec:${code}\n`)
        .join(''),
    }).state.functions[0]!.state;
  expect([
    stateAfter('40'),
    stateAfter('3b'),
    stateAfter('3c'),
    stateAfter('2', '2a'),
    stateAfter('40', '2b', '2c'),
    stateAfter('2c'),
    stateAfter('29'),
    stateAfter('2d'),
  ]).toEqual([
    'permanent-error',
    'permanent-error',
    'error',
    'error',
    'permanent-error',
    'configured',
    'error',
    'error',
  ]);
});

test('ZPCI-M7 what the machine says of itself is believed before its handles', () => {
  const isGuest = (files: Readonly<Record<string, string>>, handle?: string) =>
    observed(files, handle).state.host.isGuest;
  const list = (mask: string) => ({
    [CLP_TEXT]: `LIST page=0 cc=0 rsp=0x0010\n rsp_len=48 resume_token=0x0 mdd=${mask} max_fn=4096 flags=0x01 entry_size=16\n  ENTRY device=0x1016 vendor=0x15b3 config=0x80000000 fid=0x41 fh=0x8002000f\n`,
  });
  const sysinfo = (text: string) => ({ '/proc/sysinfo': text });
  expect([
    isGuest(sysinfo('Manufacturer:         IBM\nType:                 3931\n'), '0x8002000f\n'),
    isGuest(sysinfo('Manufacturer:         IBM\nVM00 Control Program: KVM/Linux\n'), '0x80000041\n'),
    isGuest(sysinfo('Manufacturer:         QEMU\n'), '0x80000041\n'),
    isGuest(list('0x00ff0000'), '0x80000041\n'),
    isGuest(list('0x00000000'), '0x8002000f\n'),
    isGuest({}, '0x8002000f\n'),
  ]).toEqual([false, true, true, true, false, true]);
});

test('ZPCI-M2 reserved regions that overlap, or lie inside one another, leave one window', () => {
  expect(
    [
      '0x0000000000000000 0x00000000ffffffff reserved\n0x0000000000001000 0x0000000000001fff reserved\n0x0000000140000000 0x000003ffffffffff reserved\n',
      '0x0000000000000000 0x000000007fffffff reserved\n0x0000000040000000 0x00000000ffffffff reserved\n',
      '0x0000000000001000 0x000000007fffffff reserved\n',
    ].map(windowOf),
  ).toEqual([
    { start: '0x100000000', end: '0x13fffffff' },
    { start: '0x100000000', end: '0x3ffffffffff' },
    { start: '0x0', end: '0xfff' },
  ]);
});

test('ZPCI-S3 the address of a slot tells a UID only with UID checking', () => {
  const slot = {
    '/sys/bus/pci/slots/00000100/power': '0\n',
    '/sys/bus/pci/slots/00000100/address': '1234:00:00\n',
  };
  const uid = (files: Readonly<Record<string, string>>) =>
    observed({ ...slot, ...files }).state.functions.find(({ fid }) => fid === 0x100)!.uid;
  expect([
    uid({ '/sys/firmware/clp/uid_checking': '1\n' }),
    uid({ '/sys/firmware/clp/uid_checking': '0\n' }),
    uid({}),
    uid({ '/sys/firmware/clp/uid_checking': '0\n', '/sys/bus/pci/slots/00000100/uid': '0x55\n' }),
  ]).toEqual([0x1234, null, null, 0x55]);
});

test('of all files of modprobe the last value counts, and every file that has one is known', () => {
  const { state, findings } = observed({
    '/etc/modprobe.d/10-vfio.conf': 'options vfio-iommu-type1 dma_entry_limit=0x100\n',
    '/etc/modprobe.d/20-other.conf': 'options kvm nested=1\n',
    '/etc/modprobe.d/30-vfio.conf': 'options vfio_iommu_type1 dma_entry_limit=512\n',
    '/etc/modprobe.d/40-vfio.conf.bak': 'options vfio_iommu_type1 dma_entry_limit=1\n',
  });
  const wrong = observed({ '/etc/modprobe.d/vfio.conf': 'options vfio_iommu_type1 dma_entry_limit=many\n' });
  expect([
    state.host.dmaEntryLimitKept,
    state.host.dmaEntryLimitFiles,
    findings,
    wrong.state.host.dmaEntryLimitKept,
    wrong.state.host.dmaEntryLimitFiles,
    wrong.findings.map(({ file }) => file),
  ]).toEqual([
    512,
    ['/etc/modprobe.d/10-vfio.conf', '/etc/modprobe.d/30-vfio.conf'],
    [],
    null,
    ['/etc/modprobe.d/vfio.conf'],
    ['/etc/modprobe.d/vfio.conf'],
  ]);
});

test('VFIO alone tells no FIDs: stand-ins are no small numbers, and the limit is the largest that is left', () => {
  const container = (hex: string) =>
    `IOMMUCAP offset=24 id=3 version=1 next=0\n RAW 00030001 00000000 ${hex}\n`;
  const text = `DEVICE_INFO argsz=1\nIRQ index=2 count=3\n${container('0000fff0')}DEVICE_INFO argsz=1\nIRQ index=2 count=5\n${container('0000ffff')}`;
  const { state, findings } = observeZpci(treeWith({ '/sys/bus/pci/slots/x': '', [VFIO_TEXT]: text }))!;
  expect([
    state.functions.map(({ fid, msix }) => [fid, msix]),
    state.host.dmaEntryLimit,
    findings.filter(({ file }) => file === VFIO_TEXT).map(({ severity }) => severity),
  ]).toEqual([
    [
      [0xff_ff_ff_fe, 5],
      [0xff_ff_ff_ff, 3],
    ],
    0xff_ff,
    ['warning', 'info'],
  ]);
});
