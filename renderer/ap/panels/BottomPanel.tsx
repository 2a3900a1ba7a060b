import { type ReactNode, useMemo } from 'react';
import type { Ref } from '../../../shared/findings.ts';
import { ProblemBadge, ProblemList, problemWords, SeverityMark } from '../../app/rules.tsx';
import { usePaneSize } from '../../store/preferences.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Badge, EmptyState } from '../../ui/Callout.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { PlanContext } from '../../plan/plan-context.tsx';
import { isPlanTab, PLAN_TABS, type PlanTab } from '../../plan/plan-store.ts';
import { ChangesBadge, PlanButtons } from '../../plan/PlanButtons.tsx';
import { ChangesPanel } from '../../plan/ChangesPanel.tsx';
import { CommandsPanel } from '../../plan/CommandsPanel.tsx';
import { RehearsalPanel } from '../../plan/RehearsalPanel.tsx';
import { useAskedTab } from '../../plan/use-asked-tab.ts';
import { useAp, useApState } from '../ap-context.ts';
import { BOTTOM_PANE, type BottomTab } from '../ap-view-state.ts';
import { focusGrid } from '../focus-grid.ts';
import { refLabel } from '../ref-label.ts';
import { GuestSwatch } from './GuestSwatch.tsx';
import { Inspector } from './Inspector.tsx';
import { FilesPanel } from './FilesPanel.tsx';

function Findings() {
  const { host } = useAp();
  const { findings } = host.host;
  if (findings.length === 0)
    return (
      <EmptyState icon="check" title="Nothing was odd">
        Every file of the source was there and understood.
      </EmptyState>
    );
  return (
    <ul className="problems">
      {findings.map((finding) => (
        <li key={`${finding.file}: ${finding.message}`} className="problem">
          <SeverityMark severity={finding.severity} />
          <p className="problem-message">
            {finding.message} <code className="faint">{finding.file}</code>
          </p>
        </li>
      ))}
    </ul>
  );
}

/** Enough to read a step with its command and its answer. */
const PLAN_HEIGHT = 300;

const PLAN_PANELS: Readonly<Record<PlanTab, { readonly label: string; readonly content: ReactNode }>> = {
  changes: { label: 'Changes', content: <ChangesPanel /> },
  commands: { label: 'Commands', content: <CommandsPanel /> },
  rehearsal: { label: 'Rehearsal', content: <RehearsalPanel /> },
};

/** What is wrong, what is to be done about the wish, what the files of the host said oddly, and these very files. */
export function BottomPanel({ withInspector }: { readonly withInspector: boolean }) {
  const { host, store } = useAp();
  const tab = useApState((state) => state.bottomTab);
  const open = useApState((state) => state.bottomOpen);
  const [height, setHeight] = usePaneSize(BOTTOM_PANE.name, BOTTOM_PANE.height);
  const { set, showRefs } = store.getState();
  const { error, warning, info } = host.problemCount;
  const total = error + warning + info;
  const shown = host.host;
  const place = useMemo(
    () => ({
      host: shown,
      refLabel: (ref: Ref) => refLabel(shown, ref),
      onRefs: (refs: readonly Ref[]) => {
        showRefs(refs);
        focusGrid();
      },
      GuestMark: GuestSwatch,
    }),
    [shown, showRefs],
  );
  function show(next: BottomTab): void {
    set({ bottomTab: next, bottomOpen: true });
    if (isPlanTab(next) && height < PLAN_HEIGHT) setHeight(PLAN_HEIGHT);
  }
  useAskedTab(shown, show);
  return (
    <PlanContext.Provider value={place}>
      <section className="ap-bottom" aria-label="Problems, changes, findings and files" data-open={open}>
        <Tabs<BottomTab>
          label="Problems, changes, findings and files"
          value={tab}
          onChange={show}
          trailing={
            <>
              <PlanButtons />
              <IconButton
                icon={open ? 'chevronDown' : 'arrowUp'}
                size="small"
                label={open ? 'Hide this panel' : 'Show this panel'}
                shortcut="Alt+B"
                onClick={() => set({ bottomOpen: !open })}
              />
            </>
          }
          tabs={[
            ...(withInspector
              ? [{ value: 'inspector' as const, label: 'Inspector', content: <Inspector /> }]
              : []),
            {
              value: 'problems',
              label: 'Problems',
              // Notes ask for nothing: they have a number of their own, without colour.
              badge: (
                <>
                  <ProblemBadge error={error} warning={warning} />
                  {info > 0 && <span className="faint">{problemWords({ info })}</span>}
                </>
              ),
              content: (
                <ProblemList hostId={shown.id} problems={host.problems} total={total} onRef={place.onRefs} />
              ),
            },
            ...PLAN_TABS.map((value) => ({
              value,
              ...PLAN_PANELS[value],
              badge: value === 'changes' ? <ChangesBadge /> : undefined,
            })),
            {
              value: 'findings',
              label: 'Findings',
              badge: shown.findings.length === 0 ? undefined : <Badge>{shown.findings.length}</Badge>,
              content: <Findings />,
            },
            { value: 'files', label: 'Masks & files', content: <FilesPanel /> },
          ]}
        />
      </section>
    </PlanContext.Provider>
  );
}
