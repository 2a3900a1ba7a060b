import { describe, expect, it } from 'vitest';
import { LIVES } from '../../../../shared/zpci/cards.ts';
import { functionCard } from './function-card.ts';
import { groupsCard } from './groups.ts';
import { lifeRun } from './life.ts';
import { listPage } from './list.ts';
import { sourcesCard } from './sources.ts';
import { emulated, hostFunction, passed, stateOf } from './testing.ts';
import { zpciView } from './view.ts';

describe('lives', () => {
  const state = stateOf([passed('h0', 0), emulated('e0', { uid: 1, fid: 0 })], { running: true });
  const rungs = (life: (typeof LIVES)[number]) =>
    lifeRun(state, 'g', 'h0', life)!.frames.map(
      ({ event, state: now, listed, refusal }) =>
        `${event?.pec ?? '-'} ${now} ${listed}${refusal === '' ? '' : ' refused'}`,
    );

  it('ZPCI-E1: hot plug tells the guest with the disabled handle', () => {
    expect(rungs('plug')).toEqual(['- reserved 1', '0x0301 disabled 2', '- enabled 2']);
    const [, plugged] = lifeRun(state, 'g', 'h0', 'plug')!.frames;
    expect([plugged?.event?.fh, plugged?.log.at(-1)]).toEqual([
      '0x00010001',
      'avl fid:41, fh:10001, pec:301',
    ]);
  });

  it('ZPCI-A10 ZPCI-R1: a misspelt target waits, and is never removed', () => {
    expect(rungs('plug-waiting')).toEqual([
      '- absent 1',
      '0x0301 disabled 2',
      '- enabled 2',
      '- enabled 2 refused',
    ]);
  });

  it('ZPCI-E2 ZPCI-E3: unplugging asks, then removes', () => {
    expect(rungs('unplug')).toEqual(['0x0303 enabled 2', '0x0308 gone 1', '- gone 1']);
    expect(lifeRun(state, 'g', 'h0', 'unplug')!.frames[1]?.log).toEqual([
      'dis fid:41, fh:10000, rc:0',
      'deconf fid:41, rc:0',
      'avl fid:41, fh:10000, pec:308',
      'rsv fid:41',
      'rem fid:41',
    ]);
  });

  it('ZPCI-E2 ZPCI-K18 ZPCI-E5: standby goes at once, and an unanswered request ends with the reset', () => {
    expect(rungs('unplug-standby')).toEqual(['- standby 2', '0x0308 gone 1']);
    expect(rungs('unplug-ignored')).toEqual([
      '0x0303 enabled 2',
      '- enabled 2',
      '0x0303 enabled 2',
      '0x0308 gone 1',
    ]);
  });

  it('ZPCI-S5 ZPCI-D13 ZPCI-E7: power, errors and boot', () => {
    expect(rungs('power')).toEqual(['- standby 2', '- standby 2 refused', '- enabled 2']);
    expect(rungs('error')).toEqual(['- enabled 2', '0x0002 error 2 refused', '- enabled 2']);
    expect(rungs('boot')).toEqual(['- disabled 2', '- disabled 2', '- enabled 2']);
  });

  it('ZPCI-A4: a device QEMU does not start with has one rung, that says so', () => {
    const clash = stateOf([passed('h0', 0), passed('h1', 1, { uid: 0x31 })]);
    for (const life of LIVES)
      expect(lifeRun(clash, 'g', 'h1', life)!.frames.map(({ rule }) => rule)).toEqual(['ZPCI-A4']);
  });
});

it('ZPCI-L1: an operand exception sets neither response nor condition code', () => {
  const state = stateOf([emulated('a', { uid: 1, fid: 0 })]);
  const said = [44, 100, 8176, 0, 56, 48].map((length) => {
    const { rsp, conditionCode } = listPage(state, 'g', length, '0x0')!;
    return [rsp, conditionCode];
  });
  expect(said).toEqual([
    ['none', null],
    ['none', null],
    ['none', null],
    ['none', null],
    ['0x0050', 3],
    ['0x0010', 0],
  ]);
});

describe('the list', () => {
  const state = stateOf([
    emulated('a', { uid: 1, fid: 0 }),
    { ...passed('x', 0), card: null },
    emulated('b', { uid: 2, fid: 1 }),
  ]);

  it('ZPCI-L4 ZPCI-L5: goes page by page, and leaves waiting devices out with the reason', () => {
    const first = listPage(state, 'g', 48, '0x0')!;
    expect([
      first.rsp,
      first.token,
      first.entries.map(({ device }) => device),
      first.total,
      first.leftOut.length,
    ]).toEqual(['0x0010', '0x2', ['a'], 2, 1]);
    const second = listPage(state, 'g', 48, first.token!)!;
    expect([second.token, second.entries.map(({ device }) => device)]).toEqual(['0x0', ['b']]);
  });

  it('ZPCI-L3: says what the codes mean', () => {
    const answers = [
      listPage(state, 'g', 40, '0x0')!,
      listPage(state, 'g', 56, '0x0')!,
      listPage(state, 'g', 4064, '0x77')!,
    ];
    expect(
      answers.map(({ rsp, conditionCode, rule, entries }) => [rsp, conditionCode, rule, entries.length]),
    ).toEqual([
      ['0x0060', 0, 'ZPCI-L3', 0],
      ['0x0050', 3, 'ZPCI-L3', 0],
      ['0x010a', 0, 'ZPCI-L3', 0],
    ]);
    expect(answers.every(({ meaning }) => meaning.endsWith('.'))).toBe(true);
  });
});

it('ZPCI-G3 ZPCI-G5: groups of a guest say whom they stand for, who made them and who joined', () => {
  const { host, guests } = groupsCard(stateOf([passed('h0', 0), passed('h1', 1), emulated('e0')]));
  expect(host.map(({ number, members }) => [number, members.length])).toEqual([[7, 3]]);
  expect(guests[0]?.simulatedLeft).toBe(14);
  expect(
    guests[0]?.groups.map(({ number, kind, hostGroup, creator, members }) => [
      number,
      kind,
      hostGroup,
      creator,
      members.map(({ id }) => id),
    ]),
  ).toEqual([
    [0xff, 'default', null, null, ['e0']],
    [0xf0, 'simulated', 7, 'h0', ['h0', 'h1']],
  ]);
});

describe('sources', () => {
  const state = stateOf([passed('h0', 0)], {}, [
    hostFunction({ fid: 0, toldBy: ['sysfs'] }),
    hostFunction({ fid: 1, pchid: 0x200 }),
    hostFunction({ fid: 2, driver: null }),
  ]);
  const card = sourcesCard(state, 0)!;

  it('tells what each way has, and shows only what was read that way', () => {
    const telling = (way: 'sysfs' | 'clp' | 'vfio', how: string) =>
      card.rows.filter(({ cells }) => cells[way].tells === how).map(({ field }) => field);
    expect(telling('sysfs', 'partly')).toEqual(['sdma', 'edma', 'mui', 'version']);
    expect(telling('vfio', 'no')).toEqual(['fid', 'uid', 'port', 'frame', 'rtr', 'dtsm']);
    expect([telling('clp', 'raw'), telling('clp', 'no')]).toEqual([['sdma', 'edma'], []]);
    const row = card.rows.find(({ field }) => field === 'pchid')!;
    expect([row.cells.sysfs.value?.text, row.cells.vfio.value]).toEqual(['0x01c0', null]);
  });

  it('shows whom the CLP ioctl exposes besides, the nearest first', () => {
    expect(card.neighbours.map(({ fid, owner }) => [fid, owner])).toEqual([
      [2, 'nobody'],
      [1, 'vfio-pci'],
    ]);
    expect(card.ways.map(({ way, reaches }) => [way, reaches])).toEqual([
      ['sysfs', 3],
      ['clp', 3],
      ['vfio', 1],
    ]);
    expect(card.neighbours[0]?.exposed.find(({ label }) => label === 'PCHID')?.value).toBe('0x01c0');
  });
});

it('ZPCI-A21 ZPCI-A22: a function’s card says what is missing, and what does it', () => {
  const state = stateOf([], {}, [hostFunction({ fid: 0, state: 'standby', driver: null })]);
  const card = functionCard(state, state, 0)!;
  expect(card.ready.map(({ rule, ok, edits }) => [rule, ok, edits.length])).toEqual([
    ['ZPCI-A21', false, 1],
    ['ZPCI-A25', true, 0],
    ['ZPCI-A24', true, 0],
    ['ZPCI-A22', false, 0],
    ['ZPCI-A23', true, 0],
  ]);
  expect(card.commands.map(({ command }) => command)).toContain('echo 1 > /sys/bus/pci/slots/00000000/power');
  expect(functionCard(state, state, 9)).toBeNull();
});

describe('the view', () => {
  const state = stateOf([passed('h0', 0, { uid: null }), passed('h1', 1, { uid: 0x31, fid: 0x41 })]);

  it('says which numbers were chosen, and the address in the guest', () => {
    expect(zpciView(state, state).answers[0]?.devices[0]).toEqual({
      id: 'h0',
      uid: 1,
      fid: 0x41,
      uidChosen: 'automatic',
      fidChosen: 'given',
      address: '0001:00:00.0',
      state: 'enabled',
      mode: 'intercept',
      group: 0xf0,
      sdma: '0x100000000',
      edma: '0x1ffffffff',
      refused: null,
    });
  });

  it('ZPCI-A7: names the refusal of a device', () => {
    expect(zpciView(state, state).answers[0]?.devices[1]?.refused?.rule).toBe('ZPCI-A7');
  });

  it('keeps the answers of a guest that nothing touched', () => {
    const before = zpciView(state, state).answers[0];
    const renamed = { ...state, functions: [...state.functions, hostFunction({ fid: 9 })] };
    expect(zpciView(renamed, renamed).answers[0]).toBe(before);
    const changed = { ...state, functions: state.functions.map((one) => ({ ...one, group: 8 })) };
    expect(zpciView(changed, changed).answers[0]).not.toBe(before);
  });
});
