import { describe, expect, it } from 'vitest';
import type { ZpciEdit } from '../../../../shared/zpci/edits.ts';
import type { HostFunction, ZpciState } from '../../../../shared/zpci/types.ts';
import { applyGesture } from '../edits.ts';
import { createGuest } from '../model.ts';
import { problems } from './problems.ts';
import { emulated, hostFunction, passed, stateOf } from './testing.ts';

function found(state: ZpciState): readonly string[] {
  return problems(state, state).map(({ severity, id }) => `${severity} ${id}`);
}

function problem(state: ZpciState, rule: string) {
  return problems(state, state).find((one) => one.rule === rule);
}

/** Rules that are told of every guest with a function. */
const ALWAYS: readonly string[] = ['info ZPCI-K10 g', 'info ZPCI-K8 g', 'info ZPCI-K17 g'];

function special(state: ZpciState): readonly string[] {
  return found(state).filter((id) => !ALWAYS.includes(id));
}

/** All fixes of the problem pass, and each of them solves it. */
function solvedByEach(state: ZpciState, rule: string): readonly boolean[] {
  return (problem(state, rule)?.fixes ?? []).map(({ edits }) => {
    const outcome = applyGesture(state, edits as readonly ZpciEdit[]);
    return outcome.ok && problem(outcome.state, rule) === undefined;
  });
}

const plain = stateOf([passed('h0', 0)]);

describe('what guests are told', () => {
  it('is silent but for what every guest has', () => {
    expect(special(plain)).toEqual([]);
  });

  it('ZPCI-K1: constants of 2019, solved by a newer QEMU', () => {
    const state = stateOf([passed('h0', 0)], { profile: 'fixed-2019' });
    expect(special(state)).toEqual(['error ZPCI-K1 g']);
    expect(solvedByEach(state, 'ZPCI-K1')).toEqual([true]);
  });

  it('ZPCI-K2: the raw window of the proposal', () => {
    const state = stateOf([passed('h0', 0)], { profile: 'proposal-2019' });
    expect(special(state)).toEqual(['error ZPCI-K2 g/h0']);
    expect(problem(state, 'ZPCI-K2')?.message).toContain('only up to 0x1ffffffff');
  });

  it('ZPCI-K3 ZPCI-K7: the sixteenth group of the host falls into QEMU’s own', () => {
    const functions = Array.from({ length: 16 }, (_, fid) => hostFunction({ fid, group: fid + 1 }));
    const devices = functions.map(({ fid }) => passed(`h${fid}`, fid));
    const full = stateOf(devices.slice(0, 15), {}, functions);
    expect(special(full)).toEqual(['warning ZPCI-K7 g']);
    const over = stateOf(devices, {}, functions);
    expect(special(over)).toEqual(['error ZPCI-K3 g', 'warning ZPCI-K7 g']);
    expect(problem(over, 'ZPCI-K3')?.message).toContain('h15 of db1 is in QEMU’s own group');
  });

  it('ZPCI-K3 ZPCI-G7: offers out of QEMU’s own group only what leads there', () => {
    const functions = Array.from({ length: 16 }, (_, fid) => hostFunction({ fid, group: fid + 1 }));
    const labels = (
      profile: 'merged-7.2' | 'merged-10.0',
      machine: string | null,
      kvmZpciOp: boolean,
      interpret: false | null = null,
    ) => {
      const devices = functions.map(({ fid }) => passed(`h${fid}`, fid, { interpret }));
      const state = stateOf(devices, { profile, machine }, functions, { kvmZpciOp });
      return [problem(state, 'ZPCI-K3')?.fixes.map(({ label }) => label), solvedByEach(state, 'ZPCI-K3')];
    };
    expect([
      labels('merged-10.0', null, false),
      labels('merged-7.2', null, false),
      labels('merged-7.2', '7.1', true),
      labels('merged-10.0', '7.1', true),
      labels('merged-10.0', null, true, false),
      labels('merged-7.2', null, false, false),
    ]).toEqual([
      [[], []],
      [[], []],
      [['Run db1 with QEMU 10.0 or newer'], [true]],
      [['Give db1 machine 10.0'], [true]],
      [['Interpret h15'], [true]],
      [[], []],
    ]);
  });

  it('ZPCI-K4: one group, different properties; both fixes solve it', () => {
    const state = stateOf([passed('h0', 0), passed('h1', 1, { relaxedTranslation: false })]);
    expect(special(state)).toEqual(['error ZPCI-K4 g/0xf0', 'warning ZPCI-K5 g']);
    expect(solvedByEach(state, 'ZPCI-K4')).toEqual([true, true]);
  });

  it('ZPCI-K5: names the megabytes and offers both ways out', () => {
    const state = stateOf([passed('h0', 0)], { machine: '9.2' });
    expect(special(state)).toEqual(['warning ZPCI-K5 g']);
    expect(problem(state, 'ZPCI-K5')?.message).toContain(
      'about 256 MiB (65,535 mappings); the host handles 4 GiB',
    );
    expect(problem(state, 'ZPCI-K5')?.fixes.map(({ label }) => label)).toEqual([
      'Raise dma_entry_limit to 1,048,576',
      'Give db1 machine 10.0 with relaxed translation',
    ]);
    expect(solvedByEach(state, 'ZPCI-K5')).toEqual([true, true]);
  });

  it('ZPCI-K6: a kernel without capabilities', () => {
    const state = stateOf([passed('h0', 0)], {}, undefined, { capabilities: 'none' });
    expect(special(state)).toEqual(['error ZPCI-K6 g']);
  });

  it('ZPCI-K8: more vectors than the group allows', () => {
    expect(problem(plain, 'ZPCI-K8')?.message).toContain('65 MSI-X vectors, but its group allows 64');
    const fits = stateOf([passed('h0', 0)], {}, [hostFunction({ fid: 0, msix: 64 })]);
    expect(problem(fits, 'ZPCI-K8')).toBeUndefined();
  });

  it('ZPCI-K14: values that sysfs does not have', () => {
    const state = stateOf([passed('h0', 0)], {}, [hostFunction({ fid: 0, dasm: null })]);
    expect(special(state)).toEqual(['info ZPCI-K14 host']);
    expect(special({ ...state, host: { ...state.host, isGuest: true } })).toEqual([]);
  });

  it('ZPCI-K15: one host group in both modes', () => {
    const state = stateOf([passed('h0', 0), passed('h1', 1, { interpret: false })], {}, undefined, {
      kvmZpciOp: true,
    });
    expect(special(state)).toEqual(['warning ZPCI-K15 g/0x07']);
    expect(problem(state, 'ZPCI-K15')?.message).toContain('128 and of 4096 bytes');
    expect(solvedByEach(state, 'ZPCI-K15')).toEqual([true, true]);
  });

  it('ZPCI-K16: an empty window', () => {
    const state = stateOf([passed('h0', 0)], { profile: 'merged-8.0', iommu: 'iommufd' });
    expect(special(state)).toEqual(['error ZPCI-K16 g']);
  });

  it('ZPCI-K17: interpretation that was asked for', () => {
    const asked = stateOf([passed('h0', 0, { interpret: true })]);
    expect(special(asked)).toEqual(['warning ZPCI-K17 g']);
    expect(solvedByEach(asked, 'ZPCI-K17')).toEqual([true]);
  });
});

describe('what starts and shows', () => {
  it('ZPCI-K9: automatic numbers, solved by writing them down', () => {
    const state = stateOf([passed('h0', 0, { uid: null })]);
    expect(special(state)).toEqual(['info ZPCI-K9 g']);
    expect(solvedByEach(state, 'ZPCI-K9')).toEqual([true]);
  });

  it('ZPCI-K10: told once for a guest, and not for one without functions', () => {
    expect([problem(plain, 'ZPCI-K10')?.message.includes('1 zPCI function'), found(stateOf([]))]).toEqual([
      true,
      [],
    ]);
  });

  it('ZPCI-K5: offers no relaxed translation to ISM, which never has it (ZPCI-D6)', () => {
    const ism = [hostFunction({ fid: 0, pft: 0x05 })];
    const host = { dmaEntryLimit: 4096 };
    const labels = (functions: readonly HostFunction[]) =>
      problem(stateOf([passed('h0', 0, { relaxedTranslation: false })], {}, functions, host), 'ZPCI-K5')
        ?.fixes.length;
    expect([labels(ism), labels([hostFunction({ fid: 0 })])]).toEqual([1, 2]);
  });

  it('ZPCI-K11 ZPCI-R5: counts to 64 for Debian, to 4,096 for the list of QEMU', () => {
    const many = (count: number, functionLimit: number | null = null) =>
      special(
        stateOf(
          Array.from({ length: count }, (_, at) => emulated(`e${at}`, { uid: at + 1, fid: at })),
          { functionLimit },
        ),
      );
    expect([many(64), many(65), many(4096, 4096), many(4097, 4096)]).toEqual([
      [],
      ['info ZPCI-K11 g'],
      [],
      ['warning ZPCI-R5 g'],
    ]);
  });

  it('ZPCI-K11 ZPCI-R5: more than the kernel of the guest takes', () => {
    const devices = Array.from({ length: 65 }, (_, at) => emulated(`e${at}`, { uid: at + 1, fid: at }));
    expect(special(stateOf(devices))).toEqual(['info ZPCI-K11 g']);
    expect(special(stateOf(devices, { functionLimit: 64 }))).toEqual(['warning ZPCI-K11 g']);
    expect(special(stateOf(devices, { functionLimit: 512 }))).toEqual([]);
  });

  it('ZPCI-K12: a misspelt target, solved by its right name', () => {
    const waiting = { ...passed('roce0', 0), card: null };
    const state = stateOf([waiting, { ...passed('roceO', 1), zpci: null }]);
    expect(special(state)).toEqual(['warning ZPCI-K12 g/roce0', 'info ZPCI-K9 g']);
    expect(solvedByEach(state, 'ZPCI-K12')).toEqual([true, true]);
  });

  it.each([
    ['standby', 1],
    ['reserved', 0],
    ['error', 0],
    ['permanent-error', 0],
  ] as const)('ZPCI-K13: a function that is %s', (state, fixes) => {
    const wish = stateOf([passed('h0', 0)], {}, [hostFunction({ fid: 0, state })]);
    expect(special(wish)).toContain('error ZPCI-K13 g/h0');
    expect(problem(wish, 'ZPCI-K13')?.fixes.length).toBe(fixes);
  });

  it('ZPCI-K18: a removal that the guest has not answered', () => {
    const asked = { ...passed('h0', 0), unplugRequested: true };
    expect(special(stateOf([asked], { running: true }))).toEqual(['warning ZPCI-K18 g/h0']);
  });

  it('ZPCI-A4: a UID twice, with both devices named and free numbers as the fix', () => {
    const state = stateOf([passed('h0', 0), passed('h1', 1, { uid: 0x31 })]);
    const clash = problem(state, 'ZPCI-A4')!;
    expect([clash.id, clash.severity, clash.message.includes('h0 has UID 0x0031')]).toEqual([
      'ZPCI-A4 g/h1',
      'error',
      true,
    ]);
    expect(solvedByEach(state, 'ZPCI-A4')).toEqual([true]);
  });

  it('ZPCI-A7: an FID that was chosen for an earlier device', () => {
    const state = stateOf([passed('h0', 0, { uid: 1, fid: null }), passed('h1', 1, { uid: 2, fid: 0 })]);
    expect(problem(state, 'ZPCI-A7')?.message).toContain('h0 has FID 0x00000000, chosen for it');
  });

  it('ZPCI-V4 ZPCI-V5: half an address before a whole one, said with who took the number', () => {
    const state = stateOf([passed('h0', 0, { uid: 1, fid: null }), passed('h1', 1, { uid: 2, fid: 0 })], {
      domain: 'db1',
    });
    expect(problem(state, 'ZPCI-V4')?.message).toContain('chosen for it');
    expect(solvedByEach(state, 'ZPCI-V4')).toEqual([true]);
  });

  it('ZPCI-V4: says an octal number in the digits everybody uses', () => {
    const state = stateOf([passed('h0', 0, { uid: 0x1234 }), passed('h1', 1, { uid: 0x1234 })], {
      domain: 'db1',
    });
    const { message, refs } = problem(state, 'ZPCI-V4')!;
    expect([message.includes('11064'), message.includes('it is 0x1234.'), refs.length]).toEqual([
      true,
      true,
      3,
    ]);
  });

  it('ZPCI-R3: half an address that went well so far', () => {
    const state = stateOf([passed('h0', 0, { fid: null })], { domain: 'db1' });
    expect(special(state)).toEqual(['warning ZPCI-R3 g', 'info ZPCI-K9 g']);
    expect(solvedByEach(state, 'ZPCI-R3')).toEqual([true]);
  });

  it('ZPCI-R4: UID 0 means “choose”', () => {
    expect(special(stateOf([passed('h0', 0, { uid: 0 })]))).toEqual([
      'warning ZPCI-R4 g/h0',
      'info ZPCI-K9 g',
    ]);
  });

  it('ZPCI-A17: a CPU without zpci', () => {
    const state = stateOf([passed('h0', 0)], { cpuZpci: false });
    expect(special(state)).toEqual(['error ZPCI-A17 g']);
    expect(solvedByEach(state, 'ZPCI-A17')).toEqual([true]);
  });
});

describe('what the host has to give', () => {
  const with0 = (parts: Partial<HostFunction>, guest = {}) =>
    stateOf([passed('h0', 0)], guest, [hostFunction({ fid: 0, ...parts })]);

  it('ZPCI-A22: another driver, unless libvirt takes it over', () => {
    const state = with0({ driver: 'mlx5_core' });
    expect(special(state)).toEqual(['error ZPCI-A22 g/h0']);
    expect(solvedByEach(state, 'ZPCI-A22')).toEqual([true]);
    expect(special(with0({ driver: 'mlx5_core' }, { domain: 'db1' }))).toEqual([]);
    expect(special(with0({ driver: null, driverTold: false }))).toEqual([]);
  });

  it('ZPCI-A23: one function in two guests', () => {
    const both = {
      ...plain,
      guests: [...plain.guests, createGuest({ id: 'g2', name: 'web', devices: [passed('h0', 0)] })],
    };
    expect(special(both)).toContain('error ZPCI-A23 fn:0');
    expect(solvedByEach(both, 'ZPCI-A23')).toEqual([true, true]);
  });

  it('ZPCI-A24: a physical function with virtual ones in use', () => {
    expect(special(with0({ activeVfs: 3 }))).toEqual(['error ZPCI-A24 fn:0']);
    // Not told how many are in use: those that are there count.
    expect(special(with0({ activeVfs: null, virtualFunctions: ['0001:00:00.1'] }))).toEqual([
      'error ZPCI-A24 fn:0',
    ]);
    expect(special(with0({ activeVfs: 0, virtualFunctions: ['0001:00:00.1'] }))).toEqual([]);
  });

  it('ZPCI-S2 ZPCI-S3: numbers and limits of the machine itself', () => {
    const twice = [hostFunction({ fid: 0 }), hostFunction({ fid: 1, uid: 1, address: null })];
    const state = stateOf([], {}, twice, { uidChecking: true, functionLimit: 1 });
    expect(found(state)).toEqual(['warning ZPCI-S3 uid:1', 'warning ZPCI-S2 host']);
  });
});
