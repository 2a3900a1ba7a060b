import type { Ref } from '../../../shared/findings.ts';
import { refText } from '../../app/refs.ts';
import { RefusalCard } from '../../app/rules.tsx';
import { dismissRefusal, useNotices } from '../../store/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { useAp, useApState } from '../ap-context.ts';

/** The engine's last no on this host, with the other ways to do the same gesture that it would accept. */
export function RefusalPanel() {
  const { host, store } = useAp();
  const notice = useNotices((state) => state.refusal);
  const own = useApState((state) => state.refusal);
  if (notice === null || notice.hostId !== host.host.id) return null;
  const instead = own?.refusal === notice.refusal ? own.instead : [];
  function nameOf(ref: Ref): string {
    if (ref.kind !== 'guest') return refText(ref);
    return host.desired.mdevs.find((mdev) => mdev.id === ref.id)?.name ?? ref.id;
  }
  return (
    <>
      <RefusalCard
        hostId={host.host.id}
        label={notice.label}
        refusal={notice.refusal}
        nameOf={nameOf}
        onRef={(refs) => store.getState().showRefs(refs)}
        onDismiss={() => void (own === null ? dismissRefusal() : store.getState().dismiss())}
      />
      {instead.length > 0 && (
        <section className="work-card" aria-label="Other ways to do it">
          <h3>Or do it another way</h3>
          {instead.map((choice) => (
            <Button key={choice.label} onClick={() => void store.getState().applyInstead(choice)}>
              {choice.label}
            </Button>
          ))}
        </section>
      )}
    </>
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
