/** Hosts for tests and measurements of the drawing. Numbers of one DSA 1.0 device are those of dsa.md 7. */
import type {
  DsaDevice,
  DsaGroup,
  DsaGuest,
  DsaMdev,
  DsaState,
  DsaWq,
  RunningMdev,
} from '../../../shared/dsa/types.ts';

const NO_OPERATIONS = '0'.repeat(64);

const GROUP: DsaGroup = {
  readBuffersReserved: 0,
  readBuffersAllowed: 96,
  useReadBufferLimit: false,
  trafficClassA: 1,
  trafficClassB: 1,
  descProgressLimit: 0,
  batchProgressLimit: 0,
};

export function wq(parts: Partial<DsaWq> = {}): DsaWq {
  return {
    groupId: -1,
    size: 0,
    mode: 'shared',
    priority: 0,
    threshold: 0,
    type: 'none',
    name: '',
    driverName: '',
    blockOnFault: false,
    maxTransferSize: 2_097_152,
    maxBatchSize: 32,
    atsDisable: false,
    prsDisable: false,
    opConfig: NO_OPERATIONS,
    enqcmdsRetries: 32,
    state: 'disabled',
    driver: null,
    clients: 0,
    cdevMinor: null,
    hardwareSize: 0,
    uuid: null,
    others: {},
    ...parts,
  };
}

/** An enabled wq that mdevs are made of. */
export function mdevWq(groupId: number, size: number, parts: Partial<DsaWq> = {}): DsaWq {
  return wq({
    groupId,
    size,
    mode: 'dedicated',
    priority: 10,
    type: 'mdev',
    driverName: 'mdev',
    driver: 'mdev',
    state: 'enabled',
    hardwareSize: size,
    ...parts,
  });
}

export function device(id: number, parts: Partial<DsaDevice> = {}): DsaDevice {
  const kind = parts.kind ?? 'dsa';
  return {
    name: `${kind}${id}`,
    kind,
    id,
    bdf: `0000:${(0x6a + (id >> 3)).toString(16).padStart(2, '0')}:0${id & 7}.0`,
    caps: {
      version: 0x100,
      maxGroups: 4,
      maxWorkQueues: 8,
      maxEngines: 4,
      totalSize: 128,
      maxReadBuffers: kind === 'dsa' ? 96 : 0,
      maxBatchSize: 1024,
      maxTransferSize: 2_147_483_648,
      numaNode: 0,
      opCap: NO_OPERATIONS,
      genCap: '0x40915f0107',
      iaaCap: null,
      configurable: true,
      pasid: true,
      cdevMajor: 235,
      imsSize: 2048,
      readBufferLimit: true,
      occupancy: true,
      prs: false,
    },
    state: 'enabled',
    driver: 'idxd',
    cmdStatus: 0,
    readBufferLimit: 0,
    eventLogSize: 0,
    errors: NO_OPERATIONS,
    iommuGroup: null,
    groups: [GROUP, GROUP, GROUP, GROUP],
    engines: [-1, -1, -1, -1],
    wqs: Array.from({ length: 8 }, () => wq()),
    lacks: [],
    others: {},
    ...parts,
  };
}

export function running(slot: number): RunningMdev {
  return {
    slots: [slot],
    pasid: slot + 1,
    device: 'enabled',
    wq: 'enabled',
    busMaster: true,
    swerr: 'none',
    errorInterrupt: false,
    interrupts: 0,
  };
}

export function mdev(
  number: number,
  parent: string,
  wqIndex: number | null,
  parts: Partial<DsaMdev> = {},
): DsaMdev {
  const head = ((number * 2_654_435_761) >>> 0).toString(16).padStart(8, '0');
  return {
    id: `${head}-509f-4b8c-a0b2-${number.toString(16).padStart(12, '0')}`,
    strategy: 'mdev-hybrid',
    device: parent,
    type: 'idxd-dsa-1dwq-v1',
    wq: wqIndex,
    candidates: wqIndex === null ? [] : [wqIndex],
    orphan: false,
    guest: null,
    running: null,
    runningTold: true,
    iommuGroup: 100 + number,
    definition: null,
    ...parts,
  };
}

export function guest(number: number, name: string): DsaGuest {
  return { id: `g${number}`, name, hue: number & 7, domain: name };
}

export function state(parts: Partial<DsaState>): DsaState {
  return {
    host: {
      enqcmd: true,
      kernelPasid: false,
      drivers: ['idxd', 'dmaengine', 'user', 'mdev'],
      types: ['idxd-{kind}-1dwq-v1', 'idxd-{kind}-1swq-v1'],
      softwareOnly: false,
      denylistOff: false,
    },
    strategy: 'mdev-hybrid',
    devices: [],
    mdevs: [],
    guests: [],
    definitions: [],
    saved: null,
    savedTold: true,
    untold: [],
    nextPasid: 1,
    ...parts,
  };
}

/** Two DSA and one IAA; guests that share a queue, one device of two guests, one mdev whose queue is not told. */
export function busyHost(): DsaState {
  const shared = 'idxd-dsa-1swq-v1';
  return state({
    devices: [
      device(0, {
        engines: [0, 0, 1, 1],
        wqs: [
          wq({
            groupId: 0,
            size: 48,
            mode: 'dedicated',
            priority: 8,
            type: 'kernel',
            name: 'dmaengine',
            driver: 'dmaengine',
            state: 'enabled',
          }),
          mdevWq(0, 32, { name: 'web', state: 'locked', clients: 1 }),
          mdevWq(1, 32, { name: 'pool', mode: 'shared', threshold: 24, clients: 2 }),
          wq(),
        ],
      }),
      device(1, { kind: 'iax', state: 'disabled', driver: null }),
      device(2, {
        engines: [0, 0, -1, 1],
        groups: [GROUP, { ...GROUP, readBuffersReserved: 16 }, GROUP, GROUP],
        wqs: [
          mdevWq(0, 32, { name: 'db', state: 'locked', clients: 1 }),
          mdevWq(0, 16, { name: 'spare' }),
          mdevWq(2, 16, { name: 'lonely', state: 'disabled', driver: null }),
          ...Array.from({ length: 5 }, () => wq()),
        ],
      }),
    ],
    mdevs: [
      mdev(1, 'dsa0', 1, { guest: 'g0', running: running(0) }),
      mdev(2, 'dsa0', 2, { type: shared, guest: 'g1' }),
      mdev(3, 'dsa0', 2, { type: shared, guest: 'g2', running: running(1) }),
      mdev(4, 'dsa2', 0, { guest: 'g1', running: running(0) }),
      mdev(5, 'dsa2', null, { candidates: [0, 1], runningTold: false }),
      mdev(6, 'dsa2', null, { orphan: true, guest: 'g2' }),
    ],
    guests: [guest(0, 'vm-web'), guest(1, 'vm-db'), guest(2, 'vm-cache'), guest(3, 'vm-idle')],
  });
}

/**
 * `devices` devices of `wqsEach` wqs; even ones dedicated with one mdev, odd ones shared with the rest, so that there
 * are `mdevsEach` mdevs a device. `guests` guests share them in turn.
 */
export function crowdedHost(devices: number, wqsEach: number, mdevsEach: number, guests: number): DsaState {
  const all = Array.from({ length: devices }, (_, id) =>
    device(id, {
      engines: [0, 1, 2, 3],
      wqs: Array.from({ length: wqsEach }, (_, index) =>
        mdevWq(index & 3, 16, index & 1 ? { mode: 'shared', threshold: 12 } : { state: 'locked' }),
      ),
    }),
  );
  const dedicated = Math.ceil(wqsEach / 2);
  const mdevs = all.flatMap(({ id, name }) =>
    Array.from({ length: mdevsEach }, (_, at) => {
      const number = id * mdevsEach + at;
      const index = at < dedicated ? at * 2 : 1 + 2 * ((at - dedicated) % Math.max(1, wqsEach - dedicated));
      return mdev(number, name, Math.min(index, wqsEach - 1), {
        type: index & 1 ? 'idxd-dsa-1swq-v1' : 'idxd-dsa-1dwq-v1',
        guest: guests === 0 ? null : `g${(id * 3 + at) % guests}`,
        running: at % 3 === 0 ? null : running(at),
      });
    }),
  );
  return state({
    devices: all,
    mdevs,
    guests: Array.from({ length: guests }, (_, at) => guest(at, `vm-${String(at + 1).padStart(3, '0')}`)),
  });
}
