import './plan.css';
import type { HostView } from '../../shared/view.ts';
import { runAction } from '../app/actions.ts';
import { Button } from '../ui/Button.tsx';
import { useHostAnswer } from './answers.ts';
import { changeCount, counted } from './words.ts';

/** On the overview: how far the wish is from the host, and the next thing to do about it. Nothing while they agree. */
export function OverviewChanges({ host }: { readonly host: HostView }) {
  const { value } = useHostAnswer(host, 'plan.changes', { hostId: host.id });
  const count = changeCount(value);
  if (value === null || count === 0) return null;
  const names = value.map((group) => group.title);
  return (
    <section className="overview-card plan-overview" aria-label="Changes">
      <div>
        <h2>{counted(count, 'change')} not on the host yet</h2>
        <p className="quiet truncate">
          {names.slice(0, 4).join(', ')}
          {names.length > 4 ? ` and ${names.length - 4} more` : ''}
        </p>
      </div>
      <span className="overview-actions">
        <Button icon="list" onClick={() => void runAction('plan.changes')}>
          Show them
        </Button>
        <Button variant="primary" icon="play" onClick={() => void runAction('plan.rehearse')}>
          Rehearse {counted(count, 'change')}
        </Button>
      </span>
    </section>
  );
}
