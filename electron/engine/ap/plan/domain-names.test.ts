/** Which guests a plan may stop and start: those that a virsh command names, and no other. */
import { describe, expect, it } from 'vitest';
import { masksOf, UNKNOWN_GUEST } from '../model.ts';
import { performAction } from '../perform/perform.ts';
import { runOp } from './run-op.ts';
import { apPlanning } from './planning.ts';
import { guest, host, plan, titles, uuid, withMatrices } from './testing.ts';

const [A, B, C] = [uuid(1), uuid(2), uuid(3)];
const OLD = { profile: '2018-merged', hasApConfig: false } as const;
const BY_HAND = 'stop and start it by hand, or read the host with its domain XML.';

function running(domain: string, name = 'a') {
  const observed = host([guest(A, name, [5], [4], { guest: domain })], OLD);
  return { observed, desired: withMatrices(observed, { [A]: masksOf([5, 6], [4]) }) };
}

describe('domains in commands', () => {
  it('AP-V2, AP-V8 a running guest whose domain is not told blocks, and no restart is offered for it', () => {
    const { observed, desired } = running(UNKNOWN_GUEST);
    const [block] = plan(observed, desired).blocks;
    expect([block!.rule, block!.unblock]).toEqual([
      'AP-V2',
      [
        {
          label: 'Stop a (unknown guest in libvirt) by hand for the change, then read the host again',
          detail: `The source does not tell which domain runs a; ${BY_HAND}`,
          edits: [],
          restart: [],
        },
      ],
    ]);
    expect(plan(observed, desired, { restart: [A] })).toMatchObject({
      steps: [],
      blocks: [{ rule: 'AP-V8', message: `The source does not tell which domain runs a; ${BY_HAND}` }],
    });
  });

  it('AP-U18, AP-U17 stops and starts under a name that only this program gave are not made', () => {
    const stopped = host([guest(A, 'mdev 00000001', [5], [4])]);
    const up = (domain: string) => ({
      ...stopped,
      mdevs: stopped.mdevs.map((mdev) => ({ ...mdev, guest: domain })),
    });
    const rules = (from: typeof stopped, to: typeof stopped) => plan(from, to).blocks.map(({ rule }) => rule);
    expect(stopped.mdevs[0]!.name.slice(5)).toBe(A.slice(0, 8));
    expect([
      rules(up(UNKNOWN_GUEST), stopped),
      rules(stopped, up(UNKNOWN_GUEST)),
      rules(stopped, up('mdev 00000001')),
      rules(stopped, up('web')),
      titles(plan(up('web'), stopped)),
    ]).toEqual([
      ['AP-U18'],
      ['AP-U17'],
      ['AP-U17'],
      [],
      ['Shut down the guest of mdev 00000001 (web in libvirt)'],
    ]);
  });

  it('AP-U18 a name that virsh takes as a number or a UUID, or as an option, is no argument of a command', () => {
    const message = (domain: string) => {
      const { observed, desired } = running(domain);
      const [block] = plan(observed, desired, { restart: [A] }).blocks;
      return block && /number|UUID|cannot be the name/.exec(block.message)?.[0];
    };
    const names = ['5', '+07', ' 5', '1'.repeat(32), B, B.replace(/-/, ''), '--all', '5a', 'web 5'];
    expect(names.map(message)).toEqual([
      ...Array<string>(4).fill('number'),
      'UUID',
      'UUID',
      'cannot be the name',
      undefined,
      undefined,
    ]);
  });

  it('AP-C3 two guests that nothing names are two, and a script cannot stop either by that word', () => {
    const state = host([guest(A, 'a', [5], [4], { guest: UNKNOWN_GUEST }), guest(B, 'b', [6], [4])]);
    const { failure } = runOp(state, { op: 'guest_start', mdev: B, guest: UNKNOWN_GUEST });
    const stop = {
      kind: 'run',
      commands: [{ argv: ['virsh', 'shutdown', UNKNOWN_GUEST], stdin: null }],
      files: [],
    };
    const stopped = performAction(state, stop as Parameters<typeof performAction>[1]);
    expect([failure ?? null, stopped?.state === state, stopped?.passedOver]).toEqual([
      null,
      true,
      'no guest named “unknown guest” is known here (known: a and b)',
    ]);
  });
});

it('a guest is named by its id, else by its name, else by its libvirt name: never by all of them', () => {
  const state = host([
    guest(A, 'web', [5], [4], { guest: 'db' }),
    guest(B, 'db', [6], [4], { guest: 'web' }),
    guest(C, A, [7], [4], { guest: UNKNOWN_GUEST }),
  ]);
  const twin = host([guest(A, 'web', [5], [4]), guest(B, 'web', [6], [4], { guest: 'other' })]);
  const named = (text: string) => apPlanning.guestIds(state, state, text);
  expect([A, 'web', 'db', UNKNOWN_GUEST, 'nobody'].map(named)).toEqual([[A], [A], [B], [], []]);
  expect([apPlanning.guestIds(twin, twin, 'web'), apPlanning.guestIds(twin, twin, 'other')]).toEqual([
    [A, B],
    [B],
  ]);
});
