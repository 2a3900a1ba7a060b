import type { ReleaseAlternative } from '../../../shared/ap/preview.ts';
import { formatApqn } from '../../../shared/apqn.ts';
import { Button } from '../../ui/Button.tsx';
import { Badge, Callout, Spinner } from '../../ui/Callout.tsx';
import { Term } from '../../ui/Term.tsx';
import { useAp, useApState } from '../ap-context.ts';
import { cellsOf, countCells } from '../host-masks.ts';
import { CellLinks } from './CellLinks.tsx';

function Alternative({
  alternative,
  index,
}: {
  readonly alternative: ReleaseAlternative;
  readonly index: number;
}) {
  const { host, store } = useAp();
  const { set, applyProposal } = store.getState();
  const collateral = countCells(alternative.collateral);
  function show(shown: number | null): void {
    const proposal = store.getState().proposal;
    if (proposal)
      set({
        proposal: { ...proposal, shown },
        highlight: shown === null ? [] : cellsOf(alternative.collateral),
      });
  }
  return (
    <li
      className="ap-alternative"
      onPointerEnter={() => show(index)}
      onPointerLeave={() => show(null)}
      onFocus={() => show(index)}
      onBlur={() => show(null)}
    >
      <div className="ap-alternative-head">
        <strong>{alternative.label}</strong>
        {index === 0 && <Badge tone="accent">Best</Badge>}
      </div>
      <dl className="ap-facts">
        <dt>
          <Term id="collateral">Come along unasked</Term>
        </dt>
        <dd>
          {collateral === 0 ? 'none' : `${collateral} queues `}
          {collateral > 0 && <CellLinks cells={cellsOf(alternative.collateral)} most={4} />}
        </dd>
        <dt>Host keeps</dt>
        <dd className="tabular">{alternative.hostKeeps} queues</dd>
      </dl>
      {alternative.givesAwayDefaultDomain && (
        <Callout tone="warning">
          Gives away the host's default domain {host.desired.defaultDomain}: programs on the host that use it
          fail.
        </Callout>
      )}
      {alternative.refusal && <Callout tone="danger">{alternative.refusal.message}</Callout>}
      <Button
        size="small"
        variant={index === 0 ? 'primary' : 'plain'}
        disabledReason={alternative.refusal ? alternative.refusal.message : null}
        onClick={() => void applyProposal(alternative)}
      >
        Release this way
      </Button>
    </li>
  );
}

/** Host masks are a rectangle: releasing a cell takes a row or a column along. The ways are compared here first. */
export function ProposalCard() {
  const { host, store } = useAp();
  const proposal = useApState((state) => state.proposal);
  if (!proposal) return null;
  const { set, applyProposal } = store.getState();
  const cells = proposal.cells.length;
  const title = proposal.change
    ? proposal.change.label
    : `Release ${cells === 1 ? formatApqn(proposal.cells[0]!) : `${cells} queues`} for guests`;
  const { change } = proposal;
  return (
    <section className="ap-card ap-card-strong" aria-label={title}>
      <h3>{title}</h3>
      {proposal.error && <Callout tone="danger">{proposal.error}</Callout>}
      {!change && !proposal.error && proposal.alternatives === null && <Spinner label="Looking for ways" />}
      {proposal.alternatives?.length === 0 && (
        <p className="quiet">The engine found no way to release them by masks.</p>
      )}
      {proposal.alternatives && proposal.alternatives.length > 0 && (
        <>
          <p className="quiet">
            The host keeps adapters times domains, so a single queue cannot leave alone. Point at a way to see
            in the grid what comes along.
          </p>
          <ol className="ap-alternatives">
            {proposal.alternatives.map((alternative, index) => (
              <Alternative key={alternative.label} alternative={alternative} index={index} />
            ))}
          </ol>
        </>
      )}
      {change && (
        <>
          {change.collateral.length > 0 && (
            <p className="quiet">
              The host gets them because the rest of the row or column is its own already:{' '}
              <CellLinks cells={change.collateral} />
            </p>
          )}
          {change.givesAwayDefaultDomain && (
            <Callout tone="warning">
              Gives away the host's default domain {host.desired.defaultDomain}: programs on the host that use
              it fail.
            </Callout>
          )}
          <Button variant="primary" onClick={() => void applyProposal(change)}>
            {change.toHost.length > 0 ? 'Return to the host' : 'Release'}
          </Button>
        </>
      )}
      <Button variant="quiet" onClick={() => set({ proposal: null, highlight: [] })}>
        Cancel
      </Button>
    </section>
  );
}
