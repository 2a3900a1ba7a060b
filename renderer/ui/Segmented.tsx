import './controls.css';
import { RadioGroup, Switch } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { Icon, type IconName } from './icons.tsx';
import { Tooltip } from './Tooltip.tsx';

export interface SegmentedOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** Drawn instead where the container is narrow; the name stays the label. */
  readonly short?: string;
  readonly icon?: IconName;
  /** Shown on hover and focus. */
  readonly hint?: string;
  readonly shortcut?: string;
}

export interface SegmentedProps<Value extends string> {
  /** Accessible name of the group. */
  readonly label: string;
  readonly value: Value;
  readonly options: readonly SegmentedOption<Value>[];
  readonly onChange: (value: Value) => void;
}

/** A few exclusive choices side by side: a radio group, arrow keys move the choice. */
export function Segmented<Value extends string>({ label, value, options, onChange }: SegmentedProps<Value>) {
  return (
    <RadioGroup.Root
      className="segmented"
      orientation="horizontal"
      aria-label={label}
      value={value}
      onValueChange={(next) => onChange(next as Value)}
    >
      {options.map((option) => {
        const item = (
          <RadioGroup.Item
            key={option.value}
            value={option.value}
            className="segmented-item"
            aria-label={option.short === undefined ? undefined : option.label}
          >
            {option.icon !== undefined && <Icon name={option.icon} size={14} />}
            {option.short === undefined ? (
              option.label
            ) : (
              <>
                <span className="segmented-long">{option.label}</span>
                <span className="segmented-short">{option.short}</span>
              </>
            )}
          </RadioGroup.Item>
        );
        return option.hint === undefined ? (
          item
        ) : (
          <Tooltip key={option.value} content={option.hint} shortcut={option.shortcut}>
            {item}
          </Tooltip>
        );
      })}
    </RadioGroup.Root>
  );
}

export interface ToggleProps {
  readonly label: ReactNode;
  readonly description?: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabledReason?: string | null;
}

export function Toggle({ label, description, checked, onChange, disabledReason = null }: ToggleProps) {
  const id = useId();
  return (
    <div className="toggle">
      <Switch.Root
        id={id}
        className="switch"
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabledReason !== null}
      >
        <Switch.Thumb className="switch-thumb" />
      </Switch.Root>
      <label htmlFor={id}>
        {label}
        {(disabledReason ?? description) !== undefined && (
          <span className="toggle-description">{disabledReason ?? description}</span>
        )}
      </label>
    </div>
  );
}
