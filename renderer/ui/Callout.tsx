import './controls.css';
import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import { Icon, type IconName } from './icons.tsx';

export type Tone = 'neutral' | 'accent' | 'success' | 'warning' | 'danger';

export function Badge({
  tone = 'neutral',
  icon,
  children,
}: {
  readonly tone?: Tone;
  readonly icon?: IconName;
  readonly children: ReactNode;
}) {
  return (
    <span className={`badge badge-${tone}`}>
      {icon !== undefined && <Icon name={icon} size={12} />}
      {children}
    </span>
  );
}

const CALLOUT_ICONS = { info: 'info', success: 'check', warning: 'warning', danger: 'error' } as const;

export interface CalloutProps {
  readonly tone: keyof typeof CALLOUT_ICONS;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

export function Callout({ tone, title, children, actions }: CalloutProps) {
  return (
    <div className={`callout callout-${tone}`}>
      <Icon name={CALLOUT_ICONS[tone]} />
      <div className="callout-body">
        {title !== undefined && <div className="callout-title">{title}</div>}
        {children !== undefined && <div className="callout-text">{children}</div>}
        {actions !== undefined && <div className="callout-actions">{actions}</div>}
      </div>
    </div>
  );
}

export interface EmptyStateProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className="empty">
      <Icon name={icon} size={28} />
      <div className="empty-title">{title}</div>
      {children !== undefined && <div className="empty-text">{children}</div>}
      {actions !== undefined && <div className="empty-actions">{actions}</div>}
    </div>
  );
}

export function Spinner({ label }: { readonly label: string }) {
  return <span className="spinner" role="img" aria-label={label} />;
}

export interface ProgressProps {
  readonly label: string;
  /** What is being done now; empty while nothing was reported. */
  readonly text: string;
  /** 0..1, null while the amount of work is not known. */
  readonly fraction: number | null;
  readonly onCancel?: () => void;
}

export function Progress({ label, text, fraction, onCancel }: ProgressProps) {
  return (
    <div className="progress">
      <span className="truncate">{text === '' ? label : `${label}: ${text}`}</span>
      <div
        className="progress-track"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={fraction === null ? undefined : Math.round(fraction * 100)}
      >
        <div
          className={fraction === null ? 'progress-fill progress-fill-unknown' : 'progress-fill'}
          style={fraction === null ? undefined : { width: `${fraction * 100}%` }}
        />
      </div>
      {onCancel !== undefined && (
        <Button size="small" onClick={onCancel}>
          Cancel
        </Button>
      )}
    </div>
  );
}
