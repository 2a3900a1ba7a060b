import { expect, test } from 'vitest';
import { UNTOLD_FACTS, type ZpciState } from '../../../shared/zpci/types.ts';
import { ZPCI_EXAMPLES } from '../../../build/examples/zpci-machines.ts';
import { fromFile, toFile } from './file.ts';
import { createDevice, createFunction, createGuest, createState } from './model.ts';

const WHOLE = createState({
  host: { capabilities: 'v2', dmaEntryLimit: 1000, isGuest: false },
  functions: [
    createFunction({
      fid: 0xff_ff_ff_ff,
      address: '1a2b:00:00.0',
      state: 'permanent-error',
      window: { start: '0x0', end: '0xffffffffffffffff' },
      barSizes: [14, 0, 0, 0, 0, 63],
      bars: [4, 0, 0, 0, 0, 0xff_ff_ff_ff],
      util: '',
      capabilities: ['BASE2', 'GROUP1'],
      answer: '01800010 00000000',
      toldBy: ['clp'],
      others: { odd_file: 'as it was' },
    }),
  ],
  guests: [
    createGuest({
      id: 'g',
      name: 'web',
      profile: 'fixed-2019',
      running: null,
      devices: [
        createDevice({
          id: 'auto_00:01.0',
          zpci: null,
          card: { kind: 'emulated', driver: 'nvme', msix: null, options: [['serial', 'x']] },
        }),
        createDevice({ id: 'waits', cardFirst: true, live: 'reserved' }),
        createDevice({ id: 'h0', card: { kind: 'vfio', host: '1a2b:00:00.0', options: [] }, managed: false }),
      ],
    }),
  ],
  untold: UNTOLD_FACTS,
});

const STATES: readonly (readonly [string, ZpciState])[] = [
  ['nothing', createState()],
  ['something of everything', WHOLE],
  ...ZPCI_EXAMPLES.map(({ id, zpci }) => [id, zpci] as const),
];

test.each(STATES)(
  'ZPCI-M1 ZPCI-M6 %s comes back from its file exactly, with nothing made up',
  (_what, state) => {
    expect(fromFile(JSON.parse(JSON.stringify(toFile(state))))).toStrictEqual(state);
  },
);

const FUNCTION = { fid: 1, address: '0001:00:00.0' };
const GUEST = { id: 'g', name: 'web', profile: 'merged-10.0' };
const FILE = { host: {}, functions: [FUNCTION], guests: [GUEST] };

test.each([
  ['no object', 5, 'the whole'],
  ['a key nobody knows', { ...FILE, more: 1 }, 'more'],
  ['a fact nobody knows', { ...FILE, functions: [{ ...FUNCTION, colour: 'red' }] }, 'functions[0]'],
  ['no functions', { ...FILE, functions: undefined }, 'functions'],
  ['a function told twice', { ...FILE, functions: [FUNCTION, { fid: 1 }] }, '0x00000001'],
  ['an address told twice', { ...FILE, functions: [FUNCTION, { ...FUNCTION, fid: 2 }] }, '0001:00:00.0'],
  ['a UID of 17 bits', { ...FILE, functions: [{ ...FUNCTION, uid: 65_536 }] }, 'functions[0].uid'],
  ['half a window', { ...FILE, functions: [{ ...FUNCTION, window: { start: '0x0' } }] }, 'window.end'],
  ['a guest told twice', { ...FILE, guests: [GUEST, GUEST] }, 'guest g'],
  ['a QEMU nobody knows', { ...FILE, guests: [{ ...GUEST, profile: 'merged-11.0' }] }, 'profile'],
  ['a device told twice', { ...FILE, guests: [{ ...GUEST, devices: [{ id: 'h0' }, { id: 'h0' }] }] }, 'h0'],
])('%s is refused in a sentence that says where', (_what, file, where) => {
  expect(() => fromFile(file)).toThrow(
    expect.objectContaining({
      code: 'unreadable',
      message: expect.stringMatching(
        new RegExp(
          `^The zPCI part of this file cannot be read: .*${where.replaceAll(/[[\].]/g, '\\$&')}.*\\.$`,
        ),
      ),
    }),
  );
});
