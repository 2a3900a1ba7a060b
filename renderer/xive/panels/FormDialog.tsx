import { type ReactNode, useId } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';

/** A dialog that asks for several things at once. */
export function FormDialog({
  title,
  description,
  verb,
  fault,
  width = 'normal',
  onClose,
  onSubmit,
  children,
}: {
  readonly title: string;
  readonly description?: string;
  readonly verb: string;
  /** What is missing; null when it can be done. */
  readonly fault: string | null;
  readonly width?: 'small' | 'normal' | 'wide';
  readonly onClose: () => void;
  /** True closes it. */
  readonly onSubmit: () => Promise<boolean>;
  readonly children: ReactNode;
}) {
  const form = useId();
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={title}
      {...(description === undefined ? {} : { description })}
      width={width}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant="primary" disabledReason={fault}>
            {verb}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="xive-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (fault === null)
            void onSubmit().then((done) => {
              if (done) onClose();
            });
        }}
      >
        {children}
      </form>
    </Dialog>
  );
}
