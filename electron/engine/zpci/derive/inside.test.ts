/** A machine that was read from inside: its own answers are shown, and what its host has is not known. */
import { expect, it } from 'vitest';
import { guestReadFromInside } from '../../../../shared/zpci/own-view.ts';
import type { ZpciState } from '../../../../shared/zpci/types.ts';
import { applyEdit } from '../edits.ts';
import { observed } from '../observe/testing/captures.ts';
import { zpciSummary } from '../summary.ts';
import { answerCard } from './answer.ts';
import { createGuest } from '../model.ts';
import { functionCard } from './function-card.ts';
import { lifeRun } from './life.ts';
import { problems } from './problems.ts';
import { emulated, hostFunction, passed, stateOf } from './testing.ts';
import { zpciView } from './view.ts';

const { state } = await observed('lab-c-guest-s1.tar.gz');
const [guest] = state.guests;
const card = answerCard(state, guest!.id, 'h0', {})!;

function field(name: string) {
  const { host, guest: value, because } = card.fields.find((one) => one.name === name)!;
  return [host?.text ?? null, value.text, because];
}

it('ZPCI-M7 ZPCI-A22: a guest’s own capture has no errors, and its bytes are those that were read', () => {
  const { fh, answer } = state.functions.find(({ fid }) => fid === 0x41)!;
  const bytes = card.functionBytes.map((byte) => byte!.toString(16).padStart(2, '0')).join('');
  expect([
    problems(state, state).filter(({ severity }) => severity === 'error'),
    card.refusal,
    answer!.replaceAll(' ', '').startsWith(bytes),
    card.functionBytes.length,
    Number(card.handle) === fh,
    card.group,
    card.dma.guest,
    card.dma.host,
  ]).toEqual([[], null, true, 192, true, 0xf0, { start: '0x100000000', end: '0x1ffffffff' }, null]);
});

it('ZPCI-M7: what was read stands beside what the model says, where that knows it', () => {
  expect([field('pchid'), field('uid'), field('rtr'), card.lies]).toEqual([
    [null, '0x01c0', 'as the guest read it; its host was not read'],
    [null, '0x0031', 'set on the zpci device; the guest read the same'],
    [null, '1', 'property relaxed-translation of this function; the guest read the same'],
    0,
  ]);
});

it('ZPCI-M7: the view has the window and group that were read, and nothing is there to give', () => {
  const { group, sdma, edma, refused } = zpciView(state, state).answers[0]!.devices[0]!;
  expect([group, sdma, edma, refused]).toEqual([0xf0, '0x100000000', '0x1ffffffff', null]);
  const given = applyEdit(state, {
    family: 'zpci',
    op: 'give',
    guest: guest!.id,
    fid: 0x41,
    device: 'h9',
    guestUid: null,
    guestFid: null,
  });
  expect(given.ok ? 'given' : given.refusal.rule).toBe('ZPCI-M7');
});

it('ZPCI-M7: a function that a guest has read is its own: nothing makes it ready for guests', () => {
  const { ready, owners, summary, commands } = functionCard(state, state, 0x41)!;
  expect([ready, owners, summary, commands.map(({ task }) => task), zpciSummary(state, state)[0]]).toEqual([
    [],
    [{ guest: guest!.id, device: 'h0' }],
    `unclassified, configured, as ${guest!.name} sees it, which has it as h0.`,
    ['See its slot', 'See it', 'Power it off'],
    `read inside guest ${guest!.name}: functions and drivers are its own, as it sees them`,
  ]);
});

it('ZPCI-A23: its own guest is no obstacle to a function; two guests are', () => {
  const a23 = (...guests: Parameters<typeof createGuest>[0][]) => {
    const shared = { ...stateOf([]), guests: guests.map((one) => createGuest(one)) };
    const found = functionCard(shared, shared, 0)!.ready.find(({ rule }) => rule === 'ZPCI-A23')!;
    return [found.ok, found.text];
  };
  const devices = [passed('h0', 0)];
  expect([
    a23(),
    a23({ id: 'g', name: 'db1', devices }),
    a23({ id: 'g', name: 'db1', devices }, { id: 'w', name: 'web', devices }),
  ]).toEqual([
    [true, 'No guest has it.'],
    [true, 'db1 (h0) has it, and no other guest can have it meanwhile.'],
    [false, 'db1 (h0), web (h0) have it, and only one guest can.'],
  ]);
});

it('ZPCI-A16: a guest that runs is not started, so that the plug is what is refused', () => {
  const ism = hostFunction({ fid: 0, pft: 5, msix: 0 });
  const message = (running: boolean) => {
    const given = applyEdit(stateOf([], { running }, [ism]), {
      family: 'zpci',
      op: 'give',
      guest: 'g',
      fid: 0,
      device: 'h0',
      guestUid: null,
      guestFid: null,
    });
    return given.ok ? 'given' : given.refusal.message.split(':')[0];
  };
  expect([message(true), message(false)]).toEqual([
    'db1 runs, and QEMU would refuse to plug h0',
    'db1 could not start',
  ]);
});

it('ZPCI-M7: UIDs that differ, or a host of others, are no view from inside', async () => {
  const moved = {
    ...state,
    functions: state.functions.map((one) => (one.fid === 0x41 ? { ...one, uid: 0x99 } : one)),
  };
  const host = await observed('lab-c-host.tar.gz');
  const nested: ZpciState = { ...host.state, guests: state.guests };
  expect([guestReadFromInside(state)?.name, guestReadFromInside(moved), guestReadFromInside(nested)]).toEqual(
    [guest!.name, undefined, undefined],
  );
});

it('ZPCI-A22: a function that the source does not tell is unknown, unless it tells them all', () => {
  const absent = (functions: ZpciState['functions']) =>
    zpciView(stateOf([passed('h0', 9)], {}, functions), stateOf([passed('h0', 9)], {}, functions)).answers[0]!
      .devices[0]!.refused?.rule ?? null;
  expect([
    absent([]),
    absent([hostFunction({ fid: 1, toldBy: ['clp'] })]),
    absent([hostFunction({ fid: 1, toldBy: ['sysfs'] })]),
  ]).toEqual([null, null, 'ZPCI-A22']);
});

it('ZPCI-I2: interpretation that a guest could not have says so beside it', () => {
  const shown = stateOf([passed('h0', 0)], { kvm: false });
  const under = (wish: ZpciState) => answerCard(wish, 'g', 'h0', { mode: 'interpret' })!;
  expect([
    under(shown).mode,
    under(shown).modeNote,
    under(stateOf([passed('h0', 0)])).modeNote !== '',
  ]).toEqual([
    'interpret',
    'This shows what would be, not what is. Interpretation needs KVM, and this guest runs under TCG.',
    true,
  ]);
});

it('ZPCI-Q4: hidden fields are QEMU’s where it is told nothing, as with its constants', () => {
  const plain = stateOf([passed('h0', 0)]);
  const classes = (whatIf: Parameters<typeof answerCard>[3]) =>
    answerCard(plain, 'g', 'h0', whatIf)!
      .fields.filter(({ name }) => ['pft', 'fmbl', 'port'].includes(name))
      .map(({ cls }) => cls);
  expect([classes({}), classes({ capabilities: 'none' }), classes({ profile: 'fixed-2019' })]).toEqual([
    ['C', 'C', 'C'],
    ['E', 'E', 'E'],
    ['E', 'E', 'E'],
  ]);
});

it('ZPCI-V4: a domain hears of libvirt first, with the octal number decoded', () => {
  const ids = {
    family: 'zpci',
    op: 'setIds',
    guest: 'g',
    device: 'h1',
    guestUid: 0x31,
    guestFid: 9,
  } as const;
  const said = (domain: string | null) => {
    const asked = applyEdit(stateOf([passed('h0', 0), passed('h1', 1)], { domain }), ids);
    return asked.ok ? '' : asked.refusal.message.split('. ').slice(1).join('. ');
  };
  expect([said(null), said('db1')]).toEqual([
    'QEMU would say: uid 49 already in use.',
    'libvirt would say: zPCI uid 61 is already reserved. That is octal for 0x0031.',
  ]);
});

it('ZPCI-E1 ZPCI-E2: what is typed for a domain is virsh’s', () => {
  const of = (life: 'plug' | 'unplug' | 'plug-waiting') =>
    lifeRun(stateOf([passed('h0', 0)], { domain: 'db1' }), 'g', 'h0', life)!.frames.map(
      ({ action }) => action,
    );
  expect([of('plug')[0], of('unplug')[0], of('plug-waiting')]).toEqual([
    'virsh attach-device db1 h0.xml --live',
    'virsh detach-device db1 h0.xml --live',
    [''],
  ]);
});

it('ZPCI-A16: what stands against interpretation is said, with what changes it', () => {
  const ism = hostFunction({ fid: 0, pft: 5, msix: 0 });
  const refusal = (guestParts: Parameters<typeof stateOf>[1]) =>
    answerCard(stateOf([passed('h0', 0)], guestParts, [ism], { kvmZpciOp: true }), 'g', 'h0', {})!.refusal!;
  const locked = refusal({ isProtected: true });
  const old = refusal({ profile: 'merged-7.0' });
  expect([
    locked.fixes.map(({ label }) => label),
    locked.message.includes('runs under Secure Execution'),
    old.fixes,
    old.message.endsWith('start db1 with that or a newer one.'),
  ]).toEqual([
    ['Run db1 without Secure Execution, and let it interpret h0'],
    true,
    [
      {
        label: 'Run db1 with QEMU 10.0, and let it interpret h0',
        edits: [
          { family: 'zpci', op: 'setGuest', guest: 'g', profile: 'merged-10.0' },
          {
            family: 'zpci',
            op: 'setProperty',
            guest: 'g',
            device: 'h0',
            property: 'interpret',
            value: true,
          },
        ],
      },
    ],
    true,
  ]);
});

it('ZPCI-A25: a function that failed says the commands that bring it back', () => {
  const broken = stateOf([], {}, [hostFunction({ fid: 0, state: 'error' })]);
  const given = applyEdit(broken, {
    family: 'zpci',
    op: 'give',
    guest: 'g',
    fid: 0,
    device: 'h0',
    guestUid: null,
    guestFid: null,
  });
  expect(given.ok ? '' : given.refusal.message).toContain(
    'echo 1 > /sys/bus/pci/devices/0001:00:00.0/recover; where that does not help, zpcictl --reset 0001:00:00.0',
  );
});

it('ZPCI-A21 ZPCI-K9: words of a summary and of one automatic number', () => {
  const off = stateOf([emulated('e0')], {}, [hostFunction({ fid: 0, pft: null, state: 'standby' })]);
  expect([
    zpciSummary(off, off)[0],
    problems(off, off)
      .find(({ rule }) => rule === 'ZPCI-K9')
      ?.message.split(' is chosen')[0],
  ]).toEqual([
    'type not told while it is off: 1 function, 1 in standby',
    'What e0 of db1 has no number written for',
  ]);
});
