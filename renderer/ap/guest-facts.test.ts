import { expect, test } from 'vitest';
import { QUEUE } from '../../shared/ap/types.ts';
import { apqnOf } from '../../shared/apqn.ts';
import { maskOf, withoutId } from '../../shared/mask.ts';
import { fixtureGuest, fixtureState } from './fixture.ts';
import { readGoTo } from './go-to.ts';
import { controlDomainNotes, hiddenAdapters, modeMix, poolsOf, reachedMasks } from './guest-facts.ts';
import { maskGesture, relativeMask, returnToHost } from './host-masks.ts';
import { profileDifferences } from './panels/profile-text.ts';
import { apConfigText, groupedHex, matrixText, mdevFiles } from './sysfs-files.ts';
import { candidatesOf, readMapping, virtualConflicts } from './virtual-mapping.ts';

test('a hidden adapter names the first queue to blame, and a stale one asks for a re-apply', () => {
  const guest = fixtureGuest('g', [4, 5, 9], [6, 71]);
  const shadow = { ...guest.shadow, apm: withoutId(guest.shadow.apm, 4) };
  const host = fixtureState({ mdevs: [{ ...guest, shadow }] });
  const queues = new Uint8Array(host.queues.state);
  queues[apqnOf(4, 71)] = QUEUE.NO_DRIVER;
  const unbound = { ...host, queues: { ...host.queues, state: queues } };
  const brief = (state: typeof host) =>
    hiddenAdapters(state, state.mdevs[0]!).map(({ adapter, reason, culprit }) => [adapter, reason, culprit]);
  expect([brief(unbound), brief(host)]).toEqual([
    [
      [4, 'queue', apqnOf(4, 71)],
      [9, 'not-in-lpar', null],
    ],
    [
      [4, 'stale', null],
      [9, 'not-in-lpar', null],
    ],
  ]);
});

test('a CRYCB of format 0 cuts adapters above 63 and domains above 15', () => {
  const host = fixtureState();
  const guest = fixtureGuest('g', [4], [6, 71], { crycbFormat: 0 });
  expect(reachedMasks(host, guest)).toEqual({ apm: maskOf([4]), aqm: maskOf([6]) });
});

test('control domains: another guest that uses one is named, a control domain without usage domain is explained', () => {
  const host = fixtureState();
  const guest = fixtureGuest('g', [4], []);
  const notes = controlDomainNotes(host, { ...guest, matrix: { ...guest.matrix, adm: maskOf([71]) } });
  expect(notes.map((note) => note.split('.')[0])).toEqual([
    'Domain 71 (0x47) is a usage domain of payments-a',
    'Domain 71 (0x47) is a usage domain of hsm-proxy',
    'A control domain needs a usage domain to send the command to: this guest has none, and ap-check refuses to start it',
  ]);
});

test('pools and modes', () => {
  const host = fixtureState();
  const pools = poolsOf(host);
  expect([
    pools.host,
    pools.free.length,
    pools.unbound.length,
    modeMix(host, fixtureGuest('g', [4, 5, 6], [6])),
  ]).toEqual([
    [apqnOf(7, 84)],
    6,
    0,
    [
      { mode: 'cca', adapters: [4, 5] },
      { mode: 'ep11', adapters: [6] },
    ],
  ]);
});

test('mask gestures: a row head releases or returns the adapter, a cell returns with what comes along', () => {
  const host = fixtureState();
  const row = (adapters: number[]) => maskGesture(host, { adapters, domains: [] });
  const brief = (meant: ReturnType<typeof row>) =>
    meant.kind === 'change' ? [meant.edits, meant.label] : meant.kind;
  expect([
    brief(row([7])),
    brief(row([4, 5])),
    returnToHost(host, [apqnOf(7, 6)]).edits,
    relativeMask('-', [9, 5, 7, 8]),
  ]).toEqual([
    [
      [{ family: 'ap', op: 'writeMask', mask: 'apmask', value: '-7' }],
      'Release adapter 7 for guests: the host gives up 1 queue',
    ],
    [
      [{ family: 'ap', op: 'writeMask', mask: 'apmask', value: '+4-5' }],
      'Keep adapters 4, 5 for the host: it gets 2 queues',
    ],
    [{ family: 'ap', op: 'writeMask', mask: 'aqmask', value: '+6' }],
    '-5,-7-9',
  ]);
});

test('sysfs texts are what the kernel prints, and say when it cuts them off', () => {
  const guest = fixtureGuest('g', [5, 6], [4, 71]);
  const huge = matrixText({
    apm: maskOf([0, 1, 2, 3, 4, 5, 6]),
    aqm: maskOf(Array.from({ length: 85 }, (_, id) => id)),
  });
  expect([
    matrixText(guest.matrix).text,
    matrixText({ apm: maskOf([5]), aqm: maskOf([]) }).text,
    matrixText({ apm: maskOf([]), aqm: maskOf([71]) }).text,
    [huge.text.length, huge.truncated],
    apConfigText(guest.matrix).length,
    groupedHex(apConfigText(guest.matrix).slice(0, 66)),
    mdevFiles(fixtureState({ profile: '2018-merged', hasApConfig: false }), guest).map((file) =>
      file.path.split('/').at(-1),
    ),
  ]).toEqual([
    '05.0004\n05.0047\n06.0004\n06.0047\n',
    '05.\n',
    '.0047\n',
    [4095, true],
    201,
    '0x0600 0000 …',
    ['matrix', 'control_domains'],
  ]);
});

test('AP-VP1 AP-VP3 mapping fields: lists, bases, and what is wrong with a bad one', () => {
  const guest = fixtureGuest('v', [], [], {
    type: 'virtual',
    virtualAdapters: new Map([[4, [3, 22, 254]]]),
    virtualDomains: new Map([[0, [8, 71]]]),
  });
  expect([
    readMapping('4:3,22,254', 255),
    readMapping('0:8,0x47', 255),
    readMapping('4:', 255),
    ['4', '4:3,,5', '4: 3', 'x:1', '4:99'].map((text) => readMapping(text, 84).ok),
    candidatesOf(guest, apqnOf(4, 0)).length,
    virtualConflicts(fixtureState(), guest).map((conflict) => conflict.rule),
  ]).toEqual([
    { ok: true, virtual: 4, real: [3, 22, 254] },
    { ok: true, virtual: 0, real: [8, 71] },
    { ok: true, virtual: 4, real: [] },
    [false, false, false, false, false],
    6,
    ['AP-VP4'],
  ]);
});

test('profiles differ in what the reference says, and a profile not from itself', () => {
  expect([
    profileDifferences('upstream', 'upstream').length,
    profileDifferences('upstream', 'upstream-6.18').map((difference) => difference.rule),
  ]).toEqual([0, ['AP-M4', 'AP-O1']]);
});

test('go to: hex APQN, numbers with their base, rows, columns, guests', () => {
  const host = fixtureState();
  const go = (text: string) => {
    const found = readGoTo(text, host);
    return found.ok ? (found.apqn ?? found.refs[0]) : found.ok;
  };
  expect(['06.0047', '6,71', '6 0x47', 'adapter 6', 'domain 0x47', 'hsm', 'nobody', ''].map(go)).toEqual([
    apqnOf(6, 71),
    apqnOf(6, 71),
    apqnOf(6, 71),
    { kind: 'adapter', id: 6 },
    { kind: 'domain', id: 71 },
    { kind: 'guest', id: 'hsm-proxy' },
    false,
    false,
  ]);
});
