import { useEffect, useMemo } from 'react';
import { WorkBottom } from '../../panels/WorkBottom.tsx';
import { Badge } from '../../ui/Callout.tsx';
import { ComparisonPanel } from '../compare/ComparisonPanel.tsx';
import { refLabel } from '../ref-label.ts';
import { CallsPanel } from '../timeline/CallsPanel.tsx';
import { TimelinePanel } from '../timeline/TimelinePanel.tsx';
import { useShownVm, useXive, useXiveState } from '../xive-context.ts';
import { Inspector } from './Inspector.tsx';
import { SourcesTable } from './SourcesTable.tsx';
import { VmasTable } from './VmasTable.tsx';

const TIMELINE = { value: 'timeline', label: 'Timeline', content: <TimelinePanel /> } as const;
const SOURCES = { value: 'sources', label: 'Sources', content: <SourcesTable /> } as const;
const CALLS = { value: 'calls', label: 'Calls', content: <CallsPanel /> } as const;
const COMPARISON = { value: 'comparison', label: 'Comparison', content: <ComparisonPanel /> } as const;

/** The tabs below the picture: what happens, and all of it as lists. */
export function BottomPanel({ withInspector }: { readonly withInspector: boolean }) {
  const { host, store } = useXive();
  const beside = useXiveState((state) => state.beside !== null);
  const isLost = useXiveState((state) => state.beside === null && state.bottomTab === 'comparison');
  useEffect(() => {
    // With the other side gone there is nothing to compare, and its tab is gone too.
    if (isLost) store.getState().set({ bottomTab: 'timeline' });
  }, [isLost, store]);
  const count = useShownVm()?.vmas.length ?? 0;
  const extra = useMemo(
    () => [
      TIMELINE,
      ...(beside ? [COMPARISON] : []),
      {
        value: 'vmas' as const,
        label: 'VMAs',
        badge: count === 0 ? undefined : <Badge>{count}</Badge>,
        content: <VmasTable />,
      },
      SOURCES,
      CALLS,
    ],
    [beside, count],
  );
  return (
    <WorkBottom
      label="Timeline, mappings, sources and problems"
      shown={host}
      store={store}
      refLabel={refLabel}
      onRefs={(refs) => {
        store.getState().showRefs(refs);
        // The list may be another one where it leads to; then the picture that shows it has the focus.
        setTimeout(() => {
          if (document.activeElement === document.body)
            document.querySelector<HTMLElement>('.xive-map [tabindex="0"]')?.focus();
        }, 300);
      }}
      plan={null}
      inspector={withInspector ? <Inspector /> : null}
      extra={extra}
    />
  );
}
