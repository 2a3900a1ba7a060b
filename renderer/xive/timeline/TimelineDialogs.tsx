import './timeline.css';
import { useShownPlace, useXive, useXiveState } from '../xive-context.ts';
import { Driver } from './Driver.tsx';
import { EventDialog } from './EventDialog.tsx';

/** Dialogs about events: new, change; and the clock that plays them, which runs whichever panel is open. */
export function TimelineDialogs() {
  const { host, store } = useXive();
  const dialog = useXiveState((state) => state.dialog);
  const place = useShownPlace();
  const branch =
    place?.kind === 'branch' ? host.desired.branches.find(({ id }) => id === place.branch) : undefined;
  return (
    <>
      <Driver />
      {dialog?.kind === 'event' && branch !== undefined && (
        <EventDialog
          branch={branch}
          at={dialog.at}
          event={dialog.event}
          onClose={() => store.getState().set({ dialog: null })}
        />
      )}
    </>
  );
}
