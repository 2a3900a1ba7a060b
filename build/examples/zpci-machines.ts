/** The example machines with zPCI functions: two of them are what a lab without any IBM Z showed, one is invented. */
import { createDevice, createFunction, createGuest, createState } from '../../electron/engine/zpci/model.ts';
import type { DeviceClass, GuestDevice, HostFunction, ZpciLine, ZpciState } from '../../shared/zpci/types.ts';
import { lpar } from './zpci-lpar.ts';

export interface ZpciExample {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly host: { readonly name: string; readonly machine: string; readonly kernel: string };
  readonly zpci: ZpciState;
}

function line(uid: number, fid: number, parts: Partial<ZpciLine> = {}): ZpciLine {
  return { ...createDevice({ id: 'any' }).zpci!, uid, fid, ...parts };
}

function emulated(id: string, driver: string, deviceClass: DeviceClass, zpci: ZpciLine | null): GuestDevice {
  return createDevice({
    id,
    card: { kind: 'emulated', driver, msix: null, options: [] },
    deviceClass,
    zpci,
    live: 'enabled',
  });
}

/** The host of the lab: a guest itself, whose kernel was told other values, so that its vfio-pci reports them. */
function labFunction(parts: Partial<HostFunction> & { readonly fid: number }): HostFunction {
  return createFunction({
    vfn: 0,
    port: 0,
    util: '',
    path: '01.02.00.05',
    mioEnabled: false,
    driver: 'vfio-pci',
    driverTold: true,
    window: { start: '0x100000000', end: '0x1ffffffff' },
    msia: '0xfe00000000000000',
    refresh: true,
    toldBy: ['sysfs', 'vfio'],
    ...parts,
  });
}

const ROCE_GROUP = {
  pchid: 0x01c0,
  pft: 0x0a,
  group: 0x07,
  noi: 64,
  mui: 2000,
  version: 1,
  dasm: '0x3ffffffffff',
  maxstbl: 4096,
  fmbLength: 128,
} as const;
const VIRTIO_BARS = { barSizes: [0, 12, 0, 0, 14, 0], bars: [0, 0, 0, 0, 0x0c, 0] } as const;

function labFunctions(): readonly HostFunction[] {
  return [
    labFunction({
      ...ROCE_GROUP,
      fid: 0x0,
      address: '0001:00:00.0',
      uid: 0x1,
      fh: 0x80_02_00_00,
      vfn: 1,
      util: 'LAB',
      msix: 65,
      barSizes: [14, 0, 0, 0, 0, 0],
      bars: [4, 0, 0, 0, 0, 0],
    }),
    createFunction({
      fid: 0x1,
      address: '0004:00:00.0',
      uid: 0x4,
      fh: 0x80_02_00_04,
      pchid: 0,
      vfn: 0,
      pft: 0,
      port: 0,
      group: 0xff,
      path: '00.00.00.00',
      util: '',
      mioEnabled: false,
      driver: 'virtio-pci',
      driverTold: true,
      toldBy: ['sysfs'],
    }),
    labFunction({
      ...ROCE_GROUP,
      fid: 0x100,
      address: '0002:00:00.0',
      uid: 0x2,
      fh: 0x80_02_00_01,
      vfn: 2,
      msix: 5,
      barSizes: [17, 17, 0, 14, 0, 0],
      bars: [0, 0, 0, 0, 0, 0],
    }),
    labFunction({
      ...VIRTIO_BARS,
      fid: 0x101,
      address: '0003:00:00.0',
      uid: 0x3,
      fh: 0x80_02_00_02,
      pchid: 0x07c0,
      pft: 0x05,
      group: 0x0b,
      noi: 1,
      mui: 4000,
      version: 0,
      dasm: '0x0',
      maxstbl: 2048,
      fmbLength: 0,
      msix: 4,
    }),
    labFunction({
      ...VIRTIO_BARS,
      fid: 0xcafe,
      address: '1a2b:00:00.0',
      uid: 0x1a2b,
      fh: 0x80_02_00_03,
      pchid: 0x0204,
      pft: 0x0b,
      group: 0x0c,
      noi: 32,
      mui: 1000,
      version: 1,
      dasm: '0x0',
      maxstbl: 128,
      fmbLength: 64,
      msix: 3,
    }),
  ];
}

function capturedGuest(): ZpciState {
  const given = ['0001:00:00.0', '0002:00:00.0', '0003:00:00.0', '1a2b:00:00.0'].map((host, at) =>
    createDevice({
      id: `h${at}`,
      card: { kind: 'vfio', host, options: [] },
      zpci: line(0x31 + at, 0x41 + at, at === 3 ? { relaxedTranslation: false } : {}),
      managed: false,
      live: 'enabled',
    }),
  );
  return createState({
    host: {
      capabilities: 'v2',
      kvmZpciOp: false,
      memory: 4 * 1024 ** 3,
      apertureFactor: 1,
      dmaEntryLimit: 65_535,
      uidChecking: true,
      functionLimit: 64,
      isGuest: true,
    },
    functions: labFunctions(),
    guests: [
      createGuest({
        id: 'guest:s1',
        name: 's1',
        hue: 0,
        kvm: false,
        running: true,
        functionLimit: 64,
        devices: [...given, emulated('r0', 'virtio-rng-pci', 'other', line(0x35, 0x45))],
      }),
    ],
  });
}

/** Two guests of the lab that have no card of a host at all. */
function emulatedGuests(): ZpciState {
  return createState({
    host: { kvmZpciOp: false, isGuest: false },
    guests: [
      createGuest({
        id: 'guest:lab-b',
        name: 'lab-b',
        hue: 0,
        kvm: false,
        running: true,
        functionLimit: 64,
        memory: 1024 ** 3,
        devices: [
          emulated('nv0', 'nvme', 'disk', line(0x1, 0x0, { id: 'z0' })),
          emulated('e0', 'e1000e', 'interface', line(0x2, 0x100, { id: 'z1' })),
          emulated('n0', 'virtio-net-pci', 'interface', line(0x3, 0x101, { id: 'z2' })),
          emulated('b0', 'virtio-blk-pci', 'disk', line(0x1a2b, 0xcafe, { id: 'z3' })),
          emulated('auto_00:05.0', 'virtio-rng-pci', 'other', null),
        ],
      }),
      createGuest({
        id: 'guest:lab-a',
        name: 'lab-a',
        hue: 1,
        profile: 'merged-7.2',
        kvm: false,
        running: true,
        functionLimit: 64,
        devices: [
          emulated('n0', 'virtio-net-pci', 'interface', line(0x10, 0x20)),
          emulated('b0', 'virtio-blk-pci', 'disk', line(0x11, 0x21)),
          emulated('s0', 'virtio-scsi-pci', 'controller', line(0x7, 0x8)),
          emulated('r0', 'virtio-rng-pci', 'other', line(0x318, 0x1000)),
          emulated('c0', 'virtio-serial-pci', 'controller', line(0xff_ff, 0xff_ff_ff_ff)),
        ],
      }),
    ],
  });
}

export const ZPCI_EXAMPLES: readonly ZpciExample[] = [
  {
    id: 'zpci-captured-guest',
    title: 'zPCI: a guest as it was captured',
    summary:
      'Four functions of a host passed through to one guest, and an emulated card beside them. Every value of the guest can be held against the capture.',
    host: { name: 'zpci-lab', machine: 'QEMU, nested', kernel: '6.12.107' },
    zpci: capturedGuest(),
  },
  {
    id: 'zpci-lpar',
    title: 'zPCI: an LPAR with 40 functions and six guests',
    summary:
      'RoCE Express, ISM and NVMe for six guests of four QEMU generations. One has a typing error, one half an address, one numbers that nobody wrote down.',
    host: { name: 'lpar-pci01', machine: 'IBM z16', kernel: '6.12.0' },
    zpci: lpar(),
  },
  {
    id: 'zpci-emulated-guest',
    title: 'zPCI: guests with emulated cards only',
    summary: 'No function of a host, ten cards made by QEMU: what a guest is told when nothing is behind it.',
    host: { name: 'zpci-emulated', machine: 'any', kernel: '6.12.107' },
    zpci: emulatedGuests(),
  },
];
