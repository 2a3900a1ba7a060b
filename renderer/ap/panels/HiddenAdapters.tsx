import type { HiddenAdapterCard } from '../../../shared/ap/cards.ts';
import { Callout } from '../../ui/Callout.tsx';
import { CellLink } from './CellLinks.tsx';
import { Fixes, RuleLink } from './Fixes.tsx';

/** More are counted, not listed: they mostly have the same cause. */
const MOST_LISTED = 6;

/** Why the guest sees less than its matrix says, adapter by adapter with the cell to blame. */
export function HiddenAdapters({ hidden }: { readonly hidden: readonly HiddenAdapterCard[] }) {
  // What the LPAR lacks is one note of the card, however many adapters it is.
  const listed = hidden.filter(({ reason }) => reason !== 'lpar');
  return (
    <>
      {listed.slice(0, MOST_LISTED).map((one) => (
        <Callout
          key={one.adapter}
          tone="warning"
          actions={
            <>
              {one.culprit !== null && <CellLink apqn={one.culprit} />}
              <Fixes fixes={one.fixes} />
              {one.rule !== undefined && <RuleLink rule={one.rule} />}
            </>
          }
        >
          {one.sentence}
        </Callout>
      ))}
      {listed.length > MOST_LISTED && (
        <p className="faint">{listed.length - MOST_LISTED} more adapters are hidden.</p>
      )}
    </>
  );
}
