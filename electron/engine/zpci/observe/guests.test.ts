/** Guests of libvirt and of QEMU, in all forms they are told. */
import { expect, test } from 'vitest';
import { observeZpci } from '../observe.ts';
import { guestLines, observedText, treeWith } from './testing/captures.ts';

const XML = `<domain type='kvm' id='3'>
  <name>db1</name>
  <memory unit='GiB'>4</memory>
  <os><type arch='s390x' machine='s390-ccw-virtio-9.2'>hvm</type></os>
  <cpu mode='host-model'><feature policy='disable' name='zpci'/></cpu>
  <launchSecurity type='s390-pv'/>
  <devices>
    <controller type='pci' index='0' model='pci-root'/>
    <controller type='pci' index='1' model='pci-bridge'><address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x0'><zpci uid='0x0024' fid='0x23'/></address></controller>
    <hostdev mode='subsystem' type='pci' managed='yes'>
      <driver name='vfio' iommufd='yes'/>
      <source><address domain='0x0031' bus='0x00' slot='0x00' function='0x0'/></source>
      <alias name='hostdev0'/>
      <address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0'><zpci uid='010' fid='65'/></address>
    </hostdev>
    <hostdev mode='subsystem' type='pci' managed='no'>
      <source><address domain='0x0032' bus='0x00' slot='0x00' function='0x0'/><zpci uid='0x7' fid='0x7'/></source>
    </hostdev>
    <disk type='file' device='disk'><target dev='vda' bus='virtio'/><address type='ccw' cssid='0xfe' ssid='0x0' devno='0x0000'><zpci uid='0x9'/></address></disk>
    <disk type='file' device='disk'><target dev='vdb' bus='virtio'/><address type='pci'><zpci uid='ff' fid='0x100000000'/></address></disk>
    <interface type='hostdev' managed='yes'><mac address='52:54:00:AA:00:01'/><source><address type='pci' domain='0x0033' bus='0x00' slot='0x00' function='0x0'/></source></interface>
  </devices>
</domain>`;

test('ZPCI-X7 a domain: order of libvirt, bases of numbers, and <zpci> where it is ignored', () => {
  const { state, findings } = observeZpci(treeWith({ '/captured/domains/db1.xml': XML }))!;
  const { devices, ...guest } = state.guests[0]!;
  expect([
    guest,
    guestLines(state),
    devices.map(({ deviceClass, managed }) => [deviceClass, managed]),
  ]).toEqual([
    {
      id: 'guest:db1',
      name: 'db1',
      hue: 0,
      domain: 'db1',
      profile: 'merged-10.0',
      machine: '9.2',
      kvm: true,
      cpuZpci: false,
      isProtected: true,
      iommu: 'iommufd',
      running: true,
      functionLimit: null,
      memory: 4 * 1024 ** 3,
    },
    [
      'db1 libvirt merged-10.0 9.2 kvm: virtio-disk1=virtio-blk-pci ?/?, hostdev-net0=0033:00:00.0 ?/?, hostdev0=0031:00:00.0 8/41, hostdev1=0032:00:00.0 ?/?, controller1=pci-bridge 24/23',
    ],
    [
      ['disk', true],
      ['interface', true],
      ['hostdev', true],
      ['hostdev', false],
      ['controller', true],
    ],
  ]);
  expect(findings.filter(({ severity }) => severity === 'warning').map(({ message }) => message)).toEqual([
    '<zpci> stands inside an address of type ccw, where libvirt ignores it (ZPCI-V1).',
    "libvirt refuses uid='ff': a number was expected, with 0x hexadecimal, with a leading 0 octal, else decimal (ZPCI-V2); taken as not written.",
    "libvirt refuses fid='0x100000000': a number was expected, with 0x hexadecimal, with a leading 0 octal, else decimal (ZPCI-V2); taken as not written.",
    "<zpci> stands inside <source>, where libvirt ignores it; it belongs into the guest’s own <address type='pci'> (ZPCI-X7).",
  ]);
});

test('a domain that declares entities, is broken or too large is left out with its reason', () => {
  const bomb = `<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>\n${XML.replace('db1', '&b;')}`;
  const long = XML.replace('<devices>', `<devices><!--${' '.repeat(1024 * 1024)}-->`);
  const tree = treeWith({
    '/captured/domains/1': XML,
    '/captured/domains/2': bomb,
    '/captured/domains/3': XML.slice(0, 700),
    '/captured/domains/4': long,
    '/captured/domains/5': XML.replace('db1', ''),
  });
  const { state, findings } = observeZpci(tree)!;
  expect([
    state.guests.map(({ name }) => name),
    findings
      .filter(({ message }) => /left out/.test(message))
      .map(({ file, message }) => `${file} ${message}`),
  ]).toEqual([
    ['db1'],
    [
      '/captured/domains/2 This file is left out: the domain XML declares entities, which libvirt never writes.',
      '/captured/domains/3 This file is left out: the domain XML is broken.',
      '/captured/domains/4 This file is left out: the domain XML is larger than 1 MiB.',
      '/captured/domains/5 This file is left out: the domain has no name.',
    ],
  ]);
});

const LINE = `qemu-system-s390x (9.1.2) -machine s390-ccw-virtio-9.0,accel=kvm -name guest=pay,debug-threads=off -m 4G -cpu host,zpci=off -object '{"qom-type":"s390-pv-guest","id":"pv0"}' -device zpci,uid=0x31,fid=0x41,target=h0,id=zpci49,interpret=off -device '{"driver":"vfio-pci","host":"0031:00:00.0","id":"h0"}' -device '{"driver":"zpci","uid":50,"fid":66,"target":"lost"}' -device virtio-rng-pci,id=r0,vectors=4 -device zpci,target=r0 -device virtio-net-pci,netdev=u0 -device virtio-blk-ccw,id=c0`;

test('ZPCI-X1 ZPCI-X2 a command line in both forms, paired by target, in its order', async () => {
  const { state, findings } = await observedText('pay.txt', `${LINE}\n`);
  const { devices, ...guest } = state.guests[0]!;
  expect([guest, guestLines(state), devices[0]!.zpci, devices[2]!.card]).toEqual([
    {
      id: 'guest:pay',
      name: 'pay',
      hue: 0,
      domain: null,
      profile: 'merged-8.2',
      machine: '9.0',
      kvm: true,
      cpuZpci: false,
      isProtected: true,
      iommu: 'type1',
      running: null,
      functionLimit: null,
      memory: 4 * 1024 ** 3,
    },
    [
      'pay qemu merged-8.2 9.0 kvm: h0=0031:00:00.0 31/41, lost=waiting 32/42, r0=virtio-rng-pci first ?/?, auto_00:02.0=virtio-net-pci auto',
    ],
    {
      id: 'zpci49',
      uid: 0x31,
      fid: 0x41,
      interpret: false,
      forwardingAssist: null,
      relaxedTranslation: null,
    },
    { kind: 'emulated', driver: 'virtio-rng-pci', msix: 4, options: [] },
  ]);
  expect(findings.map(({ message }) => message).filter((message) => /A12/.test(message))).toEqual([
    'The zpci device of r0 comes after its card, which QEMU refuses (ZPCI-A12): it has made one by itself.',
  ]);
});

test('ZPCI-X2 the log of libvirt and the words of a process tell the same guest', async () => {
  const words = LINE.replace(' (9.1.2)', '').replaceAll("'", '').split(' ');
  const process = treeWith({ '/proc/4711/cmdline': `${words.join('\0')}\0` });
  const log = `2026-11-20 10:00:00.000+0000: starting up libvirt version: 10.0.0, qemu version: 9.1.2, kernel: 6.8.0, hostname: k\nLC_ALL=C \\\n${LINE.replace(' (9.1.2)', '').replaceAll(' -', ' \\\n-')}\n`;
  const { state } = observeZpci(process)!;
  const logged = (await observedText('pay.log', log)).state;
  const plain = (guest: (typeof state.guests)[number]) => ({ ...guest, running: null, profile: null });
  expect([plain(state.guests[0]!), state.guests[0]!.running, logged.guests[0]!.profile]).toEqual([
    plain(logged.guests[0]!),
    true,
    'merged-8.2',
  ]);
});

test('ZPCI-A1 ZPCI-A2 ZPCI-A3 ZPCI-A6 what QEMU would refuse in a line is told', async () => {
  const text =
    'qemu-system-s390x -device zpci,uid=5 -device zpci,uid=65536,fid=0x100000000,target=a -device zpci,target=a -device zpci,target=9x -device vfio-pci,id=b,host=nowhere\n';
  const { state, findings } = await observedText('bad.txt', text);
  expect([
    guestLines(state),
    findings.filter(({ severity }) => severity === 'warning').map(({ message }) => message),
  ]).toEqual([
    ['bad qemu merged-10.0 newest tcg: a=waiting ?/?, b=waiting auto'],
    [
      'A zpci device names no target, which QEMU refuses (ZPCI-A1); it is left out.',
      'QEMU refuses uid=65536 of a zpci device (ZPCI-A3); taken as not written.',
      'QEMU refuses fid=0x100000000 of a zpci device (ZPCI-A6); taken as not written.',
      'A second zpci device names the target a, which QEMU refuses (ZPCI-A2); it is left out.',
      '9x is no id that QEMU takes: a letter was expected, then letters, digits, dots, dashes and underscores. The device is left out.',
      'A vfio-pci device names no function of the host (nowhere); it is taken as a device without card.',
    ],
  ]);
});

test('a snippet of a domain opens, and an unknown function of the host is told', async () => {
  const snippet = XML.slice(
    XML.indexOf("<hostdev mode='subsystem' type='pci' managed='yes'>"),
    XML.indexOf('</hostdev>') + 10,
  );
  const { state, findings } = await observedText('one.xml', snippet);
  expect([guestLines(state), state.functions, findings.map(({ message }) => message)]).toEqual([
    ['one qemu merged-10.0 newest kvm: hostdev0=0031:00:00.0 8/41'],
    [],
    [
      'The text shows devices without their domain. They are taken as those of a guest one that no libvirt domain is known for; tell the domain’s name where there is one.',
      'one has 0031:00:00.0 as hostdev0; the source does not tell of that function of the host.',
    ],
  ]);
});
