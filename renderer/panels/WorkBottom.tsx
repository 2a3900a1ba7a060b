import { type ComponentType, type ReactNode, useCallback, useMemo } from 'react';
import { useStore } from 'zustand';
import type { Problem, Ref } from '../../shared/findings.ts';
import type { HostView } from '../../shared/view.ts';
import { ProblemBadge, ProblemList, problemWords, SeverityMark } from '../app/rules.tsx';
import { IconButton } from '../ui/Button.tsx';
import { Badge, EmptyState } from '../ui/Callout.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { PlanContext } from '../plan/plan-context.tsx';
import { PLAN_TABS, type PlanTab } from '../plan/plan-store.ts';
import { ChangesBadge, PlanButtons } from '../plan/PlanButtons.tsx';
import { ChangesPanel } from '../plan/ChangesPanel.tsx';
import { CommandsPanel } from '../plan/CommandsPanel.tsx';
import { RehearsalPanel } from '../plan/RehearsalPanel.tsx';
import { useAskedTab } from '../plan/use-asked-tab.ts';
import type { Readable } from './WorkPanes.tsx';

function Findings({ findings }: Pick<HostView, 'findings'>) {
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

const PLAN_PANELS: Readonly<Record<PlanTab, { readonly label: string; readonly content: ReactNode }>> = {
  changes: { label: 'Changes', content: <ChangesPanel /> },
  commands: { label: 'Commands', content: <CommandsPanel /> },
  rehearsal: { label: 'Rehearsal', content: <RehearsalPanel /> },
};

/** `inspector` only where the window is too narrow for a column of its own; `Extra` = tabs of the family. */
export type WorkTab<Extra extends string = never> = 'inspector' | 'problems' | PlanTab | 'findings' | Extra;

interface BottomStore<Extra extends string> {
  readonly bottomTab: WorkTab<Extra>;
  readonly bottomOpen: boolean;
  readonly set: (part: { bottomTab?: WorkTab<Extra>; bottomOpen?: boolean }) => void;
}

export interface WorkBottomProps<Extra extends string> {
  /** Accessible name of the tabs. */
  readonly label: string;
  readonly shown: {
    readonly host: HostView;
    readonly problems: readonly Problem[];
    readonly problemCount: { readonly error: number; readonly warning: number; readonly info: number };
  };
  readonly store: Readable<BottomStore<Extra>>;
  readonly refLabel: (host: HostView, ref: Ref) => string;
  readonly onRefs: (refs: readonly Ref[]) => void;
  /** Null for a family with nothing to plan: then what it adds comes first. */
  readonly plan: {
    readonly scriptExample: string;
    readonly firstChange: string;
    readonly GuestMark: ComponentType<{ readonly guestId: string }>;
  } | null;
  /** Null while it stands in a column of its own. */
  readonly inspector: ReactNode | null;
  readonly extra: readonly {
    readonly value: Extra;
    readonly label: string;
    readonly badge?: ReactNode;
    readonly content: ReactNode;
  }[];
  /** What the family adds is about its picture: it comes first, also where there is a plan. */
  readonly extraFirst?: boolean;
}

/** What is wrong, what is to be done about the wish, what the files of the host said oddly, and what the family adds. */
export function WorkBottom<Extra extends string = never>({
  label,
  shown: {
    host: shown,
    problems,
    problemCount: { error, warning, info },
  },
  store,
  refLabel,
  onRefs,
  plan,
  inspector,
  extra,
  extraFirst = plan === null,
}: WorkBottomProps<Extra>) {
  const tab = useStore(store, (state) => state.bottomTab);
  const open = useStore(store, (state) => state.bottomOpen);
  const { set } = store.getState();
  const total = error + warning + info;
  const nameOf = useCallback((ref: Ref) => refLabel(shown, ref), [shown, refLabel]);
  const place = useMemo(
    () => (plan === null ? null : { host: shown, refLabel: nameOf, onRefs, ...plan }),
    [shown, nameOf, onRefs, plan],
  );
  function show(next: WorkTab<Extra>): void {
    set({ bottomTab: next, bottomOpen: true });
  }
  useAskedTab(shown, show);
  return (
    <PlanContext.Provider value={place}>
      <section className="work-bottom" aria-label={label} data-open={open}>
        <Tabs<WorkTab<Extra>>
          label={label}
          value={tab}
          onChange={show}
          trailing={
            <>
              {plan !== null && <PlanButtons />}
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
            ...(inspector === null
              ? []
              : [{ value: 'inspector' as const, label: 'Inspector', content: inspector }]),
            ...(extraFirst ? extra : []),
            {
              value: 'problems' as const,
              label: 'Problems',
              // Notes ask for nothing: they have a number of their own, without colour.
              badge: (
                <>
                  <ProblemBadge error={error} warning={warning} />
                  {info > 0 && <span className="faint">{problemWords({ info })}</span>}
                </>
              ),
              content: (
                <ProblemList
                  hostId={shown.id}
                  problems={problems}
                  total={total}
                  onRef={onRefs}
                  nameOf={nameOf}
                />
              ),
            },
            ...(plan === null ? [] : PLAN_TABS).map((value) => ({
              value,
              ...PLAN_PANELS[value],
              badge: value === 'changes' ? <ChangesBadge /> : undefined,
            })),
            {
              value: 'findings' as const,
              label: 'Findings',
              badge: shown.findings.length === 0 ? undefined : <Badge>{shown.findings.length}</Badge>,
              content: <Findings findings={shown.findings} />,
            },
            ...(extraFirst ? [] : extra),
          ]}
        />
      </section>
    </PlanContext.Provider>
  );
}
