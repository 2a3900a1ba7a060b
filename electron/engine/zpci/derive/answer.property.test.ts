import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnswerCard } from '../../../../shared/zpci/cards.ts';
import type { WhatIf } from '../../../../shared/zpci/edits.ts';
import { type ClpField, FUNCTION_FIELDS, GROUP_FIELDS } from '../../../../shared/zpci/fields.ts';
import { CAPABILITY_LEVELS, PROFILE_IDS } from '../../../../shared/zpci/types.ts';
import { answerCard } from './answer.ts';
import { inWords } from './field-ways.ts';
import { shown } from './shown.ts';
import { emulated, hostFunction, passed, stateOf } from './testing.ts';

const CAPABILITIES = ['BASE', 'GROUP', 'UTIL', 'PFIP', 'DMA_AVAIL'] as const;

const whatIfs: fc.Arbitrary<WhatIf> = fc.record(
  {
    profile: fc.constantFrom(...PROFILE_IDS),
    machine: fc.constantFrom('9.2', '7.1', null),
    capabilities: fc.constantFrom(...CAPABILITY_LEVELS),
    without: fc.subarray([...CAPABILITIES]),
    mode: fc.constantFrom('intercept' as const, 'interpret' as const),
    dmaEntryLimit: fc.constantFrom(1, 1000, 65_535, null),
  },
  { requiredKeys: [] },
);

const unknown = hostFunction({
  fid: 1,
  window: null,
  platformWindow: null,
  noi: null,
  group: null,
  util: null,
});
const state = stateOf(
  [passed('h0', 0), passed('h1', 1), passed('h2', 2, { relaxedTranslation: false }), emulated('e0')],
  {},
  [hostFunction({ fid: 0 }), unknown, hostFunction({ fid: 2, pft: 5, group: 0x20 })],
);

/** BAR registers are in another order before 10.0, texts are in EBCDIC: the worked values hold them. */
const COMPARED: ReadonlySet<ClpField['form']> = new Set(['number', 'hex', 'address', 'flags', 'log2']);

function different(card: AnswerCard): readonly string[] {
  return [...FUNCTION_FIELDS, ...GROUP_FIELDS].flatMap((field) => {
    if (!COMPARED.has(field.form) || field.littleEndian) return [];
    const bytes = field.block === 'group' ? card.groupBytes : card.functionBytes;
    const part = bytes.slice(field.offset, field.offset + field.width);
    const told = card.fields.find(({ block, name }) => block === field.block && name === field.name)!;
    if (part.includes(null)) return told.guest.text === null || field.block === 'group' ? [] : [field.name];
    const words = bytes.map((byte) => (byte ?? 0).toString(16).padStart(2, '0')).join('');
    return shown(field, inWords(words, field)).text === told.guest.text ? [] : [field.name];
  });
}

describe('every answer', () => {
  it('has in its bytes what its fields say, under every what-if', () => {
    fc.assert(
      fc.property(whatIfs, fc.constantFrom('h0', 'h1', 'h2', 'e0'), (whatIf, device) => {
        const card = answerCard(state, 'g', device, whatIf)!;
        if (card.fields.length > 0) expect(different(card)).toEqual([]);
        else expect(card.refusal).not.toBeNull();
      }),
    );
  });

  it('calls only values lies that are known to differ, and never those of an emulated card or hidden ones', () => {
    fc.assert(
      fc.property(whatIfs, fc.constantFrom('h0', 'h1', 'h2', 'e0'), (whatIf, device) => {
        const { fields, lies } = answerCard(state, 'g', device, whatIf)!;
        const lying = fields.filter(({ lie }) => lie !== null);
        const wrong = lying.filter(
          ({ name, host, guest, fate }) =>
            device === 'e0' ||
            fate === 'hidden' ||
            (name !== 'rtr' && (host?.text === null || host?.text === guest.text)),
        );
        expect([wrong.map(({ name }) => name), lies]).toEqual([[], lying.length]);
      }),
    );
  });
});
