import { Dialog } from '../../ui/Dialog.tsx';
import { Button } from '../../ui/Button.tsx';
import { useDsa } from '../dsa-context.ts';
import { moveTargets } from '../move-targets.ts';
import { mdevOf, partLabel } from '../parts.ts';

/** The keyboard's way to what dragging an mdev onto a queue does. */
export function MoveDialog({ mdev: id, onClose }: { readonly mdev: string; readonly onClose: () => void }) {
  const { host, store } = useDsa();
  const mdev = mdevOf(host.desired, id);
  const targets = mdev === null ? [] : moveTargets(host.desired, mdev);
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`Move ${partLabel(host.desired, id)} to which queue?`}
      description="It keeps its UUID and its guest. At once, unless something stops for it: then you see what, and are asked first."
      width="small"
      footer={<Button onClick={onClose}>Cancel</Button>}
    >
      {targets.length === 0 ? (
        <p className="quiet">No other queue could take it: all are used by the host or by other guests.</p>
      ) : (
        <ul className="dsa-guest-choice" aria-label="Work queues">
          {targets.map(({ name, says }, at) => (
            <li key={name}>
              <button
                type="button"
                {...(at === 0 ? { 'data-first-focus': '' } : {})}
                onClick={() => {
                  onClose();
                  void store.getState().move(id, name);
                }}
              >
                <span>{name}</span>
                <span className="faint truncate">{says}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
