/** Chapters by what people type: a word of the title, or of a mistake that a chapter answers. */
import { CHAPTER_FAMILIES } from './chapters.ts';
import { MISTAKES } from './zpci/mistakes.ts';

export interface FoundChapter {
  readonly key: string;
  readonly chapter: string;
  readonly title: string;
  readonly about: string;
}

const MISTAKES_CHAPTER = 'zpci-mistakes';

/** Chapters and answered mistakes in which every word of the question occurs. */
export function searchChapters(question: string): readonly FoundChapter[] {
  const words = question.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const has = (...texts: readonly string[]) => {
    const text = texts.join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const chapters = CHAPTER_FAMILIES.flatMap(({ chapters: all }) => all)
    .filter(({ title, summary }) => has(title, summary))
    .map(({ id, title, summary }) => ({ key: id, chapter: id, title, about: summary }));
  const mistakes = MISTAKES.filter(({ symptom, advice, where }) => has(symptom, advice, where)).map(
    ({ number, symptom, advice }) => ({
      key: `${MISTAKES_CHAPTER}-${number}`,
      chapter: MISTAKES_CHAPTER,
      title: symptom,
      about: advice,
    }),
  );
  return [...mistakes, ...chapters];
}
