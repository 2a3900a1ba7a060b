import type { PlanBlock } from '../../shared/plan.ts';
import { edit } from '../store/api.ts';
import { WhyLink } from '../app/rules.tsx';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/icons.tsx';
import { usePlanPlace } from './plan-context.tsx';
import { planStoreOf } from './plan-store.ts';

type Way = PlanBlock['unblock'][number];

/** A way out: edits of the wish, guests that may be restarted, or only words. */
function WayOut({ way }: { readonly way: Way }) {
  const { host } = usePlanPlace();
  if (way.edits.length === 0 && way.restart.length === 0)
    return (
      <span className="quiet">
        {way.label}
        {way.detail === undefined ? '' : `: ${way.detail}`}
      </span>
    );
  async function take(): Promise<void> {
    if (way.edits.length > 0 && !(await edit(host.id, way.label, way.edits))) return;
    if (way.restart.length > 0) planStoreOf(host).getState().mayRestart(way.restart);
  }
  return (
    <Button
      size="small"
      icon={way.restart.length > 0 ? 'refresh' : undefined}
      hint={way.detail}
      onClick={() => void take()}
    >
      {way.label}
    </Button>
  );
}

function BlockCard({ block }: { readonly block: PlanBlock }) {
  const { onRefs } = usePlanPlace();
  return (
    <li className="refusal" aria-label="No legal order">
      <p className="plan-block-message">
        <Icon name="error" />
        <span>{block.message}</span>
      </p>
      <div className="refusal-fixes">
        {block.unblock.map((way) => (
          <WayOut key={way.label} way={way} />
        ))}
        {block.refs.length > 0 && (
          <Button size="small" variant="quiet" icon="arrowRight" onClick={() => onRefs(block.refs)}>
            Show
          </Button>
        )}
        <WhyLink rule={block.rule} />
      </div>
    </li>
  );
}

/** Why there are no steps, and what would help. */
export function Blocks({ blocks }: { readonly blocks: readonly PlanBlock[] }) {
  if (blocks.length === 0) return null;
  return (
    <section className="plan-blocks" aria-label="What blocks the plan">
      <h3>{blocks.length === 1 ? 'One thing blocks' : `${blocks.length} things block`} the way there</h3>
      <ul>
        {blocks.map((block) => (
          <BlockCard key={`${block.rule} ${block.message}`} block={block} />
        ))}
      </ul>
    </section>
  );
}
