import './dialogs.css';
import { useStudio, useWorkspace } from '../../store/studio.ts';
import { ConfirmDialog, Dialog } from '../../ui/Dialog.tsx';
import { answerDialog, closeDialog, type OpenDialog, useDialog } from '../dialogs.ts';
import { CaptureCommand } from '../start/CaptureCommand.tsx';
import { ApplyDialog } from '../../plan/ApplyDialog.tsx';
import { DomainXmlDialog } from '../../plan/DomainXmlDialog.tsx';
import { ReadFilesDialog } from '../../plan/ReadFilesDialog.tsx';
import { ReadSshDialog } from '../../plan/ReadSshDialog.tsx';
import { familiesOf } from '../families.ts';
import { AppearanceDialog } from './AppearanceDialog.tsx';
import { FileBrowser } from './FileBrowser.tsx';
import { FindingsDialog } from './FindingsDialog.tsx';
import { Palette } from './Palette.tsx';
import { RenameDialog } from './RenameDialog.tsx';
import { ShortcutSheet } from './ShortcutSheet.tsx';

function UnsavedDialog({ dialog }: { readonly dialog: Extract<OpenDialog, { kind: 'unsaved' }> }) {
  return (
    <ConfirmDialog
      open
      title={`Save the changes of ${dialog.name}?`}
      text="What you changed since the last save is lost otherwise."
      confirmLabel="Save"
      other={{ label: 'Don’t save', onChoose: () => answerDialog(() => dialog.answer('discard')) }}
      onConfirm={() => answerDialog(() => dialog.answer('save'))}
      onCancel={closeDialog}
    />
  );
}

function AboutDialog() {
  const info = useStudio((state) => state.info);
  return (
    <Dialog
      open
      onOpenChange={closeDialog}
      title="Passthrough Studio"
      width="small"
      description="Give hardware to KVM guests without emulation: see it, check it against the kernel’s rules, plan it."
    >
      {info !== null && (
        <dl className="facts">
          <dt>Version</dt>
          <dd>{info.version}</dd>
          <dt>Engine host</dt>
          <dd>{info.host === 'electron' ? `Desktop, Electron ${info.electron}` : 'Web host'}</dd>
          <dt>Node</dt>
          <dd>{info.node}</dd>
          <dt>Platform</dt>
          <dd>{info.platform}</dd>
          <dt>License</dt>
          <dd>Apache-2.0</dd>
        </dl>
      )}
    </Dialog>
  );
}

function CaptureDialog() {
  return (
    <Dialog
      open
      onOpenChange={closeDialog}
      title="Make a capture"
      description="Run this line on the machine, as root where that is possible. It copies state files into one archive: no keys, no guest data. Bring the archive here and open it, or drop it onto this window."
    >
      <CaptureCommand />
    </Dialog>
  );
}

/** The one open dialog. */
export function Dialogs() {
  const open = useDialog((state) => state.open);
  const hosts = useWorkspace()?.hosts ?? [];
  if (open === null) return null;
  switch (open.kind) {
    case 'palette':
      return <Palette />;
    case 'shortcuts':
      return <ShortcutSheet />;
    case 'appearance':
      return <AppearanceDialog />;
    case 'about':
      return <AboutDialog />;
    case 'capture':
      return <CaptureDialog />;
    case 'read-ssh':
      return <ReadSshDialog />;
    case 'apply':
      return <ApplyDialog dialog={open} />;
    case 'files':
      return <FileBrowser dialog={open} />;
    case 'unsaved':
      return <UnsavedDialog dialog={open} />;
    case 'confirm':
      return (
        <ConfirmDialog
          open
          title={open.title}
          text={open.text}
          confirmLabel={open.confirmLabel}
          danger={open.danger}
          onConfirm={() => answerDialog(() => open.answer(true))}
          onCancel={closeDialog}
        />
      );
    case 'findings':
    case 'rename':
    case 'domain-xml':
    case 'read-files': {
      const host = hosts.find((each) => each.id === open.hostId);
      if (host === undefined) return null;
      if (open.kind === 'findings') return <FindingsDialog host={host} />;
      if (open.kind === 'rename') return <RenameDialog host={host} />;
      if (open.kind === 'read-files') return <ReadFilesDialog host={host} format={open.format} />;
      const families = familiesOf(host);
      return (
        <DomainXmlDialog
          host={host}
          guests={families.flatMap((family) => family.guests(host))}
          picked={families.map((family) => family.picked(host)).find((id) => id !== null) ?? null}
          architectures={families.flatMap((family) => family.architectures)}
          device={families.map((family) => family.device).join(' or ')}
        />
      );
    }
  }
}
