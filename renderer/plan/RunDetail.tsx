import type { ReadBack, ScriptRehearsal, StepAnswer } from '../../shared/plan.ts';
import { WhyLink } from '../app/rules.tsx';
import { Button } from '../ui/Button.tsx';
import { Callout } from '../ui/Callout.tsx';
import { Icon } from '../ui/icons.tsx';
import { CodeBlock } from './CodeBlock.tsx';
import { usePlanPlace } from './plan-context.tsx';
import type { Run, RunEntry } from './run.ts';
import { counted } from './words.ts';

/** Queues that lost their content, read out one by one, end here. */
const MOST_LOST = 12;

function expected({ expectation }: ReadBack): string {
  switch (expectation.kind) {
    case 'text':
      return expectation.text;
    case 'line':
      return `a line ${expectation.text}`;
    case 'lacks':
      return `no line ${expectation.text}`;
    case 'link':
      return expectation.name === null ? 'no link' : `→ ${expectation.name}`;
    case 'present':
      return 'there';
    case 'absent':
      return 'gone';
  }
}

function ReadBackRow({ check }: { readonly check: ReadBack }) {
  const { kind, path } = check.expectation;
  const got = check.got ?? 'not there';
  return (
    <li className="plan-check" data-ok={check.ok}>
      <Icon name={check.ok ? 'check' : 'error'} size={13} />
      <code title={path}>{path}</code>
      <code className="plan-check-value">
        {check.ok && kind !== 'text' ? expected(check) : got.trimEnd() === '' ? '(empty)' : got.trimEnd()}
      </code>
      {!check.ok && <span className="plan-check-wanted">expected {expected(check)}</span>}
    </li>
  );
}

function Failure({ answer }: { readonly answer: StepAnswer }) {
  return (
    <Callout
      tone="danger"
      title={
        <>
          Fails{answer.errno === null ? '' : ' with '}
          {answer.errno !== null && <code>{answer.errno}</code>}
        </>
      }
      actions={answer.rule !== null && <WhyLink rule={answer.rule} />}
    >
      {answer.message ?? 'What was read back is not what was planned.'}
    </Callout>
  );
}

/** What the model answered to one action, beside why it failed. */
function AnswerDetail({ answer }: { readonly answer: StepAnswer }) {
  const { refLabel, onRefs } = usePlanPlace();
  return (
    <>
      {answer.ok && answer.message !== null && <p className="quiet">{answer.message}</p>}
      {answer.ok && answer.rule !== null && <WhyLink rule={answer.rule} />}
      {answer.output.length > 0 && <pre className="plan-output">{answer.output.join('\n')}</pre>}
      {answer.readBack.length > 0 && (
        <ul className="plan-checks" aria-label="Read back">
          {answer.readBack.map((check) => (
            <ReadBackRow key={`${check.expectation.kind} ${check.expectation.path}`} check={check} />
          ))}
        </ul>
      )}
      {answer.notes.map((note) => (
        <p key={note} className="plan-step-line quiet">
          <Icon name="info" size={13} /> {note}
        </p>
      ))}
      {answer.lost.length > 0 && (
        <p className="plan-step-line plan-step-loss">
          <Icon name="warning" size={13} />
          <span>
            {counted(answer.lost.length, 'queue')} zeroized:{' '}
            {answer.lost.slice(0, MOST_LOST).map(refLabel).join(', ')}
            {answer.lost.length > MOST_LOST ? ', …' : ''}{' '}
            <Button variant="link" onClick={() => onRefs(answer.lost)}>
              Show
            </Button>
          </span>
        </p>
      )}
    </>
  );
}

const UNKNOWN =
  'This line is not understood, so it was not rehearsed. What follows is judged as if it did nothing.';

export function EntryDetail({ entry, word }: { readonly entry: RunEntry; readonly word: Run['word'] }) {
  return (
    <div className="plan-detail" aria-live="polite">
      {word === 'step' && (
        <h3>
          {entry.number}. {entry.title}
        </h3>
      )}
      {entry.status === 'failed' && entry.answer !== null && <Failure answer={entry.answer} />}
      <Advice advice={entry.advice} />
      <CodeBlock
        text={entry.text}
        what={word === 'step' ? `The command of step ${entry.number}` : `Line ${entry.number}`}
      />
      {entry.status === 'unreached' && <p className="quiet">Not run: an earlier {word} fails.</p>}
      {entry.status === 'unknown' && entry.answer?.message == null && <p className="quiet">{UNKNOWN}</p>}
      {entry.answer !== null && entry.status === 'unknown' && entry.answer.message !== null && (
        <Callout tone="warning" title="Not rehearsed">
          {entry.answer.message}
        </Callout>
      )}
      {entry.answer !== null && entry.status !== 'unknown' && entry.status !== 'unreached' && (
        <AnswerDetail answer={entry.answer} />
      )}
    </div>
  );
}

function Advice({ advice }: { readonly advice: ScriptRehearsal['advice'] }) {
  if (advice.length === 0) return null;
  return (
    <Callout
      tone="warning"
      title={advice.length === 1 ? 'Worth changing' : `${advice.length} things worth changing`}
    >
      <ul className="plan-bullets">
        {advice.map(({ rule, text }) => (
          <li key={text}>
            {text} {rule !== null && <WhyLink rule={rule} />}
          </li>
        ))}
      </ul>
    </Callout>
  );
}

/** What the rehearsal says as a whole: where it ends, and what is worth changing. */
export function RunSummary({ run }: { readonly run: Run }) {
  const { failedAt, differences, word, entries } = run;
  const failed = failedAt === null ? undefined : entries[failedAt];
  return (
    <div className="plan-detail">
      {failed !== undefined && (
        <Callout tone="danger" title={`${word === 'step' ? 'Step' : 'Line'} ${failed.number} fails`}>
          {failed.answer?.message ?? failed.title}
        </Callout>
      )}
      {failed === undefined && differences.length === 0 && (
        <Callout tone="success" title="The host ends exactly as wished">
          {word === 'step'
            ? 'Every step was run against the model of the kernel and read back. Play it to see the picture change.'
            : 'Every line that is understood was run against the model of the kernel.'}
        </Callout>
      )}
      {differences.length > 0 && (
        <Callout
          tone={failed === undefined ? 'warning' : 'info'}
          title="At the end the host differs from the wish"
        >
          <ul className="plan-bullets">
            {differences.slice(0, 40).map((difference) => (
              <li key={difference}>{difference}</li>
            ))}
            {differences.length > 40 && <li>and {differences.length - 40} more</li>}
          </ul>
        </Callout>
      )}
      <Advice advice={run.advice} />
    </div>
  );
}
