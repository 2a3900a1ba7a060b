/** Whatever is observed can be saved and opened again; what is too long, too large or no name is told and unknown. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ZpciState } from '../../../../shared/zpci/types.ts';
import { fromFile, toFile } from '../file.ts';
import { createDevice, createFunction, createGuest, createState } from '../model.ts';
import { withinBounds } from '../file/within-bounds.ts';
import { observeZpci } from '../observe.ts';
import { CLP_TEXT, MIXED_TEXTS, VFIO_TEXT } from './places.ts';
import { FIXTURES, functionFiles, treeWith } from './testing/captures.ts';

const AT = '0001:00:00.0';
const FOLDER = `/sys/devices/pci0001:00/${AT}`;
const ONE = functionFiles(AT, { function_id: '0x00000001\n', uid: '0x1\n' });

function domain(name: string, devices: string, inside = ''): string {
  return `<domain type='kvm'><name>${name}</name>${inside}<os><type arch='s390x' machine='s390-ccw-virtio-9.2'>hvm</type></os><devices>${devices}</devices></domain>`;
}
function hostdev(slot = '0x00'): string {
  return `<hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0x0001' bus='0x00' slot='${slot}' function='0x0'/></source><address type='pci'><zpci uid='0x0031' fid='0x00000041'/></address></hostdev>`;
}
function net(model: string): string {
  return `<interface type='network'><model type='${model}'/><address type='pci'/></interface>`;
}
const xml = (text: string) => ({ ...ONE, '/etc/libvirt/qemu/x.xml': text });

function observedOf(files: Readonly<Record<string, string>>): ZpciState {
  return observeZpci(treeWith(files))!.state;
}
function reopened(state: ZpciState): ZpciState {
  return fromFile(JSON.parse(JSON.stringify(toFile(state))));
}

/** Messages that say what was left out. */
function told(files: Readonly<Record<string, string>>): readonly string[] {
  return observeZpci(treeWith(files))!.findings.flatMap(({ severity, message }) =>
    severity === 'warning' ? [message] : [],
  );
}

test.each<[string, Readonly<Record<string, string>>]>([
  ['a driver_override with a blank', { ...ONE, [`${FOLDER}/driver_override`]: 'a b\n' }],
  ['a driver_override that leaves its folder', { ...ONE, [`${FOLDER}/driver_override`]: '../../x\n' }],
  ['a driver with a blank', { ...ONE, [`${FOLDER}/driver`]: '-> ../../../bus/pci/drivers/Serial IC' }],
  ['a driver that is a folder above', { ...ONE, [`${FOLDER}/driver`]: '-> ../../../bus/pci/drivers/..' }],
  ['a slot of four digits', xml(domain('g', hostdev('0x1234')))],
  ['a domain of 2,000 letters', xml(domain('g'.repeat(2000), hostdev()))],
  ['more memory than a number holds', xml(domain('g', hostdev(), "<memory unit='TiB'>99999999999</memory>"))],
  ['a model of 90 letters', xml(domain('g', net('e'.repeat(90))))],
  ['a model with another option behind it', xml(domain('g', net('e1000,netdev=evil')))],
  [
    'an update interval of 999,999 ms',
    { ...ONE, [`/sys/kernel/debug/pci/${AT}/statistics`]: 'Update interval: 999999 ms\n' },
  ],
  ['65,535 vectors', { ...ONE, [VFIO_TEXT]: `DEV ${AT}\nDEVICE_INFO argsz=1\nIRQ index=2 count=65535\n` }],
  [
    'an option that ends the line',
    {
      ...ONE,
      [`${MIXED_TEXTS}/line.txt`]:
        'qemu-system-s390x -device \'{"driver":"virtio-net-pci","id":"n","a,b":"x"}\'',
    },
  ],
])('%s is told, and the workspace opens again', (_, files) => {
  const state = observedOf(files);
  expect([told(files).length > 0, reopened(state)]).toEqual([true, state]);
});

test('guests of long names can be edited: their ids end in a hash, and differ', () => {
  const state = observedOf({
    ...ONE,
    '/etc/libvirt/qemu/x.xml': domain(`${'g'.repeat(60)}x`, hostdev()),
    '/etc/libvirt/qemu/y.xml': domain(`${'g'.repeat(60)}y`, net('virtio')),
    '/etc/libvirt/qemu/z.xml': domain('g'.repeat(300), net('virtio')),
  });
  expect([
    new Set(state.guests.map(({ id }) => id)).size,
    state.guests.map(({ id, domain: name }) => [id.length <= 64, name?.length]),
    reopened(state),
  ]).toEqual([
    3,
    [
      [true, 61],
      [true, 61],
      [true, 300],
    ],
    state,
  ]);
});

test('a driver whose name is none is there, but not known', () => {
  const [one] = observedOf({ ...ONE, [`${FOLDER}/driver`]: '-> ../../../bus/pci/drivers/..' }).functions;
  expect([one!.driver, one!.driverTold]).toEqual([null, false]);
});

test.each(['constructor', '__proto__', 'toString'])('%s in a domain is a word as any other', (word) => {
  const state = observedOf(
    xml(
      domain(
        'g',
        `<controller type='${word}'><address type='pci'/></controller>${hostdev()}`,
        `<memory unit='${word}'>5</memory>`,
      ),
    ),
  );
  expect([
    state.guests[0]!.memory,
    state.guests[0]!.devices.map(({ card }) => card?.kind),
    reopened(state),
  ]).toEqual([null, ['vfio', 'emulated'], state]);
});

test('what no file could hold is unknown, and said once', () => {
  const one = createFunction({
    fid: 1,
    address: AT,
    noi: 4096,
    maxstbl: 8192,
    util: 'u'.repeat(65),
    barSizes: [64, 0, 0, 0, 0, 0],
    answer: '00000000 '.repeat(1000),
    pchid: 7,
  });
  const line = {
    id: 'no id',
    uid: 0x1_00_00,
    fid: 3,
    interpret: null,
    forwardingAssist: null,
    relaxedTranslation: null,
  };
  const strange = createState({
    host: { memory: 2 ** 60, dmaEntryLimit: 9 },
    functions: [one, createFunction({ fid: 1 }), createFunction({ fid: 2, address: AT })],
    guests: [
      createGuest({
        id: 'g',
        name: 'g',
        memory: 2 ** 60,
        devices: [
          createDevice({
            id: 'a',
            zpci: line,
            card: {
              kind: 'emulated',
              driver: 'nvme',
              msix: 5000,
              options: [
                ['id', 'x'],
                ['mac', '1\n2'],
                ['serial', 's'],
              ],
            },
          }),
          createDevice({ id: 'a' }),
          createDevice({ id: 'b', card: { kind: 'vfio', host: '0001:00:ff.0', options: [] } }),
        ],
      }),
      createGuest({ id: 'g', name: 'twin' }),
      createGuest({ id: 'h', name: 'h', domain: 'two\nlines' }),
    ],
  });
  const kinds: string[] = [];
  const state = withinBounds(strange, (_what, _message, kind) => kinds.push(kind));
  expect([state, kinds, reopened(state)]).toEqual([
    createState({
      host: { dmaEntryLimit: 9 },
      functions: [createFunction({ fid: 1, address: AT, pchid: 7 }), createFunction({ fid: 2 })],
      guests: [
        createGuest({
          id: 'g',
          name: 'g',
          devices: [
            createDevice({
              id: 'a',
              zpci: { ...line, id: null, uid: null },
              card: { kind: 'emulated', driver: 'nvme', msix: null, options: [['serial', 's']] },
            }),
          ],
        }),
      ],
    }),
    [
      'beyond bounds: memory',
      'beyond bounds: util',
      'beyond bounds: noi',
      'beyond bounds: maxstbl',
      'beyond bounds: barSizes',
      'beyond bounds: answer',
      'no FID',
      'address twice',
      'strange options',
      'beyond bounds: id',
      'beyond bounds: uid',
      'device left out',
      'device left out',
      'beyond bounds: memory',
      'guest without a name',
      'guest without a name',
    ],
    state,
  ]);
});

const BASE: Readonly<Record<string, string>> = {
  ...functionFiles(AT, {
    function_id: '0x00000001\n',
    function_handle: '0x80000001\n',
    uid: '0x1\n',
    pchid: '0x01c0\n',
    port: '1\n',
    driver_override: 'vfio-pci\n',
    uevent: 'DRIVER=vfio-pci\nPCI_SLOT_NAME=0001:00:00.0\n',
    sriov_numvfs: '2\n',
    resource: '0x0000000000004000 0x0000000000007fff 0x0000000000140204\n'.repeat(6),
    config: `hex:${'5a'.repeat(64)}`,
    util_string: `hex:${'d3c1c240'.repeat(16)}`,
    cable: 'orange\n',
  }),
  '/sys/bus/pci/slots/00000007/power': '0\n',
  '/sys/bus/pci/slots/00000007/address': '0007:00:00\n',
  '/sys/kernel/iommu_groups/0/reserved_regions': '0x0000000000000000 0x00000000ffffffff reserved\n',
  [`/sys/kernel/debug/pci/${AT}/statistics`]: 'Update interval: 4000 ms\n',
  '/proc/iomem': '00000000-1ffffffff : System RAM\n',
  '/etc/modprobe.d/vfio.conf': 'options vfio_iommu_type1 dma_entry_limit=99\n',
  '/etc/libvirt/qemu/pay.xml': domain('pay', `${hostdev()}${net('virtio')}`, "<memory unit='GiB'>4</memory>"),
  '/proc/77/cmdline':
    'qemu-system-s390x\0-name\0pay2,debug-threads=on\0-m\x004g\0-device\0zpci,uid=5,fid=6,target=h0,id=z0\0-device\0vfio-pci,host=0001:00:00.0,id=h0\0-device\0virtio-net-pci,id=n0,mac=52:54:00:00:00:01,vectors=4',
  [CLP_TEXT]: readFileSync(join(FIXTURES, 'lab-c-guest-s1.clp.txt'), 'utf8'),
  [VFIO_TEXT]: readFileSync(join(FIXTURES, 'lab-c-host.vfiocaps.txt'), 'utf8'),
};

const hostile = fc.oneof(
  fc.string({ maxLength: 80, unit: 'binary' }),
  fc.integer({ min: 60, max: 5000 }).map((letters) => 'x'.repeat(letters)),
  fc.constantFrom(
    '../..',
    'a b',
    '0x1234',
    '99999999999',
    'ffffffff ',
    "'",
    '<',
    ',',
    ',,',
    '=',
    '\n',
    '\0',
    '\u202e',
    '__proto__',
    'constructor',
    ':',
    '0001:00:00.0',
    'vectors=99999,id=,driver=zpci',
    ' RAW ffffffff',
    "name='",
    '{"driver":"x y"}',
  ),
);

/** A piece of a file, or of its name, becomes something else. */
const damage = fc.record({
  file: fc.nat(),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 0, max: 40 }),
  put: hostile,
  whole: fc.boolean(),
});

test('fuzz: whatever is observed of a damaged host is in a file, and comes back from it as it was', () => {
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 8 }), (damages) => {
      const files: Record<string, string> = { ...BASE };
      const paths = Object.keys(BASE);
      for (const { file, at, length, put, whole } of damages) {
        const path = paths[file % paths.length]!;
        const text = files[path]!;
        const from = Math.floor(at * text.length);
        files[path] = whole ? put : `${text.slice(0, from)}${put}${text.slice(from + length)}`;
      }
      const observation = observeZpci(treeWith(files));
      if (observation !== null) expect(reopened(observation.state)).toEqual(observation.state);
    }),
    { numRuns: 400 },
  );
});
