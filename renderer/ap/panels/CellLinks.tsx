import { type Apqn, formatApqn } from '../../../shared/apqn.ts';
import { useAp } from '../ap-context.ts';

/** A cell as a link: puts the cursor there and points it out in the grid. */
export function CellLink({ apqn }: { readonly apqn: Apqn }) {
  const { store } = useAp();
  return (
    <button
      type="button"
      className="button-link mono"
      onClick={() => store.getState().showRefs([{ kind: 'apqn', apqn }])}
    >
      {formatApqn(apqn)}
    </button>
  );
}

/** The first cells as links, the rest as a number. */
export function CellLinks({ cells, most = 8 }: { readonly cells: readonly Apqn[]; readonly most?: number }) {
  return (
    <span className="ap-cell-links">
      {cells.slice(0, most).map((apqn) => (
        <CellLink key={apqn} apqn={apqn} />
      ))}
      {cells.length > most && <span className="faint">and {cells.length - most} more</span>}
    </span>
  );
}
