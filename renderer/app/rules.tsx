/** Rules in plain words, refusals, problems and their fixes: alike for every family. */
import './rules.css';
import { type ReactNode, useEffect, useRef } from 'react';
import type { RuleExplanation } from '../../shared/contract.ts';
import type { Fix, Problem, Ref, Refusal } from '../../shared/findings.ts';
import { call, edit, sentenceOf } from '../store/api.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Badge, EmptyState, Spinner } from '../ui/Callout.tsx';
import { Icon } from '../ui/icons.tsx';
import { Popover } from '../ui/Popover.tsx';
import { useAnswer } from '../ui/useAnswer.ts';
import { useProfileName } from './profile-names.ts';
import { refText } from './refs.ts';

/** Explanations do not change while the engine runs. */
const known = new Map<string, Promise<RuleExplanation>>();

export function explainRule(id: string): Promise<RuleExplanation> {
  let answer = known.get(id);
  if (answer === undefined) {
    answer = call('rules.explain', { id });
    known.set(id, answer);
    answer.catch(() => known.delete(id));
  }
  return answer;
}

export function RuleText({ rule }: { readonly rule: RuleExplanation }) {
  const profileName = useProfileName();
  return (
    <div className="rule-text">
      <h3>{rule.title}</h3>
      <p>{rule.plain}</p>
      <p className="rule-kernel">{rule.kernel}</p>
      <p className="rule-facts">
        <span>{rule.id}</span>
        {rule.errnos.length > 0 && <span className="mono">{rule.errnos.join(', ')}</span>}
        {rule.profiles.length > 0 && <span>{rule.profiles.map(profileName).join('; ')}</span>}
      </p>
    </div>
  );
}

export function RuleExplanationCard({ id }: { readonly id: string }) {
  const answer = useAnswer(id, () => explainRule(id));
  if (answer.state === 'failed') return <p>{sentenceOf(answer.error)}</p>;
  return answer.state === 'waiting' ? (
    <Spinner label={`Looking up ${id}`} />
  ) : (
    <RuleText rule={answer.value} />
  );
}

/** `AP-U10 · why?`: opens the rule where the link stands. */
export function WhyLink({ rule, children }: { readonly rule: string; readonly children?: ReactNode }) {
  return (
    <Popover
      label={`Rule ${rule}`}
      className="why-card"
      trigger={
        <Button variant="link" className="why-link" aria-label={`Why? Rule ${rule}`}>
          {children ?? `${rule} · why?`}
        </Button>
      }
    >
      <RuleExplanationCard id={rule} />
    </Popover>
  );
}

export interface FixButtonsProps {
  readonly hostId: string;
  readonly fixes: readonly Fix[];
  readonly size?: 'normal' | 'small';
  /** Called after the engine has made the fix. */
  readonly onFixed?: () => void;
  /** True while a click is taken for one that was meant for something else. */
  readonly ignoresClick?: () => boolean;
}

/** Each fix is one gesture; its price is said on the button's hint, before it is paid. */
export function FixButtons({ hostId, fixes, size = 'small', onFixed, ignoresClick }: FixButtonsProps) {
  return fixes.map((fix) => (
    <Button
      key={fix.label}
      size={size}
      hint={fix.detail}
      onClick={(event) => {
        // detail 0 is the keyboard: the focus does not slide under it.
        if (event.detail > 0 && ignoresClick?.() === true) return;
        void edit(hostId, fix.label, fix.edits).then((made) => {
          if (made) onFixed?.();
        });
      }}
    >
      {fix.label}
    </Button>
  ));
}

interface RefLinksProps {
  readonly refs: readonly Ref[];
  readonly onRef: ((refs: readonly Ref[]) => void) | undefined;
  readonly nameOf: (ref: Ref) => string;
}

/** A refusal can name hundreds of cells; the first few say enough. */
const MOST_LINKS = 6;

function RefLinks({ refs, onRef, nameOf }: RefLinksProps) {
  if (onRef === undefined || refs.length === 0) return null;
  return (
    <span className="ref-links">
      {refs.slice(0, MOST_LINKS).map((ref) => (
        <Button key={JSON.stringify(ref)} variant="link" onClick={() => onRef([ref])}>
          {nameOf(ref)}
        </Button>
      ))}
      {refs.length > MOST_LINKS && (
        <Button variant="link" onClick={() => onRef(refs)}>
          and {refs.length - MOST_LINKS} more
        </Button>
      )}
    </span>
  );
}

export interface RefusalCardProps {
  readonly hostId: string;
  /** What was tried: the gesture's label. */
  readonly label?: string;
  readonly refusal: Refusal;
  readonly onRef?: (refs: readonly Ref[]) => void;
  readonly onDismiss?: () => void;
  /** Names of guests; without it a guest is called by its id. */
  readonly nameOf?: (ref: Ref) => string;
}

/** Without what differs between two writings of one sentence. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A sentence of the engine with the names people know in place of the raw ids of what it is about. */
export function withNames(text: string, refs: readonly Ref[], nameOf: (ref: Ref) => string): string {
  return refs.reduce((said, ref) => {
    if (ref.kind !== 'part' && (ref.kind !== 'guest' || UUID.test(ref.id))) return said;
    const name = nameOf(ref);
    if (name.includes(ref.id)) return said;
    // `mdev 83b8…` is not to become `mdev mdev 83b8…`.
    const kind = name.slice(0, name.indexOf(' ') + 1);
    return said.replaceAll(`${kind}${ref.id}`, () => name).replaceAll(ref.id, () => name);
  }, text);
}

/** A sentence of the engine with what it names by its raw id as a link in its place; the links that are left behind it. */
function Reason({ text, refs, onRef, nameOf }: { readonly text: string } & RefLinksProps) {
  const at = (ref: Ref) =>
    onRef !== undefined && (ref.kind === 'part' || ref.kind === 'guest') ? text.indexOf(ref.id) : -1;
  const named = refs.find((ref) => at(ref) >= 0 && nameOf(ref) !== '');
  if (named === undefined || !('id' in named) || onRef === undefined)
    return (
      <>
        {text} <RefLinks refs={refs} onRef={onRef} nameOf={nameOf} />
      </>
    );
  return (
    <>
      {text.slice(0, at(named))}
      <Button variant="link" onClick={() => onRef([named])}>
        {nameOf(named)}
      </Button>
      <Reason
        text={text.slice(at(named) + String(named.id).length)}
        refs={refs.filter((ref) => ref !== named)}
        onRef={onRef}
        nameOf={nameOf}
      />
    </>
  );
}

/** A reason that the message gives already is only worth its links. */
function RefusalReasons({
  refusal: { message, because },
  onRef,
  nameOf,
}: {
  readonly refusal: Pick<Refusal, 'message' | 'because'>;
} & Pick<RefLinksProps, 'onRef' | 'nameOf'>) {
  const said = plain(message);
  const reasons = because
    .map(({ text, refs }) => ({ text: said.includes(plain(text)) ? '' : text, refs }))
    .filter(({ text, refs }) => text !== '' || (onRef !== undefined && refs.length > 0));
  if (reasons.length === 0) return null;
  return (
    <ul className="refusal-because">
      {reasons.map(({ text, refs }) => (
        <li key={`${text} ${JSON.stringify(refs)}`}>
          <Reason text={text} refs={refs} onRef={onRef} nameOf={nameOf} />
        </li>
      ))}
    </ul>
  );
}

export function RefusalCard({
  hostId,
  label,
  refusal,
  onRef,
  onDismiss,
  nameOf = refText,
}: RefusalCardProps) {
  return (
    <section className="refusal" aria-label="Refused">
      <header className="refusal-header">
        <Icon name="error" />
        <h3>{label === undefined ? 'Not possible' : `Not possible: ${label}`}</h3>
        {onDismiss !== undefined && (
          <IconButton icon="close" label="Dismiss" size="small" onClick={onDismiss} />
        )}
      </header>
      <p>
        {withNames(
          refusal.message,
          refusal.because.flatMap(({ refs }) => refs),
          nameOf,
        )}
        {refusal.errno !== undefined && (
          <>
            {' '}
            <code className="refusal-errno">{refusal.errno}</code>
          </>
        )}
      </p>
      <RefusalReasons refusal={refusal} onRef={onRef} nameOf={nameOf} />
      {refusal.fixes.length > 0 && (
        <div className="refusal-fixes">
          <FixButtons
            hostId={hostId}
            fixes={refusal.fixes}
            {...(onDismiss === undefined ? {} : { onFixed: onDismiss })}
          />
        </div>
      )}
      <WhyLink rule={refusal.rule} />
    </section>
  );
}

const SEVERITY = {
  error: { word: 'Error', icon: 'error' },
  warning: { word: 'Warning', icon: 'warning' },
  info: { word: 'Note', icon: 'info' },
} as const;

export function SeverityMark({ severity }: { readonly severity: Problem['severity'] }) {
  return (
    <span className={`severity severity-${severity}`}>
      <Icon name={SEVERITY[severity].icon} size={14} />
      <span>{SEVERITY[severity].word}</span>
    </span>
  );
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** `2 errors, 1 warning, 3 notes`; what is not there is not said. */
export function problemWords(count: Partial<Record<Problem['severity'], number>>): string {
  const parts = [
    [count.error ?? 0, 'error'],
    [count.warning ?? 0, 'warning'],
    [count.info ?? 0, 'note'],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => counted(number, word))
    .join(', ');
}

/** Errors and warnings in one number, red only when an error is among them. Notes ask for nothing: they are not counted. */
export function ProblemBadge({ error, warning }: { readonly error: number; readonly warning: number }) {
  if (error + warning === 0) return null;
  return (
    <Badge tone={error > 0 ? 'danger' : 'warning'}>
      <span aria-hidden="true">{error + warning}</span>
      <span className="visually-hidden"> {problemWords({ error, warning })}</span>
    </Badge>
  );
}

export interface ProblemListProps {
  readonly hostId: string;
  readonly problems: readonly Problem[];
  /** Of all problems, when more exist than are listed. */
  readonly total?: number;
  /** Points at the things a problem is about. */
  readonly onRef?: (refs: readonly Ref[]) => void;
  readonly nameOf?: (ref: Ref) => string;
  readonly emptyText?: string;
}

/** A list that has just changed puts another button under a pointer that is already on its way down. */
const SETTLING_MS = 500;

function useSettling(content: string): () => boolean {
  const changed = useRef({ content, at: Number.NEGATIVE_INFINITY });
  useEffect(() => {
    if (changed.current.content !== content) changed.current = { content, at: performance.now() };
  }, [content]);
  return () => performance.now() - changed.current.at < SETTLING_MS;
}

export function ProblemList({
  hostId,
  problems,
  total,
  onRef,
  nameOf = refText,
  emptyText,
}: ProblemListProps) {
  const ignoresClick = useSettling(problems.map((problem) => problem.id).join('\n'));
  if (problems.length === 0)
    return (
      <EmptyState icon="check" title="No problems">
        {emptyText ?? 'What is drawn is legal and nothing about it looks risky.'}
      </EmptyState>
    );
  const more = (total ?? problems.length) - problems.length;
  return (
    <ul className="problems">
      {problems.map((problem) => (
        <li key={problem.id} className="problem">
          <SeverityMark severity={problem.severity} />
          <p className="problem-message">
            {withNames(problem.message, problem.refs, nameOf)}{' '}
            <WhyLink rule={problem.rule}>{problem.rule}</WhyLink>
          </p>
          <div className="problem-actions">
            {onRef !== undefined && problem.refs.length > 0 && (
              <Button size="small" variant="quiet" icon="arrowRight" onClick={() => onRef(problem.refs)}>
                Show
              </Button>
            )}
            {problem.fixes.length === 1 && (
              <FixButtons hostId={hostId} fixes={problem.fixes} ignoresClick={ignoresClick} />
            )}
          </div>
          {problem.fixes.length > 1 && (
            <div className="problem-fixes">
              <FixButtons hostId={hostId} fixes={problem.fixes} ignoresClick={ignoresClick} />
            </div>
          )}
        </li>
      ))}
      {more > 0 && <li className="problem-more">and {more} more</li>}
    </ul>
  );
}
