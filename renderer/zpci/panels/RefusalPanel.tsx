import { RefusalCards } from '../../panels/RefusalCards.tsx';
import { refLabel } from '../ref-label.ts';
import { useZpci, useZpciState } from '../zpci-context.ts';

export function RefusalPanel() {
  const { host, store } = useZpci();
  const own = useZpciState((state) => state.refusal);
  const { showRefs, dismiss, edit } = store.getState();
  return (
    <RefusalCards
      hostId={host.host.id}
      own={own}
      nameOf={(ref) => refLabel(host.host, ref)}
      onRefs={showRefs}
      onDismiss={dismiss}
      onInstead={({ label, edits }) => void edit(label, edits)}
      hintOf={({ price, gets }) => {
        const hint = [...gets, ...price].join(' ');
        return hint === '' ? undefined : hint;
      }}
    />
  );
}
