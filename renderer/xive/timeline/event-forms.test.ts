import { describe, expect, it } from 'vitest';
import { type XiveEvent, type XiveOp, xiveEventSchema } from '../../../shared/xive/events.ts';
import { draftOf, type Hints, newDraft, numberOf, writtenEvent } from './event-draft.ts';
import { EVENT_GROUPS } from './event-form.ts';
import { EVENT_FORMS, eventsOfGroup, findEvents } from './event-forms.ts';

const HINTS: Hints = {
  lisn: 0x1304,
  parity: 1,
  page: 0x2609,
  device: 'nvme1',
  newDevice: 'nvme2',
  phb: 'phb2',
  vectors: 4,
  region: 'xive.esb-pt0',
};

const SHAPES = new Map(
  xiveEventSchema.options.map(({ shape }) => [
    shape.op.value,
    Object.keys(shape).filter((key) => !['op', 'vm', 'note'].includes(key)),
  ]),
);
const OPS: readonly XiveOp[] = [...SHAPES.keys()];

describe('forms of events', () => {
  it('has a form for every operation of the schema, each in a group, with all of its fields', () => {
    const fields = new Map(OPS.map((op) => [op, EVENT_FORMS[op].fields.map(({ name }) => name).toSorted()]));
    expect(fields).toEqual(new Map([...SHAPES].map(([op, keys]) => [op, keys.toSorted()])));
    expect(EVENT_GROUPS.flatMap(eventsOfGroup).toSorted()).toEqual(OPS.toSorted());
  });

  it.each(OPS)('suggests a %s that is whole, and reads it back as it was written', (op) => {
    const { event, errors } = writtenEvent(op, newDraft(op, HINTS));
    expect(errors).toEqual({});
    expect(event?.op).toBe(op);
    expect(writtenEvent(op, draftOf(event!)).event).toEqual(event);
  });

  it('takes hex and decimal, owners as a bridge or as a list, and leaves defaults out', () => {
    const plug = writtenEvent('plug', {
      dev: 'nic',
      owner: 'phb1[2], phb1[5]',
      vectors: '0x2',
      kind: 'msix',
      note: ' seen twice ',
    });
    expect(plug.event).toEqual({
      op: 'plug',
      dev: 'nic',
      owner: ['phb1[2]', 'phb1[5]'],
      vectors: 2,
      note: 'seen twice',
    } satisfies XiveEvent);
    expect(['0x1304', '4868', '-0x10', '1.5', 'x', ''].map(numberOf)).toEqual([
      4868,
      4868,
      -16,
      null,
      null,
      null,
    ]);
  });

  it('says in a sentence what was expected', () => {
    expect([
      writtenEvent('zap', { lisn: 'many' }).errors,
      writtenEvent('zap', { lisn: '' }).errors,
      writtenEvent('mmap', { at: '0', pages: '0', pgoff: '4' }).errors,
      writtenEvent('load', { lisn: '1', offset: '0x1000' }).errors,
      writtenEvent('setMapped', { lisn: '1', owner: 'bridge' }).errors,
      writtenEvent('zap', { lisn: '0x80000000' }).errors,
      writtenEvent('zap', { lisn: '99999999999999999999' }).errors,
    ]).toEqual([
      { lisn: 'Expected a whole number such as 0x1304 or 4868.' },
      { lisn: 'LISN is needed.' },
      {},
      { offset: 'Offset in the page: at most 0xfff.' },
      { owner: 'Expected a hardware page such as phb1[2] or ipi(0x40).' },
      { lisn: 'LISN: at most 0x7fffffff.' },
      { lisn: 'LISN: at most 0x7fffffff.' },
    ]);
  });

  it('XIVE-R13: bounds a loop by its rounds, its vectors and both together', () => {
    const errors = (times: string, vectors: string) =>
      writtenEvent('plugUnplugLoop', { times, vectors }).errors;
    expect([
      errors('100', '2000'),
      errors('100000', '2000'),
      errors('100001', '1'),
      errors('10', '2049'),
      errors('0', '4'),
    ]).toEqual([
      {},
      { times: 'Rounds by vectors make at most 200,000: with 2000 vectors that is 100 rounds.' },
      { times: 'Rounds: at most 100,000.' },
      { vectors: 'Vectors: at most 2,048.' },
      { times: 'Rounds: at least 1.' },
    ]);
  });

  it('finds operations by words of their title and by rule', () => {
    expect([[...findEvents('uncleanly')], [...findEvents('xive-r11')], findEvents('').size]).toEqual([
      ['removeUnclean'],
      ['zap'],
      OPS.length,
    ]);
  });
});
