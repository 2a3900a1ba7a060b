import './plan.css';
import { actionOf } from '../app/actions.ts';
import { Button } from '../ui/Button.tsx';
import { Badge } from '../ui/Callout.tsx';
import { Menu, type MenuEntry } from '../ui/Menu.tsx';
import { menuEntryOf } from '../app/shell/menu-entry.ts';
import { runAction } from '../app/actions.ts';
import { useHostAnswer } from './answers.ts';
import { usePlanPlace } from './plan-context.tsx';
import { planStoreOf } from './plan-store.ts';
import { changeCount, counted } from './words.ts';

function useChangeCount(): number | null {
  const { host } = usePlanPlace();
  const { value } = useHostAnswer(host, 'plan.changes', { hostId: host.id });
  return value === null ? null : changeCount(value);
}

export function ChangesBadge() {
  const count = useChangeCount();
  return count === null || count === 0 ? null : <Badge tone="accent">{count}</Badge>;
}

/** What can be made of the changes, beside the tabs. */
export function PlanButtons() {
  const { host } = usePlanPlace();
  const count = useChangeCount();
  const formats = useHostAnswer(host, 'export.formats', { hostId: host.id });
  const store = planStoreOf(host);
  const entries = (): MenuEntry[] => [
    ...menuEntryOf(actionOf('plan.copyCommands')),
    { kind: 'separator', id: 'line-formats' },
    { kind: 'heading', id: 'formats', label: 'Files for' },
    ...(formats.value ?? []).map(
      (format): MenuEntry => ({
        kind: 'item',
        id: format.id,
        label: format.title,
        icon: 'file',
        onSelect: () => {
          store.getState().set({ output: format.id });
          store.getState().openTab('commands');
        },
      }),
    ),
    { kind: 'separator', id: 'line-other' },
    ...['plan.domainXml', 'plan.readFiles'].flatMap((id) => menuEntryOf(actionOf(id))),
  ];
  return (
    <>
      <Menu
        label="Export"
        align="end"
        entries={entries}
        trigger={
          <Button
            size="small"
            icon="export"
            iconEnd="chevronDown"
            className="plan-export-button"
            aria-label="Export"
          >
            Export
          </Button>
        }
      />
      <Button
        size="small"
        variant="primary"
        className="plan-rehearse"
        shortcut="Alt+P"
        hint="Run the steps against the model of the kernel; the host is untouched"
        disabledReason={count === 0 ? 'The wish is what the host has: there is nothing to rehearse.' : null}
        onClick={() => void runAction('plan.rehearse')}
      >
        Rehearse{count === null || count === 0 ? '' : <RehearseCount count={count} />}
      </Button>
    </>
  );
}

/** ` 5 changes`; where the row is narrow only the number is drawn. */
function RehearseCount({ count }: { readonly count: number }) {
  const [number, ...word] = counted(count, 'change').split(' ');
  return (
    <>
      {' '}
      {number}
      <span className="plan-rehearse-word"> {word.join(' ')}</span>
    </>
  );
}
