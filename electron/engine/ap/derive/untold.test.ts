import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ApState } from '../../../../shared/ap/types.ts';
import type { ApEdit } from '../../../../shared/ap/edits.ts';
import { untoldQueues } from '../../../../shared/ap/uses.ts';
import { fromFile, toFile } from '../file.ts';
import { masksOf } from '../model.ts';
import { readCapture } from '../../hosts/read-capture.ts';
import { applyGesture } from '../edits.ts';
import { observeAp, wantsAp } from '../observe.ts';
import { createApState, createMdev } from '../model.ts';
import { previewUsage } from './preview.ts';
import { problems } from './problems.ts';
import { queueCard } from './queue-card.ts';

const FIXTURE = join(import.meta.dirname, '../../hosts/fixtures/lszcrypt-V.txt');
const UUID = '62177883-f1bb-47f0-914d-32a22e3a8804';
const NOTE =
  '05.0004 is assigned to a mediated device this source does not tell: giving it to payments may collide (AP-P7).';

async function textHost() {
  const capture = await readCapture({ kind: 'path', path: FIXTURE }, wantsAp);
  const observed = observeAp(capture.tree)!.state;
  const created = applyGesture(observed, [
    { family: 'ap', op: 'createGuest', uuid: UUID, name: 'payments', hue: 0, type: 'passthrough' },
  ]);
  if (!created.ok) throw new Error(created.refusal.message);
  return { observed, desired: created.state };
}

test('AP-P7 queues whose status names an mdev that no source tells are a problem, and giving them away is noted', async () => {
  const { observed, desired } = await textHost();
  const told = (after: typeof observed) =>
    problems(observed, after).flatMap(({ id, severity, rule, message }) =>
      id === 'ap:untold-mdevs' ? [[severity, rule, message]] : [],
    );
  const message =
    '2 queues are assigned to mediated devices this source does not tell (05.0004 and 05.0047): giving them to a guest may collide.';
  expect(told(desired)).toEqual([['warning', 'AP-P7', message]]);
  const [choice] = previewUsage(desired, { mdev: UUID, adapters: [5], domains: [4], mode: 'paint' }).choices;
  expect([choice!.refusal, choice!.notes]).toEqual([null, expect.arrayContaining([NOTE])]);
  const done = applyGesture(desired, choice!.edits);
  expect(done).toMatchObject({ ok: true, notes: expect.arrayContaining([NOTE]) });
  if (done.ok)
    expect(told(done.state)).toEqual([['warning', 'AP-P7', `${message} payments wants some of them now.`]]);
  const free = previewUsage(desired, { mdev: UUID, adapters: [6], domains: [4], mode: 'paint' }).choices[0]!;
  expect(free.notes.join()).not.toContain('AP-P7');
});

test('AP-P7 the card of such a queue says who has it; a queue of a known mdev is not meant', async () => {
  const { observed, desired } = await textHost();
  const notes = queueCard(observed, desired, 0x0504).notes.map(({ text }) => text);
  expect(notes[0]).toBe(
    'This queue is taken by a mediated device that this source does not tell: giving it to a guest may collide.',
  );
  const mdevs = [createMdev('a', { matrix: masksOf([5], [4, 71]) })];
  const untold = untoldQueues(mdevs, observed.queues);
  const known = { ...observed, mdevs, queues: { ...observed.queues, untold } };
  expect([
    problems(known, known).filter(({ id }) => id === 'ap:untold-mdevs'),
    queueCard(known, known, 0x0504).notes.filter(({ rule }) => rule === 'AP-P7'),
  ]).toEqual([[], []]);
});

test('AP-P7 status, driver and adapter of a queue tell the source and what follows from the changes', () => {
  const mdev = createMdev('a', { name: 'payments', matrix: masksOf([], [4]) });
  const bare = createApState({ lpar: masksOf([5], [4]), apmask: masksOf([], []).apm, mdevs: [mdev] });
  const details = new Map([[0x0504, { status: 'unassigned' }]]);
  const host = { ...bare, queues: { ...bare.queues, details } };
  const facts = (edits: readonly ApEdit[]) => {
    const after = applyGesture(host, edits);
    if (!after.ok) throw new Error(after.refusal.message);
    return queueCard(host, after.state, 0x0504).facts.flatMap(({ label, value }) =>
      ['Status', 'Bound to', 'Adapter state'].includes(label) ? [`${label}: ${value}`] : [],
    );
  };
  const give: ApEdit = {
    family: 'ap',
    op: 'assign',
    mdev: 'a',
    adapters: [5],
    domains: [],
    controlDomains: [],
  };
  expect(facts([])).toEqual([
    'Adapter state: not told by the source',
    'Bound to: vfio_ap',
    'Status: unassigned',
  ]);
  expect(facts([give, { family: 'ap', op: 'guestStart', mdev: 'a', guest: 'pay' }])).toEqual([
    'Adapter state: not told by the source',
    'Bound to: vfio_ap',
    'Status: unassigned (after your changes: in use)',
  ]);
  const lpar = {
    addAdapters: [],
    addDomains: [],
    addControlDomains: [],
    removeDomains: [],
    removeControlDomains: [],
  };
  expect(facts([{ family: 'ap', op: 'changeLpar', ...lpar, removeAdapters: [5] }])).toEqual([
    'Adapter state: not told by the source (after your changes: not in the LPAR)',
    'Bound to: vfio_ap (after your changes: there is no such queue device)',
    'Status: unassigned (after your changes: none)',
  ]);
});

test('AP-P7 AP-M4 a queue that goes to the host although somebody unknown has it is noted', async () => {
  const { desired } = await textHost();
  const back = applyGesture(desired, [
    { family: 'ap', op: 'writeMask', mask: 'apmask', value: '+5' },
    { family: 'ap', op: 'writeMask', mask: 'aqmask', value: '+4,+71' },
  ]);
  expect(back).toMatchObject({
    ok: true,
    notes: expect.arrayContaining([
      '05.0004 and 05.0047 are assigned to mediated devices this source does not tell: the kernel may refuse to take them for the host (AP-M4).',
    ]),
  });
});

test('AP-P7 a queue that a known guest lets go is taken by nobody, in the file and after it', async () => {
  const { observed } = await textHost();
  const mdevs = [createMdev('a', { matrix: masksOf([5], [4]) })];
  const untold = untoldQueues(mdevs, observed.queues);
  const host = { ...observed, mdevs, queues: { ...observed.queues, untold } };
  const released = { ...host, mdevs: [] };
  const reread = (state: ApState) => fromFile(JSON.parse(JSON.stringify(toFile(state)))).queues.untold;
  const older = toFile(observed) as { queues: Record<string, unknown> };
  const { untold: _, ...queues } = older.queues;
  expect([
    observed.queues.untold,
    reread(observed),
    reread(host),
    reread(released),
    reread({ ...released, queues: { ...released.queues, untold: new Set() } }),
    fromFile(JSON.parse(JSON.stringify({ ...older, queues }))).queues.untold,
  ]).toEqual([
    new Set([0x0504, 0x0547]),
    new Set([0x0504, 0x0547]),
    new Set([0x0547]),
    new Set([0x0547]),
    new Set(),
    new Set([0x0504, 0x0547]),
  ]);
});

test('AP-P7 AP-U24 a queue that leaves the LPAR is forgotten, and its return brings a new one', async () => {
  const { desired } = await textHost();
  const lpar = { addDomains: [], addControlDomains: [], removeDomains: [], removeControlDomains: [] };
  const after = applyGesture(desired, [
    { family: 'ap', op: 'changeLpar', ...lpar, addAdapters: [], removeAdapters: [5] },
  ]);
  expect(after.ok && after.state.queues.untold.size).toBe(0);
});
