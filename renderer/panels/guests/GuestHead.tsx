import type { ReactNode } from 'react';
import { IconButton } from '../../ui/Button.tsx';
import { Badge } from '../../ui/Callout.tsx';
import { HueChoice } from '../../ui/GuestSwatch.tsx';

/** The head of a guest's card: who it is, whether it runs, renaming and deleting it. */
export function GuestHead({
  name,
  mark,
  running,
  onRename,
  onDelete,
}: {
  readonly name: string;
  readonly mark: ReactNode;
  readonly running: boolean;
  readonly onRename: () => void;
  readonly onDelete: () => void;
}) {
  return (
    <header className="work-card-head">
      {mark}
      <h2 className="truncate" title={name}>
        {name}
      </h2>
      {running && (
        <Badge tone="success" icon="play">
          running
        </Badge>
      )}
      <IconButton icon="edit" size="small" label="Rename" onClick={onRename} />
      <IconButton icon="trash" size="small" label="Delete" onClick={onDelete} />
    </header>
  );
}

/** The row of a guest's facts that changes its hue; `label` as on its swatch. */
export function ColourFact({
  guest,
  label,
  onChoose,
}: {
  readonly guest: { readonly name: string; readonly hue: number };
  readonly label: string;
  readonly onChoose: (hue: number) => void;
}) {
  return (
    <div className="work-fact">
      <dt>Colour</dt>
      <dd>
        <HueChoice name={guest.name} hue={guest.hue} label={label} onChoose={onChoose} />
      </dd>
    </div>
  );
}
