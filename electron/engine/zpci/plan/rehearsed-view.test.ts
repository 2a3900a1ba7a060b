import { expect, it } from 'vitest';
import type { GuestDevice } from '../../../../shared/zpci/types.ts';
import { automaticLine, createGuest, createState } from '../model.ts';
import { hostFunction, options, play, vfioDevice } from './testing.ts';
import { zpciPlanning } from './planning.ts';

function automatic(at: number): GuestDevice {
  return { ...vfioDevice(at, 1), zpci: automaticLine(), live: 'enabled' };
}

function shown(state: unknown, guest: number): unknown {
  const { guests } = state as ReturnType<typeof createState>;
  return guests[guest]!.devices.map(({ id, zpci }) => [id, zpci?.uid, zpci?.fid]);
}

it('ZPCI-V5: a rehearsal draws the devices in the host’s order, and the numbers that a running guest has', () => {
  const functions = [0, 1, 2, 3].map((at) => hostFunction(at, { driver: 'vfio-pci' }));
  const guest = (id: string, devices: readonly GuestDevice[]) =>
    createGuest({ id, name: id, domain: id, running: true, devices });
  const observed = createState({
    functions,
    guests: [guest('mq1', [automatic(0), automatic(1), automatic(2)]), guest('web', [automatic(3)])],
  });
  const [mq1, web] = observed.guests;
  const taken = { ...observed, guests: [{ ...mq1!, devices: [mq1!.devices[0]!, mq1!.devices[2]!] }, web!] };
  const { steps } = zpciPlanning.plan(observed, taken, options('immediate'));
  const { end, failed } = play(observed, steps);
  const before = zpciPlanning.viewOf(observed, observed, taken);
  const after = zpciPlanning.viewOf(observed, end, taken);
  expect([failed, shown(before, 0), shown(after, 0), shown(before, 1), shown(after, 1)]).toEqual([
    null,
    [
      ['hostdev0', 1, 0],
      ['hostdev1', 2, 1],
      ['hostdev2', 3, 2],
    ],
    [
      ['hostdev0', 1, 0],
      ['hostdev2', 3, 2],
    ],
    [['hostdev3', 1, 0]],
    [['hostdev3', 1, 0]],
  ]);
});

it('ZPCI-X3: a plan names properties that libvirt has no words for only where they differ from the machine’s own', () => {
  const asked = (interpret: boolean, relaxedTranslation: boolean | null) => {
    const device = (zpci: object): GuestDevice => {
      const one = vfioDevice(0, 1);
      return { ...one, zpci: { ...one.zpci!, ...zpci } };
    };
    const base = { id: 'g', name: 'g', domain: 'g', running: false } as const;
    const state = (devices: readonly GuestDevice[]) =>
      createState({ functions: [hostFunction(0)], guests: [createGuest({ ...base, devices })] });
    const wish = state([device({ interpret, relaxedTranslation })]);
    return zpciPlanning
      .plan(state([]), wish, options('both'))
      .notes.filter((note) => note.startsWith('libvirt has no attribute'));
  };
  expect([asked(true, null), asked(true, true), asked(false, true), asked(false, false)]).toEqual([
    [],
    [],
    [
      'libvirt has no attribute for interpret, which hostdev0 of g asks for; only QEMU that is started by hand takes it.',
    ],
    [
      'libvirt has no attributes for interpret and relaxed-translation, which hostdev0 of g asks for; only QEMU that is started by hand takes them.',
    ],
  ]);
});

it('ZPCI-E2: the live way out of an interface whose numbers nobody told waits for its source, and the way back keeps its MAC', () => {
  const card = { kind: 'vfio', host: '0001:00:00.0', options: [['mac', '52:54:00:00:00:01']] } as const;
  const net: GuestDevice = { ...automatic(0), card, deviceClass: 'interface' };
  const state = (devices: readonly GuestDevice[]) =>
    createState({
      functions: [hostFunction(0, { driver: 'vfio-pci' })],
      guests: [createGuest({ id: 'g', name: 'g', domain: 'g', running: true, devices })],
    });
  const { steps } = zpciPlanning.plan(state([net]), state([]), options('immediate'));
  const [step] = steps;
  const commands = step?.action.kind === 'run' ? step.action.commands : [];
  const back = step?.reverse[0]?.action;
  expect([
    commands[1]?.argv.at(-1),
    back?.kind === 'run' && back.commands[0]!.stdin?.includes("<mac address='52:54:00:00:00:01'/>"),
    play(state([net]), steps).failed,
  ]).toEqual(["domain='0x0001' bus='0x00' slot='0x00' function='0x0'/>", true, null]);
});
