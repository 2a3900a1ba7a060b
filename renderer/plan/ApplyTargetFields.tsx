import { useState } from 'react';
import type { ApplyTarget } from '../../shared/plan.ts';
import { Button } from '../ui/Button.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { TextField } from '../ui/TextField.tsx';
import { showsPrefix, type TargetDraft } from './apply-target.ts';
import type { TargetChoice } from './use-target-draft.ts';

/** Where the steps are run. */
export function ApplyTargetFields({
  hostName,
  choice: { draft, setDraft, fault },
  onEdit,
}: {
  readonly hostName: string;
  readonly choice: TargetChoice;
  /** What was known of the target before is of another one now. */
  readonly onEdit?: () => void;
}) {
  const [unfolded, setUnfolded] = useState(false);
  const advanced = showsPrefix(draft, unfolded);
  const kinds: readonly {
    readonly value: ApplyTarget['kind'];
    readonly label: string;
    readonly hint: string;
  }[] = [
    {
      value: 'ssh',
      label: 'Over ssh',
      hint: 'With the ssh of the machine the engine runs on, its keys and its config.',
    },
    { value: 'this-machine', label: 'This machine', hint: 'The machine the engine runs on.' },
  ];
  function change(next: Partial<TargetDraft>): void {
    setDraft({ ...draft, ...next });
    onEdit?.();
  }
  return (
    <div className="plan-target">
      <div className="plan-target-row">
        <Segmented
          label="Where the steps are run"
          value={draft.kind}
          options={kinds}
          onChange={(kind) => change({ kind })}
        />
        {draft.kind === 'ssh' && (
          <TextField
            label="Host"
            hideLabel
            mono
            data-first-focus=""
            placeholder={`root@${hostName}`}
            value={draft.host}
            onChange={(host) => change({ host })}
          />
        )}
        <Button
          variant="link"
          icon={advanced ? 'chevronDown' : 'chevronRight'}
          aria-expanded={advanced}
          disabledReason={
            draft.root === '' ? null : 'The folder prefix is part of the target, so it stays in sight.'
          }
          onClick={() => setUnfolded(!unfolded)}
        >
          Advanced
        </Button>
      </div>
      {advanced && (
        <TextField
          label="Folder prefix"
          mono
          placeholder="/srv/copy-of-the-host"
          value={draft.root}
          onChange={(root) => change({ root })}
          hint="Every path is taken below this folder, and programs only leave their files there: for a copy of the host’s files, or an image."
        />
      )}
      {fault !== null && <p className="plan-target-fault quiet">{fault}</p>}
    </div>
  );
}
