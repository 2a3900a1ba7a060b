/** Fields of the dialogs: a choice, a number, a switch, each with what it means below it. */
import { useId } from 'react';
import { TextField } from '../../ui/TextField.tsx';

export interface ChoiceOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

export function Choice<Value extends string>({
  label,
  value,
  options,
  hint,
  onChange,
}: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly ChoiceOption<Value>[];
  readonly hint: string;
  readonly onChange: (value: Value) => void;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="xive-select"
        value={value}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.value as Value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <div id={`${id}-hint`} className="field-message">
        {hint}
      </div>
    </div>
  );
}

export function Check({
  label,
  checked,
  hint,
  onChange,
}: {
  readonly label: string;
  readonly checked: boolean;
  readonly hint: string;
  readonly onChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="xive-check">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.checked)}
      />
      <label htmlFor={id}>{label}</label>
      <div id={`${id}-hint`} className="field-message">
        {hint}
      </div>
    </div>
  );
}

/** A whole number as it is typed, decimal or hex; null when it is none or out of range. */
export function parseCount(text: string, least: number, most: number): number | null {
  const plain = text.trim();
  if (!/^(?:0x[0-9a-f]+|\d+)$/i.test(plain)) return null;
  const number = Number(plain);
  return Number.isSafeInteger(number) && number >= least && number <= most ? number : null;
}

export function NumberField({
  label,
  value,
  least,
  most,
  hint,
  onChange,
}: {
  readonly label: string;
  /** As it is typed. */
  readonly value: string;
  readonly least: number;
  readonly most: number;
  readonly hint: string;
  readonly onChange: (value: string) => void;
}) {
  const wrong = parseCount(value, least, most) === null;
  return (
    <TextField
      label={label}
      inputMode="numeric"
      value={value}
      hint={hint}
      error={
        wrong
          ? `Type a whole number from ${least.toLocaleString('en')} to ${most.toLocaleString('en')}.`
          : null
      }
      onChange={onChange}
    />
  );
}
