import { useId, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';

/** Asks for one name. What is wrong with it is told at once where there was one before, else when it is to be taken. */
export function NameDialog({
  title,
  description,
  start,
  verb,
  label = 'Name',
  placeholder,
  check,
  onClose,
  onName,
}: {
  readonly title: string;
  readonly description?: string;
  /** Empty for something new. */
  readonly start: string;
  readonly verb: string;
  readonly label?: string;
  readonly placeholder?: string;
  /** What is wrong with the name; null when nothing is. */
  readonly check: (name: string) => string | null;
  readonly onClose: () => void;
  /** Gets the name without blanks around it; true closes the dialog. */
  readonly onName: (name: string) => Promise<boolean>;
}) {
  const form = useId();
  const [name, setName] = useState(start);
  const [tried, setTried] = useState(false);
  const fault = check(name);
  const shown = tried || start !== '' ? fault : null;
  async function submit(): Promise<void> {
    setTried(true);
    if (fault === null && (await onName(name.trim()))) onClose();
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={title}
      {...(description === undefined ? {} : { description })}
      width="small"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant="primary" disabledReason={shown}>
            {verb}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField
          label={label}
          autoFocus
          {...(placeholder === undefined ? {} : { placeholder })}
          value={name}
          onChange={setName}
          error={shown}
        />
      </form>
    </Dialog>
  );
}
