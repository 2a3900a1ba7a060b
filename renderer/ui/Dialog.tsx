import './dialog.css';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button, IconButton } from './Button.tsx';

export interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly width?: 'small' | 'normal' | 'wide';
  /** Buttons, the main one last. */
  readonly footer?: ReactNode;
  readonly children?: ReactNode;
}

/** The first thing to do in a dialog, not its Close button: what is marked, a field, the safe or main button. */
function focusFirst(event: Event): void {
  const content = event.currentTarget as HTMLElement | null;
  const target = content?.querySelector<HTMLElement>(
    '[data-first-focus], .dialog-body input, .dialog-footer .button-primary',
  );
  event.preventDefault();
  (target ?? content)?.focus();
}

/**
 * Modal dialog. The veil is an element of ours: Radix' own overlay locks scrolling with an inline style sheet,
 * which the content security policy forbids (the page itself never scrolls).
 */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  width = 'normal',
  footer,
  children,
}: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <div className="veil" aria-hidden="true" />
        <Radix.Content
          className={`dialog dialog-${width}`}
          onOpenAutoFocus={focusFirst}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header className="dialog-header">
            <Radix.Title className="dialog-title">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton icon="close" label="Close" size="small" />
            </Radix.Close>
          </header>
          {description !== undefined && (
            <Radix.Description className="dialog-description">{description}</Radix.Description>
          )}
          {children !== undefined && <div className="dialog-body">{children}</div>}
          {footer !== undefined && <footer className="dialog-footer">{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export interface ConfirmDialogProps {
  readonly open: boolean;
  readonly title: string;
  readonly text: ReactNode;
  /** Says what happens, not "OK": `Remove the host`. */
  readonly confirmLabel: string;
  readonly danger?: boolean;
  /** A third way, left of the others: `Don't save`. */
  readonly other?: { readonly label: string; readonly onChoose: () => void };
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

export function ConfirmDialog({
  open,
  title,
  text,
  confirmLabel,
  danger,
  other,
  onConfirm,
  onCancel,
}: ConfirmDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) onCancel();
      }}
      title={title}
      description={text}
      width="small"
      footer={
        <>
          {other !== undefined && (
            <Button className="dialog-other" onClick={other.onChoose}>
              {other.label}
            </Button>
          )}
          <Button onClick={onCancel} {...(danger === true ? { 'data-first-focus': '' } : {})}>
            Cancel
          </Button>
          <Button variant={danger === true ? 'danger' : 'primary'} onClick={onConfirm}>
            {confirmLabel}
          </Button>
        </>
      }
    />
  );
}
