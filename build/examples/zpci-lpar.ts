/** An LPAR with 40 functions of three card types and six guests, each of which teaches one thing. All of it is invented. */
import { createDevice, createFunction, createGuest, createState } from '../../electron/engine/zpci/model.ts';
import type { GuestDevice, HostFunction, ZpciGuest, ZpciState } from '../../shared/zpci/types.ts';

const VFIO = 'vfio-pci';
const GIB = 1024 ** 3;

/** What the functions of one card have in common. */
const ROCE = {
  pft: 0x0a,
  vendor: '0x15b3',
  device: '0x1016',
  pciClass: '0x020000',
  platformWindow: { start: '0x100000000', end: '0x1ffffffffffffff' },
  // 64 GiB of memory limit what the kernel handles (D-2).
  window: { start: '0x100000000', end: '0x10ffffffff' },
  noi: 64,
  msix: 65,
  maxstbl: 4096,
  dasm: '0x3ffffffffff',
  msia: '0xfe00000000000000',
  mui: 2000,
  version: 1,
  fmbLength: 128,
  barSizes: [20, 0, 0, 0, 0, 0],
  bars: [0x0c, 0, 0, 0, 0, 0],
} satisfies Partial<HostFunction>;

const ISM = {
  pft: 0x05,
  group: 0x0b,
  vendor: '0x1014',
  device: '0x04ed',
  pciClass: '0x000000',
  platformWindow: { start: '0x8000000', end: '0x8007ffffff' },
  window: { start: '0x8000000', end: '0x1007ffffff' },
  noi: 1,
  msix: 0,
  maxstbl: 2048,
  dasm: '0x0',
  msia: '0xfe00000000000000',
  mui: 4000,
  version: 0,
  fmbLength: 0,
  barSizes: [16, 0, 16, 0, 0, 0],
  bars: [0x04, 0, 0x04, 0, 0, 0],
} satisfies Partial<HostFunction>;

const NVME = {
  pft: 0x0b,
  group: 0x0c,
  vendor: '0x144d',
  device: '0xa824',
  pciClass: '0x010802',
  platformWindow: { start: '0x100000000', end: '0x1ffffffffffffff' },
  window: { start: '0x100000000', end: '0x10ffffffff' },
  noi: 13,
  msix: 33,
  maxstbl: 128,
  dasm: '0x0',
  msia: '0xfe00000000000000',
  mui: 1000,
  version: 1,
  fmbLength: 64,
  barSizes: [14, 0, 0, 0, 0, 0],
  bars: [0x04, 0, 0, 0, 0, 0],
} satisfies Partial<HostFunction>;

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

/** A configured function as sysfs and the CLP ioctl tell it; its handle's index follows from its place. */
function told(
  parts: Partial<HostFunction> & { readonly fid: number; readonly uid: number },
  driver: string,
  index: number,
): HostFunction {
  return createFunction({
    address: `${hex(parts.uid, 4)}:00:00.0`,
    uidIsUnique: true,
    fh: 0x80_00_04_00 + index,
    vfn: 0,
    port: 0,
    util: '',
    mioEnabled: true,
    refresh: true,
    frame: true,
    rtr: false,
    dtsm: 0x40,
    driver,
    driverTold: true,
    iommuGroup: index,
    toldBy: ['sysfs', 'clp'],
    ...parts,
  });
}

/** One port of a RoCE card: its physical function with all virtual ones in the same domain. */
function rocePort(port: number, fid: number, vfs: number, first: number): readonly HostFunction[] {
  const domain = hex(fid, 4);
  const common = { ...ROCE, group: 0x07, pchid: 0x0118, port, path: `01.02.0${port}.05` };
  const addresses = Array.from({ length: vfs }, (_, vf) => `${domain}:00:00.${vf + 1}`);
  const physical = told(
    {
      ...common,
      fid,
      uid: fid,
      device: '0x1015',
      util: `ROCE-P${port}`,
      virtualFunctions: addresses,
      activeVfs: vfs,
      totalVfs: 63,
    },
    'mlx5_core',
    first,
  );
  const virtual = addresses.map((address, vf) =>
    told(
      {
        ...common,
        fid: fid + vf + 1,
        uid: fid + vf + 1,
        address,
        vfn: vf + 1,
        physicalFunction: physical.address,
      },
      'mlx5_core',
      first + vf + 1,
    ),
  );
  return [physical, ...virtual];
}

/** Virtual functions of a RoCE card whose physical functions belong to another LPAR. */
function roceShare(port: number, fid: number, first: number): readonly HostFunction[] {
  return [0, 1, 2, 3].map((at) =>
    told(
      {
        ...ROCE,
        group: 0x08,
        pchid: 0x015c,
        port,
        path: `01.03.0${port}.05`,
        fid: fid + at,
        uid: fid + at,
        vfn: port * 16 + at + 1,
        util: at === 0 ? `SHARED-P${port}` : '',
      },
      'mlx5_core',
      first + at,
    ),
  );
}

function ismFunctions(first: number): readonly HostFunction[] {
  return Array.from({ length: 10 }, (_, at) =>
    told(
      {
        ...ISM,
        fid: 0x1000 + at,
        uid: 0x1000 + at,
        vfn: (at % 5) + 1,
        pchid: at < 5 ? 0x07c0 : 0x07c1,
        path: '00.00.00.00',
        util: at % 5 === 0 ? `ISM-NET${at < 5 ? 1 : 2}` : '',
      },
      'ism',
      first + at,
    ),
  );
}

function nvmeFunctions(first: number): readonly HostFunction[] {
  return Array.from({ length: 8 }, (_, at) =>
    told(
      {
        ...NVME,
        fid: 0x2000 + at,
        uid: 0x2000 + at,
        pchid: 0x0204 + at * 4,
        path: `01.04.0${at}.00`,
        util: `DISK${at}`,
      },
      'nvme',
      first + at,
    ),
  );
}

/** A standby function is a slot and nothing else (zpci.md 4.1). */
function standby({ fid, uid, address }: HostFunction): HostFunction {
  return createFunction({ fid, uid, address, state: 'standby', toldBy: ['sysfs'] });
}

function onVfio(one: HostFunction): HostFunction {
  return {
    ...one,
    driver: VFIO,
    ownDriver: one.driver,
    driverOverride: VFIO,
    toldBy: ['sysfs', 'clp', 'vfio'],
  };
}

const STANDBY: readonly number[] = [0x1009, 0x2007];

function functions(): readonly HostFunction[] {
  const all = [
    ...rocePort(0, 0x100, 7, 0),
    ...rocePort(1, 0x110, 5, 8),
    ...roceShare(0, 0x200, 14),
    ...roceShare(1, 0x210, 18),
    ...ismFunctions(22),
    ...nvmeFunctions(32),
  ];
  return all.map((one) => {
    if (STANDBY.includes(one.fid)) return standby(one);
    if (one.fid === 0x2006) return { ...one, state: 'error' };
    return GIVEN.has(one.fid) ? onVfio(one) : one;
  });
}

/** Addresses of the functions that guests have. */
const GIVEN: ReadonlyMap<number, string> = new Map([
  [0x101, '0100:00:00.1'],
  [0x102, '0100:00:00.2'],
  [0x103, '0100:00:00.3'],
  [0x111, '0110:00:00.1'],
  [0x112, '0110:00:00.2'],
  [0x200, '0200:00:00.0'],
  [0x201, '0201:00:00.0'],
  [0x210, '0210:00:00.0'],
  [0x1000, '1000:00:00.0'],
  [0x2000, '2000:00:00.0'],
  [0x2001, '2001:00:00.0'],
  [0x2002, '2002:00:00.0'],
]);

interface Numbers {
  readonly uid?: number;
  readonly fid?: number;
  readonly interpret?: boolean;
}

function passed(id: string, fid: number, numbers: Numbers = {}): GuestDevice {
  const usual = createDevice({ id });
  const { uid = null, fid: guestFid = null, interpret = null } = numbers;
  return createDevice({
    id,
    card: { kind: 'vfio', host: GIVEN.get(fid)!, options: [] },
    zpci: { ...usual.zpci!, id: uid === null ? null : `zpci${uid}`, uid, fid: guestFid, interpret },
  });
}

function running(guest: ZpciGuest): ZpciGuest {
  return {
    ...guest,
    running: true,
    devices: guest.devices.map((device) => ({
      ...device,
      live: device.card === null ? 'reserved' : 'enabled',
    })),
  };
}

function guests(): readonly ZpciGuest[] {
  const network = {
    id: 'net0',
    card: { kind: 'emulated', driver: 'virtio-net-pci', msix: null, options: [] },
    deviceClass: 'interface',
    zpci: null,
  } as const;
  const waiting = createDevice({ id: 'roce0' });
  return [
    // Half an address: libvirt fills in the other half before it sees what comes behind (V-5).
    createGuest({
      id: 'guest:db1',
      name: 'db1',
      hue: 0,
      domain: 'db1',
      functionLimit: 64,
      devices: [
        passed('hostdev0', 0x101, { uid: 0x31, fid: 0x41 }),
        passed('hostdev1', 0x2000, { uid: 0x32 }),
        passed('hostdev2', 0x2001, { uid: 0x33, fid: 0x43 }),
      ],
    }),
    // Every number is chosen by QEMU.
    running(
      createGuest({
        id: 'guest:web',
        name: 'web',
        hue: 1,
        functionLimit: 64,
        devices: [passed('h0', 0x102), passed('h1', 0x111), createDevice(network)],
      }),
    ),
    running(
      createGuest({
        id: 'guest:mq1',
        name: 'mq1',
        hue: 2,
        domain: 'mq1',
        profile: 'merged-7.2',
        functionLimit: 512,
        devices: [
          passed('hostdev0', 0x200, { uid: 0x200, fid: 0x200, interpret: true }),
          passed('hostdev1', 0x1000, { uid: 0x1000, fid: 0x1000, interpret: true }),
        ],
      }),
    ),
    running(
      createGuest({
        id: 'guest:archive',
        name: 'archive',
        hue: 3,
        profile: 'fixed-2019',
        functionLimit: 64,
        devices: [passed('h0', 0x201, { uid: 0x10, fid: 0x10 })],
      }),
    ),
    running(
      createGuest({
        id: 'guest:vault',
        name: 'vault',
        hue: 4,
        domain: 'vault',
        isProtected: true,
        functionLimit: 64,
        devices: [
          passed('hostdev0', 0x112, { uid: 0x21, fid: 0x21, interpret: true }),
          passed('hostdev1', 0x2002, { uid: 0x22, fid: 0x22 }),
        ],
      }),
    ),
    // `roce0` names no card: the card is `roceO`, which so gets a zpci device and numbers of its own.
    createGuest({
      id: 'guest:batch',
      name: 'batch',
      hue: 5,
      profile: 'merged-8.2',
      functionLimit: 64,
      devices: [
        { ...waiting, zpci: { ...waiting.zpci!, id: 'zpci64', uid: 0x40, fid: 0x40 } },
        { ...passed('roceO', 0x103), zpci: null },
        passed('roce1', 0x210, { uid: 0x41, fid: 0x41, interpret: false }),
      ],
    }),
  ];
}

export function lpar(): ZpciState {
  return createState({
    host: {
      capabilities: 'v2',
      kvmZpciOp: true,
      memory: 64 * GIB,
      apertureFactor: 1,
      dmaEntryLimit: 65_535,
      uidChecking: true,
      functionLimit: 512,
      isGuest: false,
    },
    functions: functions(),
    guests: guests(),
  });
}
