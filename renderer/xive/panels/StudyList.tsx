import type { BranchView, ReadingView, XiveView } from '../../../shared/xive/view.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Badge } from '../../ui/Callout.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Menu, type MenuEntry } from '../../ui/Menu.tsx';
import { strategyTitle } from '../words.ts';
import { useShownMoments, useShownPlace, useXive } from '../xive-context.ts';

interface Row {
  readonly branch: BranchView;
  readonly depth: number;
}

/** Branches below what they were branched off, in the order they were made. */
export function branchRows(branches: XiveView['branches']): readonly Row[] {
  const ids = new Set(branches.map(({ id }) => id));
  const below = (parent: string | null, depth: number): Row[] =>
    branches
      .filter((branch) => {
        const own = branch.parent !== null && ids.has(branch.parent.branch) ? branch.parent.branch : null;
        return own === parent;
      })
      .flatMap((branch) => [{ branch, depth }, ...below(branch.id, depth + 1)]);
  return below(null, 0);
}

function BranchRow({ branch, depth }: Row) {
  const { store } = useXive();
  const place = useShownPlace();
  const { shown } = useShownMoments();
  const picked = place?.kind === 'branch' && place.branch === branch.id;
  const bad = picked
    ? (shown.moment?.vms ?? []).reduce((sum, { counts }) => sum + counts.stale + counts.misresolved, 0)
    : (branch.wrong ?? 0);
  const { set, open } = store.getState();
  const entries: readonly MenuEntry[] = [
    {
      kind: 'item',
      id: 'duplicate',
      label: 'Branch off…',
      icon: 'graph',
      onSelect: () => {
        open({ kind: 'branch', id: branch.id });
        set({ dialog: { kind: 'branch', step: null, strategy: null } });
      },
    },
    {
      kind: 'item',
      id: 'beside',
      label: 'Show beside',
      icon: 'layers',
      disabledReason: picked ? 'It is what is shown: go to another branch first.' : null,
      onSelect: () => set({ beside: { kind: 'branch', branch: branch.id } }),
    },
    {
      kind: 'item',
      id: 'set-up',
      label: 'Set-up and kernel…',
      icon: 'control',
      onSelect: () => set({ dialog: { kind: 'set-up', branch: branch.id } }),
    },
    {
      kind: 'item',
      id: 'rename',
      label: 'Rename…',
      icon: 'edit',
      onSelect: () => set({ dialog: { kind: 'rename-branch', branch: branch.id } }),
    },
    { kind: 'separator', id: 'line' },
    {
      kind: 'item',
      id: 'delete',
      label: 'Delete…',
      icon: 'trash',
      danger: true,
      onSelect: () => set({ dialog: { kind: 'delete-branch', branch: branch.id } }),
    },
  ];
  return (
    <li
      className="xive-item"
      data-picked={picked}
      style={{ paddingInlineStart: `${Math.min(depth, 4) * 0.75}rem` }}
    >
      <button
        type="button"
        className="xive-pick"
        aria-pressed={picked}
        title={branch.about === '' ? branch.name : `${branch.name}: ${branch.about}`}
        onClick={() => open({ kind: 'branch', id: branch.id })}
      >
        <Icon name={depth === 0 ? 'layers' : 'graph'} size={14} />
        <span className="xive-study-name">{branch.name}</span>
        {branch.edited && (
          <span className="xive-edited" title="Not as it was opened">
            <span aria-hidden="true">•</span>
            <span className="visually-hidden">edited</span>
          </span>
        )}
        {bad > 0 && (
          <Badge tone="danger" icon="warning">
            {bad.toLocaleString('en')}
            <span className="visually-hidden">
              {' '}
              {bad === 1 ? 'page leads' : 'pages lead'} to a wrong source{picked ? '' : ' at its end'}
            </span>
          </Badge>
        )}
        {bad === 0 && (
          <span className="xive-count" title={strategyTitle(branch.config.strategy)}>
            {branch.config.strategy === 'none' ? 'no measure' : branch.config.strategy}
          </span>
        )}
      </button>
      <Menu
        label={`What to do with ${branch.name}`}
        align="end"
        entries={entries}
        trigger={<IconButton icon="more" size="small" label={`More for ${branch.name}`} />}
      />
    </li>
  );
}

/** The host's own interrupts were read, and no guest of it. */
function isHostTable({ sources, vcpus, vmas }: ReadingView): boolean {
  return sources + vcpus + vmas === 0;
}

function ReadingRow({ reading }: { readonly reading: ReadingView }) {
  const { host, store } = useXive();
  const place = useShownPlace();
  const picked = place?.kind === 'reading' && place.reading === reading.id;
  const isHost = isHostTable(reading);
  const { set, open } = store.getState();
  const entries: readonly MenuEntry[] = [
    {
      kind: 'item',
      id: 'study',
      label: 'Study it…',
      icon: 'graph',
      onSelect: () => set({ dialog: { kind: 'study-reading', reading: reading.id } }),
    },
    {
      kind: 'item',
      id: 'beside',
      label: 'Show beside',
      icon: 'layers',
      disabledReason: picked ? 'It is what is shown: go to another reading first.' : null,
      onSelect: () =>
        set({
          beside: { kind: 'reading', hostId: host.host.id, reading: reading.id },
          bottomTab: 'comparison',
          bottomOpen: true,
        }),
    },
  ];
  return (
    <li className="xive-item" data-picked={picked}>
      <button
        type="button"
        className="xive-pick"
        aria-pressed={picked}
        title={`${reading.name}${isHost ? ', the host’s own interrupts and no guest’s' : ''}: ${reading.texts.join(', ')}`}
        onClick={() => open({ kind: 'reading', id: reading.id })}
      >
        <Icon name="capture" size={14} />
        <span className="xive-study-name">{reading.name}</span>
        <span className="xive-count">
          {isHost ? (
            'host’s own'
          ) : (
            <>
              {reading.sources.toLocaleString('en')}
              <span className="visually-hidden"> sources</span>
            </>
          )}
        </span>
      </button>
      <Menu
        label={`What to do with ${reading.name}`}
        align="end"
        entries={entries}
        trigger={<IconButton icon="more" size="small" label={`More for ${reading.name}`} />}
      />
    </li>
  );
}

/** Lives of guests that are studied, and readings of real ones. */
export function StudyList() {
  const { host, store } = useXive();
  const { branches, readings } = host.desired;
  return (
    <>
      <section className="xive-section" aria-labelledby="xive-studies">
        <header className="work-column-head">
          <h2 id="xive-studies" className="section-label">
            Studies
          </h2>
        </header>
        <ul className="xive-list">
          {branchRows(branches).map(({ branch, depth }) => (
            <BranchRow key={branch.id} branch={branch} depth={depth} />
          ))}
        </ul>
        <Button
          variant="quiet"
          icon="plus"
          className="work-new-guest"
          onClick={() => store.getState().set({ dialog: { kind: 'new-branch' } })}
        >
          New guest to study
        </Button>
      </section>
      {readings.length > 0 && (
        <section className="xive-section" aria-labelledby="xive-readings">
          <header className="work-column-head">
            <h2 id="xive-readings" className="section-label">
              Readings of the real machine
            </h2>
          </header>
          <ul className="xive-list">
            {readings.map((reading) => (
              <ReadingRow key={reading.id} reading={reading} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
