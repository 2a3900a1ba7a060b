import './button.css';
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { Icon, type IconName } from './icons.tsx';
import { Tooltip } from './Tooltip.tsx';

interface CommonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled'> {
  /** A sentence: why it cannot be used now. The button stays focusable and tells it. */
  readonly disabledReason?: string | null;
  readonly ref?: Ref<HTMLButtonElement>;
}

export interface ButtonProps extends CommonProps {
  readonly variant?: 'plain' | 'primary' | 'quiet' | 'danger' | 'link';
  readonly size?: 'normal' | 'small' | 'large';
  readonly icon?: IconName;
  readonly iconEnd?: IconName;
  /** Shown on hover and focus. */
  readonly hint?: ReactNode;
  readonly shortcut?: string;
  readonly children: ReactNode;
}

/** A disabled button keeps its place in the tab order, so that its reason can be read by everyone. */
function blocked(props: CommonProps): ButtonHTMLAttributes<HTMLButtonElement> {
  const { disabledReason, ref: _ref, onClick, ...rest } = props;
  if (disabledReason === null || disabledReason === undefined) return { ...rest, onClick };
  return { ...rest, 'aria-disabled': true, onClick: (event) => event.preventDefault() };
}

export function Button({
  variant = 'plain',
  size = 'normal',
  icon,
  iconEnd,
  hint,
  shortcut,
  children,
  className,
  ref,
  ...rest
}: ButtonProps) {
  const button = (
    <button
      type="button"
      {...blocked(rest)}
      ref={ref}
      className={['button', `button-${variant}`, `button-${size}`, className].filter(Boolean).join(' ')}
    >
      {icon !== undefined && <Icon name={icon} />}
      <span className="button-label">{children}</span>
      {iconEnd !== undefined && <Icon name={iconEnd} size={14} />}
    </button>
  );
  const content = rest.disabledReason ?? hint;
  return content === undefined || content === null ? (
    button
  ) : (
    <Tooltip content={content} shortcut={shortcut}>
      {button}
    </Tooltip>
  );
}

export interface IconButtonProps extends CommonProps {
  readonly icon: IconName;
  /** Its name for everyone: tooltip and accessible name. */
  readonly label: string;
  readonly shortcut?: string;
  readonly pressed?: boolean;
  readonly size?: 'normal' | 'small';
}

export function IconButton({
  icon,
  label,
  shortcut,
  pressed,
  size = 'normal',
  className,
  ref,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip content={rest.disabledReason ?? label} shortcut={shortcut}>
      <button
        type="button"
        {...blocked(rest)}
        ref={ref}
        aria-label={label}
        aria-pressed={pressed}
        className={['button icon-button button-quiet', `icon-button-${size}`, className]
          .filter(Boolean)
          .join(' ')}
      >
        <Icon name={icon} />
      </button>
    </Tooltip>
  );
}
