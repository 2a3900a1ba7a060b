import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { AttributeRow } from '../../../shared/dsa/cards.ts';
import { WhyLink } from '../../app/rules.tsx';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { useDsa } from '../dsa-context.ts';
import { configure } from '../guest-edits.ts';
import { limitFault, limitsOf } from '../limits.ts';

/** Characters that fit beside the field; longer limits stand below it. */
const BESIDE = 16;

interface ControlProps {
  readonly row: AttributeRow;
  readonly id: string;
  readonly describedBy: string;
  readonly draft: string;
  readonly fault: boolean;
  /** The source does not tell the value: what the row holds is only assumed. */
  readonly assumed: boolean;
  readonly onDraft: (text: string) => void;
  /** The value is chosen: there is nothing more to type. */
  readonly onChosen: (text: string) => void;
}

function Control({ row, id, describedBy, draft, fault, assumed, onDraft, onChosen }: ControlProps) {
  if (row.form === 'switch') {
    const on = draft === '1';
    return (
      <button
        type="button"
        role="switch"
        id={id}
        className="switch"
        aria-checked={on}
        aria-describedby={describedBy}
        data-state={on ? 'checked' : 'unchecked'}
        onClick={() => onChosen(on ? '0' : '1')}
      >
        <span className="switch-thumb" />
      </button>
    );
  }
  if (row.form === 'choice')
    return (
      <select
        id={id}
        className="dsa-select"
        value={draft}
        aria-describedby={describedBy}
        onChange={(event) => onChosen(event.target.value)}
      >
        {!row.choices.some((choice) => choice.value === draft) && (
          <option value={draft}>{draft === '' && assumed ? 'not told' : draft}</option>
        )}
        {row.choices.map((choice) => (
          <option key={choice.value} value={choice.value} disabled={choice.why !== null}>
            {choice.why === null ? choice.label : `${choice.label} — ${choice.why}`}
          </option>
        ))}
      </select>
    );
  return (
    <input
      id={id}
      className={row.form === 'text' ? 'field-input' : 'field-input mono'}
      inputMode={row.form === 'number' ? 'numeric' : undefined}
      spellCheck={false}
      autoComplete="off"
      placeholder={assumed ? 'not told' : undefined}
      value={draft}
      aria-invalid={fault}
      aria-describedby={describedBy}
      onChange={(event) => onDraft(event.target.value)}
    />
  );
}

/** One file of a part: edited in place. A frozen one says what freezes it, and offers the way through. */
export function AttributeField({
  part,
  row,
  assumed,
}: {
  readonly part: string;
  readonly row: AttributeRow;
  /** The source does not tell the value. */
  readonly assumed: boolean;
}) {
  const { store } = useDsa();
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const value = assumed ? '' : row.value;
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  const { frozen } = row;
  const dirty = draft !== value;
  const fault = dirty ? limitFault(row, draft) : null;
  async function write(text: string, through: boolean): Promise<void> {
    if (text === value) return;
    const { label, edits } = configure(part, row.file, text, through);
    if (!(await store.getState().edit(label, edits))) setDraft(value);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape' && dirty) {
      event.preventDefault();
      event.stopPropagation();
      setDraft(value);
    } else if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
      event.preventDefault();
      void write(draft, false);
    }
  }
  // Limits and hints are worked out of what is assumed.
  const limits = assumed ? '' : limitsOf(row);
  const longLimits = limits.length > BESIDE;
  return (
    <div
      className="dsa-attribute"
      ref={box}
      data-frozen={frozen !== null}
      data-dirty={dirty}
      data-form={row.form}
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        // A frozen one waits for the answer in the bar below it.
        if (frozen !== null || box.current?.contains(event.relatedTarget)) return;
        if (fault === null) void write(draft, false);
      }}
    >
      <label htmlFor={id} title={row.file}>
        {row.label}
      </label>
      <div className="dsa-attribute-value">
        <Control
          row={row}
          id={id}
          describedBy={`${id}-hint`}
          draft={draft}
          fault={fault !== null}
          assumed={assumed}
          onDraft={setDraft}
          onChosen={(text) => {
            setDraft(text);
            if (frozen === null) void write(text, false);
          }}
        />
        {assumed && row.form === 'switch' && draft === '' && <span className="faint">not told</span>}
        {limits !== '' && !longLimits && <span className="faint dsa-limits">{limits}</span>}
        {frozen !== null && (
          <Tooltip content={frozen.why}>
            <span className="dsa-frozen" tabIndex={0} role="img" aria-label={`Frozen: ${frozen.why}`}>
              <Icon name="lock" size={13} />
            </span>
          </Tooltip>
        )}
      </div>
      <div id={`${id}-hint`} className="dsa-attribute-notes">
        {fault !== null && <span className="field-error">{fault}</span>}
        {longLimits && <span>{limits}</span>}
        {!assumed && row.hint !== '' && <span>{row.hint}</span>}
        {row.onHost !== null && row.onHost !== row.value && (
          <span className="dsa-differs">
            on the host: <code>{row.onHost === '' ? '(empty)' : row.onHost}</code>
          </span>
        )}
      </div>
      {dirty && frozen !== null && (
        <div className="dsa-through" role="group" aria-label={`${row.label} is frozen`}>
          <p>
            <code>{frozen.errno}</code> {frozen.why} <WhyLink rule={frozen.rule} />
          </p>
          {frozen.unfreeze.length > 0 && (
            <ul>
              {frozen.unfreeze.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          )}
          <div className="work-row">
            {frozen.canGoThrough && (
              <Button
                size="small"
                variant="primary"
                disabledReason={fault}
                onClick={() => void write(draft, true)}
              >
                Go through with it
              </Button>
            )}
            <Button size="small" variant="quiet" onClick={() => setDraft(value)}>
              Keep {value === '' ? 'it as it is' : value.slice(0, 20)}
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}
