import { RefusalCards } from '../../panels/RefusalCards.tsx';
import { useDsa, useDsaState } from '../dsa-context.ts';
import { refLabel } from '../ref-label.ts';

export function RefusalPanel() {
  const { host, store } = useDsa();
  const own = useDsaState((state) => state.refusal);
  const { showRefs, dismiss, edit } = store.getState();
  return (
    <RefusalCards
      hostId={host.host.id}
      own={own}
      nameOf={(ref) => refLabel(host.host, ref)}
      onRefs={showRefs}
      onDismiss={dismiss}
      onInstead={({ label, edits }) => void edit(label, edits)}
      hintOf={({ price }) => (price.length > 0 ? price.join(' ') : undefined)}
    />
  );
}
