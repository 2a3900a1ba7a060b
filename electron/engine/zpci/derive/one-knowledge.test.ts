/** What cases and the view tell apart for two readers, held against each other. */
import { describe, expect, it } from 'vitest';
import type { FieldClass } from '../../../../shared/zpci/fields.ts';
import { CAPABILITY_LEVELS, PROFILE_IDS } from '../../../../shared/zpci/types.ts';
import { CLASSIFIED, type ClassifiedMode, classify } from '../kernel/classes.ts';
import { machineProblems } from '../kernel/machine-problems.ts';
import { answerCard } from './answer.ts';
import { builtOf } from './built.ts';
import { problems } from './problems.ts';
import { emulated, hostFunction, passed, stateOf } from './testing.ts';

/** Which letter a field of those words has; the words tell more than the letter. */
const LETTERS: readonly (readonly [words: RegExp, letter: FieldClass])[] = [
  [/^virtualized$/, 'V'],
  [/^host CLP$|^host.kernel constant|^always 0$/, 'C'],
  [/^host handled/, 'H'],
  [/^host IOMMU|^QEMU$/, 'I'],
  [/^emulated default$|^device model$|^QEMU constant/, 'E'],
  [/^VFIO region$|^PCI config space$/, 'config'],
];

function letterOf(words: string): FieldClass | undefined {
  return LETTERS.find(([pattern]) => pattern.test(words))?.[1];
}

function guestOf(profile: (typeof PROFILE_IDS)[number], mode: ClassifiedMode) {
  const isKnown = PROFILE_IDS.indexOf(profile) >= PROFILE_IDS.indexOf('merged-7.2');
  const interpret = isKnown ? mode === 'interpret' : null;
  const device = mode === 'emulated' ? emulated('h0') : passed('h0', 0, { interpret });
  return stateOf([device], { profile }, undefined, { kvmZpciOp: true });
}

describe('the class of a value', () => {
  it.each(PROFILE_IDS)('is the same in words and as a letter under %s', (profile) => {
    const modes = (['emulated', 'intercept', 'interpret'] as const).filter(
      (mode) => mode !== 'interpret' || PROFILE_IDS.indexOf(profile) >= PROFILE_IDS.indexOf('merged-7.2'),
    );
    const wrong = modes.flatMap((mode) => {
      const card = answerCard(guestOf(profile, mode), 'g', 'h0', {})!;
      const words = classify(profile, mode);
      return CLASSIFIED.flatMap((name) => {
        const field = card.fields.find((one) => one.name === name || one.name === `${name}0`);
        return field === undefined || field.cls === letterOf(words[name])
          ? []
          : [`${mode} ${name}: ${words[name]}, but ${field.cls}`];
      });
    });
    expect(wrong).toEqual([]);
  });
});

const COMPARED =
  'ZPCI-K1 ZPCI-K2 ZPCI-K3 ZPCI-K4 ZPCI-K5 ZPCI-K6 ZPCI-K7 ZPCI-K8 ZPCI-K9 ZPCI-K12 ZPCI-K15 ZPCI-K16'.split(
    ' ',
  );

describe('what is wrong with a guest', () => {
  it.each(PROFILE_IDS)('has the same rules with its host and without it under %s', (profile) => {
    // Of a kernel that tells nothing only the host's side knows what it would have told.
    const wrong = CAPABILITY_LEVELS.filter((level) => level !== 'none').flatMap((capabilities) =>
      [1000, 65_535, null].flatMap((dmaEntryLimit) => {
        const functions = [
          hostFunction({ fid: 0 }),
          hostFunction({ fid: 1, group: 0x20, noi: 16, msix: 65 }),
          hostFunction({ fid: 2, pft: 5, group: 0xf1 }),
        ];
        const state = stateOf(
          functions.map(({ fid }) => passed(`h${fid}`, fid)),
          { profile },
          functions,
          {
            capabilities,
            dmaEntryLimit,
          },
        );
        const { machine } = builtOf(state, state.guests[0]!);
        const rules = (all: readonly { readonly rule: string }[]) =>
          COMPARED.filter((rule) => all.some((one) => one.rule === rule)).join(' ');
        const [view, cases] = [rules(problems(state, state)), rules(machineProblems(machine))];
        return view === cases ? [] : [`${capabilities} ${dmaEntryLimit}: view ${view}; cases ${cases}`];
      }),
    );
    expect(wrong).toEqual([]);
  });
});
