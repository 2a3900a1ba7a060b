import { hex } from '../../../shared/xive/pages.ts';
import { ESB_OFFSET } from '../../../shared/xive/events.ts';
import { Icon } from '../../ui/icons.tsx';
import { Segmented, Toggle } from '../../ui/Segmented.tsx';
import { TextField } from '../../ui/TextField.tsx';
import type { FieldForm } from './event-form.ts';

const OFFSETS: readonly { readonly value: string; readonly label: string }[] = [
  { value: hex(ESB_OFFSET.eoi), label: '0x000: end of interrupt, or trigger by a store' },
  { value: hex(ESB_OFFSET.storeEoi), label: '0x400: end of interrupt by a store' },
  { value: hex(ESB_OFFSET.get), label: '0x800: read P and Q' },
  { value: hex(ESB_OFFSET.set00), label: '0xc00: set 00 (ready)' },
  { value: hex(ESB_OFFSET.set01), label: '0xd00: set 01 (off)' },
  { value: hex(ESB_OFFSET.set10), label: '0xe00: set 10 (pending)' },
  { value: hex(ESB_OFFSET.set11), label: '0xf00: set 11 (queued)' },
];
const TRIGGER = { value: 'trigger', label: 'the trigger page' };

export interface EventFieldProps {
  readonly field: FieldForm;
  readonly text: string;
  readonly error: string | null;
  /** Names that are known there: of devices, bridges, regions. */
  readonly known: readonly string[];
  readonly onText: (text: string) => void;
}

function OffsetField({
  field,
  text,
  onText,
  withTrigger,
}: EventFieldProps & { readonly withTrigger: boolean }) {
  const named = withTrigger ? [...OFFSETS, TRIGGER] : OFFSETS;
  const options = named.some(({ value }) => value === text)
    ? named
    : [...named, { value: text, label: text }];
  return (
    <label className="xive-field-choice xive-wide">
      <span>{field.label}</span>
      <select value={text} onChange={(event) => onText(event.target.value)}>
        {options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

/** One field of an event, by its kind. */
export function EventField(props: EventFieldProps) {
  const { field, text, error, known, onText } = props;
  const { name, kind, label, hint, choices } = field;
  if (kind === 'yes')
    return (
      <div className="xive-wide">
        <Toggle label={label} checked={text === 'true'} onChange={(on) => onText(String(on))} />
      </div>
    );
  if (kind === 'choice' && choices !== undefined)
    return (
      <div className="xive-field-choice">
        <span aria-hidden="true">{label}</span>
        <Segmented label={label} value={text} options={choices} onChange={onText} />
      </div>
    );
  if (kind === 'offset')
    return <OffsetField {...props} withTrigger={field.hint !== 'Of the management page.'} />;
  if (kind === 'long')
    return (
      <label className="xive-field-choice xive-wide">
        <span>{label}</span>
        <textarea
          className="xive-long"
          spellCheck={false}
          value={text}
          onChange={(event) => onText(event.target.value)}
        />
        {error !== null && (
          <span className="field-message field-error">
            <Icon name="error" size={14} />
            <span>{error}</span>
          </span>
        )}
      </label>
    );
  const list = known.length === 0 ? undefined : `xive-known-${name}`;
  return (
    <div className={kind === 'owners' ? 'xive-wide' : undefined}>
      <TextField
        label={field.optional === true ? `${label} (may be left out)` : label}
        value={text}
        onChange={onText}
        error={error}
        mono={kind !== 'text'}
        list={list}
        {...(hint === undefined ? {} : { hint })}
      />
      {list !== undefined && (
        <datalist id={list}>
          {known.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
    </div>
  );
}
