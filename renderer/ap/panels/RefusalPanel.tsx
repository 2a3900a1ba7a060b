import type { Ref } from '../../../shared/findings.ts';
import { refText } from '../../app/refs.ts';
import { RefusalCards } from '../../panels/RefusalCards.tsx';
import { Button } from '../../ui/Button.tsx';
import { useAp, useApState } from '../ap-context.ts';

export function RefusalPanel() {
  const { host, store } = useAp();
  const own = useApState((state) => state.refusal);
  const { showRefs, dismiss, applyInstead } = store.getState();
  function nameOf(ref: Ref): string {
    if (ref.kind !== 'guest') return refText(ref);
    return host.desired.mdevs.find((mdev) => mdev.id === ref.id)?.name ?? ref.id;
  }
  return (
    <RefusalCards
      hostId={host.host.id}
      own={own}
      nameOf={nameOf}
      onRefs={showRefs}
      onDismiss={dismiss}
      onInstead={(choice) => void applyInstead(choice)}
    />
  );
}

/** After a gesture that could have been done in another way: `Removed adapter 6; instead remove domain 71?` */
export function OfferedPanel() {
  const { store } = useAp();
  const offered = useApState((state) => state.offered);
  if (!offered) return null;
  return (
    <section className="work-card work-card-strong" aria-label="Another way">
      <h3>Done: {offered.done}</h3>
      <p className="quiet">A matrix is adapters times domains, so there was more than one way. Instead:</p>
      {offered.others.map((choice) => (
        <Button key={choice.label} onClick={() => void store.getState().applyInstead(choice)}>
          {choice.label}
        </Button>
      ))}
      <Button variant="quiet" onClick={() => store.getState().set({ offered: null })}>
        Keep it
      </Button>
    </section>
  );
}
