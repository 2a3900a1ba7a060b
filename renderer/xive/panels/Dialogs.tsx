import { useEffect, useRef } from 'react';
import { NameDialog } from '../../panels/guests/NameDialog.tsx';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { branchId, freeName } from '../branch-ids.ts';
import { useXive, useXiveState } from '../xive-context.ts';
import { BranchDialog } from './BranchDialog.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import { NewBranchDialog } from './NewBranchDialog.tsx';
import { PlugDialog } from './PlugDialog.tsx';
import { SetupDialog } from './SetupDialog.tsx';

/** What is wrong with the name of a branch; null when nothing is. */
export function branchNameError(name: string): string | null {
  if (name.trim() === '') return 'Type a name.';
  return name.trim().length > 80 ? 'A name has at most 80 characters.' : null;
}

/** A dialog gives the focus back to what opened it; where that is gone, the picture gets it. */
function useFocusAfter(isOpen: boolean): void {
  const wasOpen = useRef(false);
  useEffect(() => {
    const closed = wasOpen.current && !isOpen;
    wasOpen.current = isOpen;
    if (!closed) return;
    // After the dialog's own giving back, which waits as long.
    setTimeout(() => {
      if (document.activeElement === document.body)
        document.querySelector<HTMLElement>('.xive-map [tabindex="0"]')?.focus();
    });
  }, [isOpen]);
}

function DeleteDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { host, store } = useXive();
  const branch = host.desired.branches.find((one) => one.id === id);
  if (branch === undefined) return null;
  const below = host.desired.branches.filter(({ parent }) => parent?.branch === id).length;
  return (
    <ConfirmDialog
      open
      danger
      title={`Delete ${branch.name}?`}
      text={[
        `Its ${branch.events} ${branch.events === 1 ? 'event goes' : 'events go'} with it.`,
        below === 0
          ? ''
          : `The ${below === 1 ? 'branch that was' : `${below} branches that were`} made from it stay as they are.`,
        'Undo brings it back.',
      ]
        .filter((sentence) => sentence !== '')
        .join(' ')}
      confirmLabel="Delete the branch"
      onCancel={onClose}
      onConfirm={() => {
        onClose();
        void store
          .getState()
          .edit(`Delete ${branch.name}`, [{ family: 'xive', op: 'removeBranch', branch: id }]);
      }}
    />
  );
}

/** The dialog that is open in this view, if any; those about events are the timeline's. */
export function XiveDialogs() {
  const { host, store } = useXive();
  const dialog = useXiveState((state) => state.dialog);
  const { set, edit, open } = store.getState();
  const onClose = () => set({ dialog: null });
  useFocusAfter(dialog !== null);
  if (dialog === null) return null;
  switch (dialog.kind) {
    case 'event':
      return null;
    case 'new-branch':
      return <NewBranchDialog onClose={onClose} />;
    case 'branch':
      return <BranchDialog step={dialog.step} strategy={dialog.strategy} onClose={onClose} />;
    case 'set-up':
      return <SetupDialog branch={dialog.branch} onClose={onClose} />;
    case 'plug':
      return <PlugDialog known={dialog.name} onClose={onClose} />;
    case 'export':
      return <ExportDialog onClose={onClose} />;
    case 'delete-branch':
      return <DeleteDialog id={dialog.branch} onClose={onClose} />;
    case 'rename-branch': {
      const branch = host.desired.branches.find(({ id }) => id === dialog.branch);
      if (branch === undefined) return null;
      return (
        <NameDialog
          title={`Rename ${branch.name}`}
          start={branch.name}
          verb="Rename"
          check={branchNameError}
          onClose={onClose}
          onName={(name) =>
            edit(`Rename ${branch.name} to ${name}`, [
              { family: 'xive', op: 'renameBranch', branch: branch.id, name, about: null },
            ])
          }
        />
      );
    }
    case 'study-reading': {
      const reading = host.desired.readings.find(({ id }) => id === dialog.reading);
      if (reading === undefined) return null;
      return (
        <NameDialog
          title={`Study ${reading.name}`}
          description="A branch that starts where this reading stands: its mappings, sources and devices. What the texts do not tell is said when it is made."
          start={freeName(`${reading.name}, studied`, host.desired.branches)}
          verb="Make the branch"
          check={branchNameError}
          onClose={onClose}
          onName={async (name) => {
            const id = branchId(name, host.desired.branches);
            const made = await edit(`Study ${reading.name}`, [
              { family: 'xive', op: 'studyReading', id, name, reading: reading.id },
            ]);
            if (made) {
              // It is the same guest: what was looked at is there too.
              const { selected, window, vm } = store.getState();
              open({ kind: 'branch', id });
              set({ bottomTab: 'timeline', selected, window, vm });
            }
            return made;
          }}
        />
      );
    }
  }
}
