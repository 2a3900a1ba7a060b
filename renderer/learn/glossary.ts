/** The words of all families, in one place: hover definitions, the Learn view and tests read this table. */
import { AP_WORDS } from './words-ap.ts';
import { DSA_WORDS } from './words-dsa.ts';
import { XIVE_WORDS } from './words-xive.ts';
import { ZPCI_WORDS } from './words-zpci.ts';

const WORDS = { ap: AP_WORDS, dsa: DSA_WORDS, xive: XIVE_WORDS, zpci: ZPCI_WORDS } as const;

export const GLOSSARY = { ...WORDS.ap, ...WORDS.dsa, ...WORDS.xive, ...WORDS.zpci };

export type TermId = keyof typeof GLOSSARY;

/** Id of the family whose word it is. */
export function familyOfTerm(id: TermId): string {
  return Object.entries(WORDS).find(([, words]) => Object.hasOwn(words, id))?.[0] ?? '';
}

export const TERM_IDS = Object.keys(GLOSSARY) as TermId[];

function searchText(id: TermId): string {
  const { term, short, long, also } = GLOSSARY[id];
  return [term, ...also, short, long].join(' ').toLowerCase();
}

/** Terms in which every word of the question occurs; those whose name begins with it come first. */
export function searchGlossary(question: string): TermId[] {
  const words = question.toLowerCase().split(/\s+/).filter(Boolean);
  const found = TERM_IDS.filter((id) => {
    const text = searchText(id);
    return words.every((word) => text.includes(word));
  });
  const first = words[0] ?? '';
  function rank(id: TermId): number {
    const { term, also } = GLOSSARY[id];
    if (first !== '' && term.toLowerCase().startsWith(first)) return 0;
    return first !== '' && also.some((other) => other.toLowerCase().startsWith(first)) ? 1 : 2;
  }
  return found.sort(
    (left, right) => rank(left) - rank(right) || GLOSSARY[left].term.localeCompare(GLOSSARY[right].term),
  );
}
