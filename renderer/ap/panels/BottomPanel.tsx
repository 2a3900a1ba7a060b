import { ProblemBadge, ProblemList, problemWords, SeverityMark } from '../../app/rules.tsx';
import { IconButton } from '../../ui/Button.tsx';
import { Badge, EmptyState } from '../../ui/Callout.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { useAp, useApState } from '../ap-context.ts';
import type { BottomTab } from '../ap-view-state.ts';
import { focusGrid } from '../focus-grid.ts';
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

/** What is wrong, what the files of the host said oddly, and the very files behind the picture. */
export function BottomPanel({ withInspector }: { readonly withInspector: boolean }) {
  const { host, store } = useAp();
  const tab = useApState((state) => state.bottomTab);
  const open = useApState((state) => state.bottomOpen);
  const { set, showRefs } = store.getState();
  const { error, warning, info } = host.problemCount;
  const total = error + warning + info;
  const count = (value: number) => (value === 0 ? undefined : <Badge>{value}</Badge>);
  return (
    <section className="ap-bottom" aria-label="Problems, findings and files" data-open={open}>
      <Tabs<BottomTab>
        label="Problems, findings and files"
        value={tab}
        onChange={(next) => set({ bottomTab: next, bottomOpen: true })}
        trailing={
          <IconButton
            icon={open ? 'chevronDown' : 'arrowUp'}
            size="small"
            label={open ? 'Hide this panel' : 'Show this panel'}
            shortcut="Alt+B"
            onClick={() => set({ bottomOpen: !open })}
          />
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
              <ProblemList
                hostId={host.host.id}
                problems={host.problems}
                total={total}
                onRef={(refs) => {
                  showRefs(refs);
                  focusGrid();
                }}
              />
            ),
          },
          {
            value: 'findings',
            label: 'Findings',
            badge: count(host.host.findings.length),
            content: <Findings />,
          },
          { value: 'files', label: 'Masks & files', content: <FilesPanel /> },
        ]}
      />
    </section>
  );
}
