import './learn.css';
import { useState } from 'react';
import { openExample } from '../app/commands.ts';
import { FAMILIES, familiesOf } from '../app/families.ts';
import { RuleText } from '../app/rules.tsx';
import { call, sentenceOf } from '../store/api.ts';
import { navigate, useRoute } from '../store/route.ts';
import { useHost } from '../store/studio.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState, Spinner } from '../ui/Callout.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { Term } from '../ui/Term.tsx';
import { TextField } from '../ui/TextField.tsx';
import { useAnswer } from '../ui/useAnswer.ts';
import { CHAPTER_FAMILIES, type Chapter, type ChapterFamily, familyOfChapter, putFirst } from './chapters.ts';
import { familyOfTerm, GLOSSARY, searchGlossary, type TermId } from './glossary.ts';
import { searchRules } from './search-rules.ts';

/** A chapter opened by its address may stand below the end of the list. */
function showInList(link: HTMLAnchorElement | null): void {
  link?.scrollIntoView({ block: 'nearest' });
}

interface ChapterListProps {
  readonly families: readonly ChapterFamily[];
  readonly current: string;
}

function ChapterList({ families, current }: ChapterListProps) {
  return families.map((family) => (
    <section key={family.id} className="chapter-family" aria-label={family.title}>
      <h2 className="section-label">{family.title}</h2>
      <ol className="chapter-list">
        {family.chapters.map((chapter, index) => (
          <li key={chapter.id}>
            <a
              ref={current === chapter.id ? showInList : null}
              className="chapter-link"
              href={`#/learn/${chapter.id}`}
              aria-current={current === chapter.id ? 'page' : undefined}
            >
              <span className="chapter-number tabular">{index + 1}</span>
              <span>
                <strong>{chapter.title}</strong>
                <span className="quiet">{chapter.summary}</span>
              </span>
            </a>
          </li>
        ))}
      </ol>
    </section>
  ));
}

interface ChapterPageProps {
  readonly family: ChapterFamily;
  readonly chapter: Chapter;
}

function ChapterPage({ family, chapter }: ChapterPageProps) {
  const index = family.chapters.indexOf(chapter);
  const next = family.chapters[index + 1];
  return (
    <article className={chapter.wide === true ? 'chapter chapter-wide' : 'chapter'} key={chapter.id}>
      <p className="section-label">
        {family.title}, chapter {index + 1} of {family.chapters.length}
      </p>
      <h1>{chapter.title}</h1>
      <div className="chapter-text">
        <chapter.Body />
      </div>
      <footer className="chapter-footer">
        <p className="quiet">
          Words of this chapter:{' '}
          {chapter.terms.map((id, position) => (
            <span key={id}>
              {position > 0 && ' '}
              <Term id={id} {...(position < chapter.terms.length - 1 ? { after: ',' } : {})} />
            </span>
          ))}
        </p>
        <div className="chapter-actions">
          <Button
            variant={next === undefined ? 'primary' : 'plain'}
            icon="play"
            onClick={() => void openExample(family.practice, family.id)}
          >
            Try it on an example host
          </Button>
          {next !== undefined && (
            <Button variant="primary" iconEnd="arrowRight" onClick={() => navigate('learn', next.id)}>
              {next.title}
            </Button>
          )}
        </div>
      </footer>
    </article>
  );
}

function familyTitle(id: string): string {
  return CHAPTER_FAMILIES.find((family) => family.id === id)!.title;
}

function TermEntry({ id, current }: { readonly id: TermId; readonly current: boolean }) {
  const entry = GLOSSARY[id];
  return (
    <div className={current ? 'word word-current' : 'word'} id={`word-${id}`}>
      <dt>
        {entry.term}
        <span className="word-family faint">{familyTitle(familyOfTerm(id))}</span>
      </dt>
      <dd>
        <p>{entry.short}</p>
        <p className="quiet">{entry.long}</p>
        <p className="word-see faint">
          {'See '}
          {(entry.see as readonly TermId[]).map((other, position) => (
            <span key={other}>
              {position > 0 && ', '}
              <a href={`#/learn/word-${other}`}>{GLOSSARY[other].term}</a>
            </span>
          ))}
        </p>
      </dd>
    </div>
  );
}

function Glossary({ question, current }: { readonly question: string; readonly current: TermId | null }) {
  const found = searchGlossary(question);
  const ids =
    current !== null && found.includes(current) ? [current, ...found.filter((id) => id !== current)] : found;
  if (ids.length === 0)
    return (
      <EmptyState icon="search" title="No word matches">
        Try a part of the word, or an English description of it.
      </EmptyState>
    );
  return (
    <dl className="words">
      {ids.map((id) => (
        <TermEntry key={id} id={id} current={id === current} />
      ))}
    </dl>
  );
}

interface RulesProps {
  readonly family: string;
  readonly question: string;
  /** The rule a link leads to: shown first and marked. */
  readonly current: string | null;
}

function Rules({ family, question, current }: RulesProps) {
  const answer = useAnswer(`rules ${family}`, () => call('rules.list', { family }));
  if (answer.state === 'waiting') return <Spinner label="Fetching the rules" />;
  if (answer.state === 'failed') return <p>{sentenceOf(answer.error)}</p>;
  const found = searchRules(answer.value, question);
  const rules = [...found.filter(({ id }) => id === current), ...found.filter(({ id }) => id !== current)];
  return rules.length === 0 ? (
    <EmptyState icon="search" title="No rule matches">
      Search by id (AP-U10, DSA-O22, XIVE-R11), by error (EBUSY), or by a word of the rule.
    </EmptyState>
  ) : (
    <ul className="rule-list">
      {rules.map((rule) => (
        <li key={rule.id} className={rule.id === current ? 'rule-current' : undefined}>
          <RuleText rule={rule} />
        </li>
      ))}
    </ul>
  );
}

const PARTS = ['chapters', 'words', 'rules'] as const;
type Part = (typeof PARTS)[number];

function termOfPart(part: string | null): TermId | null {
  const id = part?.startsWith('word-') === true ? part.slice('word-'.length) : null;
  return id !== null && Object.hasOwn(GLOSSARY, id) ? (id as TermId) : null;
}

function ruleOfPart(part: string | null): string | null {
  return part?.startsWith('rules/') === true ? part.slice('rules/'.length) : null;
}

/** The family of the rule a link leads to, `AP-U10` and `DSA-O22`; none for a page without such a rule. */
function familyOfRule(rule: string | null): readonly string[] {
  return rule === null ? [] : [rule.split('-', 1)[0]!.toLowerCase()];
}

function partShown(part: string | null): Part {
  if (part === 'words' || part?.startsWith('word-') === true) return 'words';
  return part === 'rules' || ruleOfPart(part) !== null ? 'rules' : 'chapters';
}

/** Chapters, words and rules: everything the studio knows about why a click is allowed or not. */
export function LearnView() {
  const { part } = useRoute();
  const [question, setQuestion] = useState('');
  const shown = partShown(part);
  // What the open host has is what a person reads about.
  const here = familiesOf(useHost()).map(({ id }) => id);
  const chapterFamilies = putFirst(CHAPTER_FAMILIES, here);
  const rule = ruleOfPart(part);
  const ruleFamilies = putFirst(putFirst(FAMILIES, here), familyOfRule(rule));
  const asked = CHAPTER_FAMILIES.find(({ id }) => id === ruleFamilies[0]?.id)?.askedRules;
  const family = familyOfChapter(part, chapterFamilies);
  const chapter = family.chapters.find((each) => each.id === part) ?? family.chapters[0]!;
  return (
    <div className="learn">
      <header className="learn-bar">
        <Segmented
          label="Part of Learn"
          value={shown}
          onChange={(next) => {
            setQuestion('');
            navigate('learn', next === 'chapters' ? null : next);
          }}
          options={[
            { value: 'chapters', label: 'Chapters' },
            { value: 'words', label: 'Words' },
            { value: 'rules', label: 'Rules' },
          ]}
        />
        {shown !== 'chapters' && (
          <TextField
            className="learn-search"
            label={shown === 'words' ? 'Search words' : 'Search rules'}
            hideLabel
            type="search"
            placeholder={shown === 'words' ? 'Search words' : `Search rules: ${asked}`}
            value={question}
            onChange={setQuestion}
          />
        )}
      </header>
      {shown === 'chapters' ? (
        <div className="learn-chapters">
          <nav aria-label="Chapters">
            <ChapterList families={chapterFamilies} current={chapter.id} />
          </nav>
          <div className="learn-page" key={chapter.id}>
            <ChapterPage family={family} chapter={chapter} />
          </div>
        </div>
      ) : (
        <div className="learn-page" key={part}>
          <div className="learn-column">
            {shown === 'words' ? (
              <Glossary question={question} current={termOfPart(part)} />
            ) : (
              ruleFamilies.map((family) => (
                <section key={family.id} aria-label={family.title}>
                  <Rules family={family.id} question={question} current={rule} />
                </section>
              ))
            )}
          </div>
        </div>
      )}
    </div>
  );
}
