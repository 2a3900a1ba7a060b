import type { Mdev } from '../../../shared/ap/types.ts';
import { Button } from '../../ui/Button.tsx';
import { Callout } from '../../ui/Callout.tsx';
import { useAp } from '../ap-context.ts';
import { type HiddenAdapter, hiddenAdapters, problemsOfGuest } from '../guest-facts.ts';
import { reapplyGuest } from '../guest-edits.ts';
import { CellLink } from './CellLinks.tsx';
import { Fixes, RuleLink } from './Fixes.tsx';

/** More are counted, not listed: they mostly have the same cause. */
const MOST_LISTED = 6;

function HiddenRow({ mdev, hidden }: { readonly mdev: Mdev; readonly hidden: HiddenAdapter }) {
  const { host, store } = useAp();
  const problem = problemsOfGuest(host.problems, mdev.id).find((one) =>
    one.refs.some(
      (ref) =>
        (ref.kind === 'adapter' && ref.id === hidden.adapter) ||
        (ref.kind === 'apqn' && ref.apqn === hidden.culprit),
    ),
  );
  const fixes = problem?.fixes ?? [];
  const reapply = reapplyGuest(mdev);
  return (
    <Callout
      tone="warning"
      actions={
        <>
          {hidden.culprit !== null && <CellLink apqn={hidden.culprit} />}
          <Fixes fixes={fixes} />
          {fixes.length === 0 && hidden.reason === 'stale' && (
            <Button size="small" onClick={() => void store.getState().edit(reapply.label, reapply.edits)}>
              Re-apply the guest
            </Button>
          )}
          <RuleLink rule={problem?.rule ?? (hidden.reason === 'stale' ? 'AP-U13' : 'AP-P1')} />
        </>
      }
    >
      {hidden.text}
    </Callout>
  );
}

/** Why the guest sees less than its matrix says, adapter by adapter with the cell to blame. */
export function HiddenAdapters({ mdev }: { readonly mdev: Mdev }) {
  const { host } = useAp();
  const hidden = hiddenAdapters(host.desired, mdev);
  return (
    <>
      {hidden.slice(0, MOST_LISTED).map((one) => (
        <HiddenRow key={one.adapter} mdev={mdev} hidden={one} />
      ))}
      {hidden.length > MOST_LISTED && (
        <p className="faint">{hidden.length - MOST_LISTED} more adapters are hidden.</p>
      )}
    </>
  );
}
