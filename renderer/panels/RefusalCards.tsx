import type { Ref, Refusal } from '../../shared/findings.ts';
import { RefusalCard } from '../app/rules.tsx';
import { dismissRefusal, useNotices } from '../store/notices.ts';
import { Button } from '../ui/Button.tsx';

/** The engine's last no on this host, with the other ways to do the same gesture that it would accept. */
export function RefusalCards<Way extends { readonly label: string }>({
  hostId,
  own,
  nameOf,
  onRefs,
  onDismiss,
  onInstead,
  hintOf,
}: {
  readonly hostId: string;
  /** What this view was refused last; null when it was something else of the host. */
  readonly own: { readonly refusal: Refusal; readonly instead: readonly Way[] } | null;
  readonly nameOf: (ref: Ref) => string;
  readonly onRefs: (refs: readonly Ref[]) => void;
  readonly onDismiss: () => void;
  readonly onInstead: (way: Way) => void;
  /** What a way costs, said before it is chosen. */
  readonly hintOf?: (way: Way) => string | undefined;
}) {
  const notice = useNotices((state) => state.refusal);
  if (notice === null || notice.hostId !== hostId) return null;
  const instead = own?.refusal === notice.refusal ? own.instead : [];
  return (
    <>
      <RefusalCard
        hostId={hostId}
        label={notice.label}
        refusal={notice.refusal}
        nameOf={nameOf}
        onRef={onRefs}
        onDismiss={() => (own === null ? dismissRefusal() : onDismiss())}
      />
      {instead.length > 0 && (
        <section className="work-card" aria-label="Other ways to do it">
          <h3>Or do it another way</h3>
          {instead.map((way) => (
            <Button key={way.label} hint={hintOf?.(way)} onClick={() => onInstead(way)}>
              {way.label}
            </Button>
          ))}
        </section>
      )}
    </>
  );
}
