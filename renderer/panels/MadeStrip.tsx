import { IconButton } from '../ui/Button.tsx';
import { Icon } from '../ui/icons.tsx';

/** What the last gesture brought along (what is lost, what a running guest notices), next to where it was made. */
export function MadeStrip({
  made,
  onDismiss,
}: {
  readonly made: { readonly label: string; readonly notes: readonly string[] } | null;
  readonly onDismiss: () => void;
}) {
  if (!made) return null;
  const text = made.notes.join(' ');
  return (
    <div className="work-made">
      <Icon name="check" />
      <p title={text}>
        <strong>{made.label}.</strong> {text}
      </p>
      <IconButton icon="close" size="small" label="Dismiss" onClick={onDismiss} />
    </div>
  );
}
