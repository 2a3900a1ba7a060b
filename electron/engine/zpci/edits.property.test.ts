import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ZPCI_EXAMPLES } from '../../../build/examples/zpci-machines.ts';
import { type ZpciEdit, zpciEditSchema } from '../../../shared/zpci/edits.ts';
import { PROFILE_IDS, type ZpciState } from '../../../shared/zpci/types.ts';
import { problems } from './derive/problems.ts';
import { applyEdit, applyGesture } from './edits.ts';
import { fromFile, toFile } from './file.ts';

const family = fc.constant('zpci' as const);
const guest = fc.constantFrom('guest:db1', 'guest:web', 'guest:mq1', 'guest:batch', 'guest:s1', 'guest:new');
const fid = fc.constantFrom(
  0,
  0x100,
  0x101,
  0x104,
  0x105,
  0x202,
  0x10_01,
  0x10_09,
  0x20_03,
  0x20_06,
  0x20_07,
  7,
);
const device = fc.constantFrom('h0', 'h1', 'h2', 'hostdev0', 'hostdev1', 'roce0', 'roceO', 'net0', 'x9');
const guestUid = fc.constantFrom(null, 0, 1, 2, 0x31, 0x32, 0x40, 0x1234);
const guestFid = fc.constantFrom(null, 0, 1, 0x41, 0x43, 0x104, 0xff_ff_ff_ff);
const onOff = fc.constantFrom(null, true, false);
const op = <Op extends string>(...names: Op[]) => fc.constantFrom(...names);

const anyEdit: fc.Arbitrary<ZpciEdit> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      family,
      op: op('give'),
      guest,
      fid,
      device,
      guestUid,
      guestFid,
      interpret: onOff,
      fromOther: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ family, op: op('take'), guest, device, giveBack: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ family, op: op('setIds'), guest, device, guestUid, guestFid }) },
  fc.record({
    family,
    op: op('addEmulated'),
    guest,
    device,
    driver: fc.constantFrom('virtio-net-pci', 'nvme', 'pci-bridge'),
    deviceClass: fc.constantFrom('disk' as const, 'interface' as const),
    guestUid,
    guestFid,
    msix: fc.constantFrom(null, 0, 4),
    options: fc.array(fc.constant(['multifunction', 'on'] as const), { maxLength: 1 }),
  }),
  fc.record({
    family,
    op: op('addGuest'),
    guest,
    name: fc.constantFrom('new', 'db1', '5'),
    hue: fc.constant(1),
  }),
  fc.record({ family, op: op('removeGuest', 'startGuest', 'stopGuest', 'writeDown'), guest }),
  fc.record({ family, op: op('setDomain'), guest, domain: fc.constantFrom(null, 'db1', 'web') }),
  fc.record(
    {
      family,
      op: op('setGuest'),
      guest,
      profile: fc.constantFrom(...PROFILE_IDS),
      machine: fc.constantFrom(null, '7.1', '9.2', '10.0'),
      isProtected: fc.boolean(),
      kvm: fc.boolean(),
    },
    { requiredKeys: ['family', 'op', 'guest'] },
  ),
  fc.record({
    family,
    op: op('setProperty'),
    guest,
    device,
    property: op('interpret', 'forwardingAssist', 'relaxedTranslation'),
    value: onOff,
  }),
  fc.record({ family, op: op('renameDevice'), guest, device, to: device }),
  fc.record({ family, op: op('reorder'), guest, device, to: fc.nat({ max: 4 }) }),
  fc.record({ family, op: op('setDriver'), fid, driver: fc.constantFrom(null, 'vfio-pci', 'mlx5_core') }),
  fc.record({ family, op: op('setPower'), fid, on: fc.boolean() }),
  fc.record({ family, op: op('setDmaLimit'), limit: fc.constantFrom(1, 1000, 200_000), keep: fc.boolean() }),
  fc.record({
    family,
    op: op('tellHost'),
    capabilities: fc.constantFrom(null, 'none' as const, 'v1' as const, 'v2' as const),
    kvmZpciOp: onOff,
  }),
);

const anyStart = fc.constantFrom(...ZPCI_EXAMPLES.map(({ zpci }) => zpci));

test('edits of any kind never change the state they start from, and every state they reach is in a file whole', () => {
  fc.assert(
    fc.property(anyStart, fc.array(anyEdit, { maxLength: 8 }), (start, edits) => {
      let state: ZpciState = start;
      for (const edit of edits) {
        expect(zpciEditSchema.safeParse(edit).success).toBe(true);
        const text = JSON.stringify(state);
        const outcome = applyEdit(state, edit);
        expect(JSON.stringify(state)).toBe(text);
        if (!outcome.ok) {
          expect(outcome.refusal.message).toMatch(/^[A-Z0-9a-z].*[.!?]$/s);
          continue;
        }
        state = outcome.state;
        expect(fromFile(JSON.parse(JSON.stringify(toFile(state))))).toStrictEqual(state);
      }
    }),
    { numRuns: 150 },
  );
});

test('ZPCI-K12 every fix of a problem or a refusal passes, and is more than the edit that was refused', () => {
  fc.assert(
    fc.property(anyStart, fc.array(anyEdit, { maxLength: 5 }), anyEdit, (start, edits, last) => {
      const state = edits.reduce((current, edit) => {
        const outcome = applyEdit(current, edit);
        return outcome.ok ? outcome.state : current;
      }, start);
      const refused = applyEdit(state, last);
      const fixes = [
        ...problems(start, state).flatMap((problem) => problem.fixes),
        ...(refused.ok ? [] : refused.refusal.fixes),
      ];
      const failing = fixes.filter(
        ({ edits: cure }) =>
          (!refused.ok && JSON.stringify(cure) === JSON.stringify([last])) ||
          !applyGesture(state, cure as readonly ZpciEdit[]).ok,
      );
      expect(failing.map(({ label }) => label)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test('ZPCI-A4 ZPCI-A7 no accepted edit leaves two devices of a guest with one number', () => {
  fc.assert(
    fc.property(anyStart, fc.array(anyEdit, { maxLength: 8 }), (start, edits) => {
      const end = edits.reduce((current, edit) => {
        const outcome = applyEdit(current, edit);
        return outcome.ok ? outcome.state : current;
      }, start);
      const twice = end.guests.flatMap(({ devices }) =>
        (['uid', 'fid'] as const).flatMap((kind) => {
          const numbers = devices.flatMap(({ zpci }) => zpci?.[kind] ?? []);
          return numbers.filter((number, at) => numbers.indexOf(number) !== at);
        }),
      );
      expect(twice).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
