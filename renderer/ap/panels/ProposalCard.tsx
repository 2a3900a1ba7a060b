import type { MaskMove, PaintChoice } from '../../../shared/ap/preview.ts';
import { Button } from '../../ui/Button.tsx';
import { Badge, Callout } from '../../ui/Callout.tsx';
import { Term } from '../../ui/Term.tsx';
import { useAp, useApState } from '../ap-context.ts';
import { apqnsOf } from '../grid/preview-cells.ts';
import { CellLinks } from './CellLinks.tsx';

function DefaultDomain({ masks }: { readonly masks: MaskMove | null }) {
  const { host } = useAp();
  if (masks?.givesAwayDefaultDomain !== true) return null;
  return (
    <Callout tone="warning">
      Gives away the host's default domain {host.desired.defaultDomain}: programs on the host that use it
      fail.
    </Callout>
  );
}

/** A mask change in one way only, which takes more than was asked for. */
function Change({ choice }: { readonly choice: PaintChoice }) {
  const { store } = useAp();
  const { masks, refusal } = choice;
  const collateral = apqnsOf(masks?.collateral ?? []);
  return (
    <>
      {collateral.length > 0 && (
        <p className="quiet">
          The host gets them because the rest of the row or column is its own already:{' '}
          <CellLinks cells={collateral} />
        </p>
      )}
      <DefaultDomain masks={masks} />
      {refusal && <Callout tone="danger">{refusal.message}</Callout>}
      <Button variant="primary" onClick={() => void store.getState().applyProposal(choice)}>
        {(masks?.toHost ?? []).length > 0 ? 'Return to the host' : 'Release'}
      </Button>
    </>
  );
}

function Way({ choice, index }: { readonly choice: PaintChoice; readonly index: number }) {
  const { store } = useAp();
  const { set, applyProposal } = store.getState();
  const collateral = apqnsOf(choice.masks?.collateral ?? []);
  function show(shown: number | null): void {
    const proposal = store.getState().proposal;
    if (proposal) set({ proposal: { ...proposal, shown }, highlight: shown === null ? [] : collateral });
  }
  return (
    <li
      className="work-alternative"
      onPointerEnter={() => show(index)}
      onPointerLeave={() => show(null)}
      onFocus={() => show(index)}
      onBlur={() => show(null)}
    >
      <div className="work-alternative-head">
        <strong>{choice.label}</strong>
        {index === 0 && <Badge tone="accent">Best</Badge>}
      </div>
      <dl className="work-facts">
        <dt>
          <Term id="collateral">Come along unasked</Term>
        </dt>
        <dd>
          {collateral.length === 0 ? 'none' : `${collateral.length} queues `}
          {collateral.length > 0 && <CellLinks cells={collateral} most={4} />}
        </dd>
        <dt>Host keeps</dt>
        <dd className="tabular">{choice.masks?.hostKeeps} queues</dd>
      </dl>
      <DefaultDomain masks={choice.masks} />
      {choice.refusal && <Callout tone="danger">{choice.refusal.message}</Callout>}
      <Button
        size="small"
        variant={index === 0 ? 'primary' : 'plain'}
        disabledReason={choice.refusal ? choice.refusal.message : null}
        onClick={() => void applyProposal(choice)}
      >
        Release this way
      </Button>
    </li>
  );
}

/** Host masks are a rectangle: releasing a cell takes a row or a column along. The ways are compared here first. */
export function ProposalCard() {
  const { store } = useAp();
  const proposal = useApState((state) => state.proposal);
  if (!proposal) return null;
  const { title, releases, choices } = proposal;
  return (
    <section className="work-card work-card-strong" aria-label={title}>
      <h3>{title}</h3>
      {releases ? (
        <>
          <p className="quiet">
            The host keeps adapters times domains, so a single queue cannot leave alone. Point at a way to see
            in the grid what comes along.
          </p>
          <ol className="work-alternatives">
            {choices.map((choice, index) => (
              <Way key={choice.label} choice={choice} index={index} />
            ))}
          </ol>
        </>
      ) : (
        choices.map((choice) => <Change key={choice.label} choice={choice} />)
      )}
      <Button variant="quiet" onClick={() => store.getState().set({ proposal: null, highlight: [] })}>
        Cancel
      </Button>
    </section>
  );
}
