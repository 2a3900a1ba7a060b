/** The answer about h0 of zpci.md 2.9, as far as the tests of the drawing need it. */
import type { AnswerCard, AnswerField, ShownValue } from '../../../shared/zpci/cards.ts';
import { FUNCTION_FIELDS, GROUP_FIELDS, type ClpField } from '../../../shared/zpci/fields.ts';

const FUNCTION_WORDS = `01800010 00000000 00000000 00000000 000101f0 00000041 0e000000 000001c0
  04000000 ${'00000000 '.repeat(5)} 01020005 00000000 00000001 00000000 00000001 ffffffff
  ${'00000000 '.repeat(11)} 00000031 d3c1c240 ${'40404040 '.repeat(15)}`;
const GROUP_WORDS = `00400010 00000000 00000000 00000000 00400121 008007d0 40000000 00000000
  000003ff ffffffff fe000000 00000000 ${'00000000 '.repeat(4)}`;

function bytes(words: string): readonly number[] {
  return (words.replaceAll(/\s/g, '').match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}

export const FUNCTION_ANSWER = bytes(FUNCTION_WORDS);
export const GROUP_ANSWER = bytes(GROUP_WORDS);

function value(text: string): ShownValue {
  return { text, meaning: '' };
}

function plainField(field: ClpField): AnswerField {
  const from = field.block === 'group' ? GROUP_ANSWER : FUNCTION_ANSWER;
  const digits = from
    .slice(field.offset, field.offset + field.width)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  const shown = value(`0x${digits}`);
  return {
    block: field.block,
    name: field.name,
    label: field.label,
    offset: field.offset,
    width: field.width,
    cls: field.usualClass,
    fate: 'copied',
    host: field.usualClass === 'frame' ? null : shown,
    guest: shown,
    because: '',
    rule: null,
    path: [],
    lie: null,
    changedFrom: null,
  };
}

/** `changes`: by name, in either block. */
export function answerOf(
  changes: Readonly<Record<string, Partial<AnswerField>>> = {},
  rest: Partial<AnswerCard> = {},
): AnswerCard {
  const fields = [...FUNCTION_FIELDS, ...GROUP_FIELDS].map((field) => ({
    ...plainField(field),
    ...changes[field.name],
  }));
  return {
    guest: 'g1',
    device: 'h0',
    whatIf: {},
    profile: 'merged-10.0',
    machine: '10.0',
    mode: 'intercept',
    modeNote: '',
    refusal: null,
    state: 'enabled',
    handle: '0x80010000',
    group: 0xf0,
    fields,
    functionBytes: FUNCTION_ANSWER,
    groupBytes: GROUP_ANSWER,
    dma: {
      platform: { start: '0x100000000', end: '0x1ffffffff' },
      host: { start: '0x100000000', end: '0x1ffffffff' },
      guest: { start: '0x100000000', end: '0x1ffffffff' },
      msi: '0xfe00000000000000',
      mappings: 65_535,
      notes: [],
    },
    lies: fields.filter(({ lie }) => lie !== null).length,
    changed: 0,
    ...rest,
  };
}
