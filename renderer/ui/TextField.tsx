import './controls.css';
import { type InputHTMLAttributes, type ReactNode, type Ref, useId } from 'react';
import { Icon } from './icons.tsx';

export interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> {
  readonly label: string;
  /** The label is read out but not drawn. */
  readonly hideLabel?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** A sentence: what is wrong and what is expected. */
  readonly error?: string | null;
  readonly hint?: ReactNode;
  readonly mono?: boolean;
  readonly ref?: Ref<HTMLInputElement>;
}

export function TextField({
  label,
  hideLabel,
  value,
  onChange,
  error = null,
  hint,
  mono,
  className,
  ref,
  ...rest
}: TextFieldProps) {
  const id = useId();
  const messageId = `${id}-message`;
  const hasMessage = error !== null || hint !== undefined;
  return (
    <div className={className === undefined ? 'field' : `field ${className}`}>
      <label htmlFor={id} className={hideLabel === true ? 'visually-hidden' : undefined}>
        {label}
      </label>
      <input
        spellCheck={false}
        autoComplete="off"
        {...rest}
        ref={ref}
        id={id}
        className={mono === true ? 'field-input mono' : 'field-input'}
        value={value}
        aria-invalid={error !== null}
        aria-describedby={hasMessage ? messageId : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {hasMessage && (
        <div id={messageId} className={error === null ? 'field-message' : 'field-message field-error'}>
          {error !== null && <Icon name="error" size={14} />}
          <span>{error ?? hint}</span>
        </div>
      )}
    </div>
  );
}
