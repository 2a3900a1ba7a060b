import { RefusalCard } from '../../app/rules.tsx';
import { dismissRefusal, useNotices } from '../../store/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { useDsa, useDsaState } from '../dsa-context.ts';
import { refLabel } from '../ref-label.ts';

/** The engine's last no on this host, with the other ways to do the same gesture that it would accept. */
export function RefusalPanel() {
  const { host, store } = useDsa();
  const notice = useNotices((state) => state.refusal);
  const own = useDsaState((state) => state.refusal);
  if (notice === null || notice.hostId !== host.host.id) return null;
  const instead = own?.refusal === notice.refusal ? own.instead : [];
  return (
    <>
      <RefusalCard
        hostId={host.host.id}
        label={notice.label}
        refusal={notice.refusal}
        nameOf={(ref) => refLabel(host.host, ref)}
        onRef={(refs) => store.getState().showRefs(refs)}
        onDismiss={() => void (own === null ? dismissRefusal() : store.getState().dismiss())}
      />
      {instead.length > 0 && (
        <section className="work-card" aria-label="Other ways to do it">
          <h3>Or do it another way</h3>
          {instead.map((choice) => (
            <Button
              key={choice.label}
              hint={choice.price.length > 0 ? choice.price.join(' ') : undefined}
              onClick={() => void store.getState().edit(choice.label, choice.edits)}
            >
              {choice.label}
            </Button>
          ))}
        </section>
      )}
    </>
  );
}
