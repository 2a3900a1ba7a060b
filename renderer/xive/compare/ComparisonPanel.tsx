import './compare.css';
import type { Comparison, Difference } from '../../../shared/xive/cards.ts';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { Button } from '../../ui/Button.tsx';
import { Badge, EmptyState, Spinner } from '../../ui/Callout.tsx';
import { Icon } from '../../ui/icons.tsx';
import { WindowedList } from '../../ui/WindowedList.tsx';
import { useBesidePlace, useShownPlace, useXive, useXiveState } from '../xive-context.ts';
import type { BesidePlace } from '../xive-view-state.ts';
import { BesideChoice } from './BesideChoice.tsx';
import { chosenOption, isLater, sharedSteps } from './beside-choices.ts';
import { StrategyTable } from './StrategyTable.tsx';
import { useBesideGroups } from './use-beside-groups.ts';
import { useCleanedBranch } from './use-cleaned-branch.ts';

const KIND_WORDS: Readonly<Record<Difference['kind'], string>> = {
  page: 'page',
  owner: 'owner',
  vma: 'mapping',
  slot: 'slot',
  source: 'source',
  device: 'device',
  irq: 'irq',
  region: 'region',
  guest: 'guest',
};

function Facts({ comparison, names }: { comparison: Comparison; names: readonly [string, string] }) {
  return (
    <table className="xive-facts" aria-label="Both sides in numbers">
      <thead>
        <tr>
          <td />
          {names.map((name, at) => (
            <th key={`${at} ${name}`} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {comparison.facts.map(({ name, left, right, better }) => (
          <tr key={name} data-differs={left !== right}>
            <th scope="row">{name}</th>
            {(
              [
                ['left', left],
                ['right', right],
              ] as const
            ).map(([side, value]) => (
              <td key={side} data-better={better === side} className="tabular">
                {value}
                {better === side && (
                  <span className="xive-better">
                    <Icon name="check" size={12} /> better
                  </span>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function DifferenceRow({ difference }: { readonly difference: Difference }) {
  const { store } = useXive();
  const { kind, text, lisns, left, right } = difference;
  const content = (
    <>
      <Badge>{KIND_WORDS[kind]}</Badge>
      <span className="xive-difference-text" title={text}>
        {text}
      </span>
      <span className="xive-left-right mono" title={`${left ?? '–'} → ${right ?? '–'}`}>
        {(left !== null || right !== null) && (
          <>
            {left ?? '–'} <Icon name="arrowRight" size={12} /> {right ?? '–'}
          </>
        )}
      </span>
    </>
  );
  return lisns === null ? (
    <div className="xive-difference">{content}</div>
  ) : (
    <button
      type="button"
      className="xive-difference"
      onClick={() => store.getState().show({ kind: 'source', lisn: lisns[0] })}
    >
      {content}
    </button>
  );
}

interface Numbered {
  readonly at: number;
  readonly difference: Difference;
}
const keyOf = ({ at }: Numbered) => String(at);

function Differences({
  comparison,
  names,
}: {
  readonly comparison: Comparison;
  readonly names: readonly [string, string];
}) {
  const { differences, more } = comparison;
  const items = differences.map((difference, at) => ({ at, difference }));
  return (
    <section className="xive-differences" aria-label="Differences">
      <h3>
        {differences.length === 0
          ? 'No difference'
          : `${(differences.length + more).toLocaleString('en')} ${differences.length + more === 1 ? 'difference' : 'differences'}`}
        {more > 0 && <span className="quiet">, the first {differences.length} listed</span>}
      </h3>
      {differences.length > 0 && (
        <p className="quiet xive-shared">
          left: {names[0]} <Icon name="arrowRight" size={12} /> right: {names[1]}
        </p>
      )}
      {differences.length > 0 && (
        <WindowedList
          label="Differences"
          items={items}
          rowHeight={58}
          keyOf={keyOf}
          shown={-1}
          renderRow={({ difference }) => <DifferenceRow difference={difference} />}
        />
      )}
    </section>
  );
}

function MakeBranch() {
  const { host, store } = useXive();
  const beside = useXiveState((state) => state.beside);
  const place = useShownPlace();
  if (beside === null || beside.kind === 'branch') return null;
  // A reading of another host is studied there.
  if (beside.kind === 'reading' && beside.hostId !== host.host.id) return null;
  const dialog =
    beside.kind === 'strategy'
      ? ({ kind: 'branch', step: null, strategy: beside.strategy } as const)
      : ({ kind: 'study-reading', reading: beside.reading } as const);
  if (beside.kind === 'strategy' && place?.kind !== 'branch') return null;
  return (
    <Button size="small" icon="graph" onClick={() => store.getState().set({ dialog })}>
      Make it a branch…
    </Button>
  );
}

/** C alone leaves stale pages behind: from here one gets to the C that cleans. */
function CompareCleaned() {
  const { host } = useXive();
  const place = useShownPlace();
  const beside = useXiveState((state) => state.beside);
  const compareCleaned = useCleanedBranch();
  const { branches } = host.desired;
  const shown = place?.kind === 'branch' ? branches.find(({ id }) => id === place.branch) : undefined;
  const other = beside?.kind === 'branch' ? branches.find(({ id }) => id === beside.branch) : undefined;
  const configs = [
    shown?.config,
    other?.config,
    beside?.kind === 'strategy' && shown !== undefined
      ? { ...shown.config, strategy: beside.strategy }
      : undefined,
  ];
  const uncleaned = configs.some(
    (config) => config?.strategy === 'C' && config.cleaning === 'none' && config.numbering !== 'neverReuse',
  );
  if (compareCleaned === null || !uncleaned) return null;
  return (
    <Button size="small" icon="layers" onClick={compareCleaned}>
      Compare with C and cleaning
    </Button>
  );
}

function Compared({ other, name }: { readonly other: BesidePlace; readonly name: string }) {
  const { host } = useXive();
  const place = useShownPlace();
  const beside = useXiveState((state) => state.beside);
  const left = place ?? { kind: 'reading' as const, reading: 'none' };
  // Of two readings of one guest the earlier is on the left, whichever of them is shown.
  const later = other.hostId === host.host.id ? isLater(left, other.place, host.desired.readings) : null;
  const { value, error } = useEngineQuery(host, 'xive.compare', {
    hostId: host.host.id,
    left: later === true ? other.place : left,
    otherHostId: other.hostId,
    right: later === true ? left : other.place,
  });
  const branch =
    left.kind === 'branch' ? host.desired.branches.find(({ id }) => id === left.branch) : undefined;
  const shown =
    branch?.name ??
    (left.kind === 'reading'
      ? (host.desired.readings.find(({ id }) => id === left.reading)?.name ?? 'shown')
      : 'shown');
  const at = left.kind === 'branch' ? `, step ${left.step}` : '';
  const otherAt = other.place.kind === 'branch' ? `, step ${other.place.step}` : '';
  const names: readonly [string, string] =
    later === null
      ? [`${shown}${at}`, `${name}${otherAt}`]
      : later
        ? [`before: ${name}`, `after: ${shown}`]
        : [`before: ${shown}`, `after: ${name}`];
  return (
    <>
      {beside?.kind === 'branch' && branch !== undefined && left.kind === 'branch' && (
        <SharedSteps left={branch.id} right={beside.branch} step={left.step} />
      )}
      {error !== null && (
        <p className="xive-compare-error" role="alert">
          The two could not be compared. {error}
        </p>
      )}
      {value === null ? (
        error === null && <Spinner label="Comparing the two" />
      ) : (
        <>
          <p className="xive-summary">{value.summary}</p>
          <div className="xive-compared">
            <Facts comparison={value} names={names} />
            <Differences comparison={value} names={names} />
          </div>
        </>
      )}
      {beside?.kind === 'strategy' && branch !== undefined && (
        <StrategyTable left={branch.config.strategy} right={beside.strategy} />
      )}
    </>
  );
}

function SharedSteps({ left, right, step }: { left: string; right: string; step: number }) {
  const { host } = useXive();
  const shared = sharedSteps(left, right, host.desired.branches);
  if (shared === 0) return null;
  return (
    <p className="quiet xive-shared">
      {step <= shared
        ? `Both branches share their first ${shared} events: this is the same step of both.`
        : `The branches part behind step ${shared}; both are shown at the same step number.`}
    </p>
  );
}

/** What differs between the place that is shown and the one beside it: facts side by side, and every difference. */
export function ComparisonPanel() {
  const { store } = useXive();
  const other = useBesidePlace();
  const beside = useXiveState((state) => state.beside);
  const groups = useBesideGroups();
  const chosen = chosenOption(groups, beside);
  if (other === null)
    return (
      <EmptyState icon="mask" title="Nothing stands beside" actions={<BesideChoice />}>
        Choose what to compare with: the same branch under another strategy, another branch, or a reading of a
        real guest. Differences are marked on the map and listed here.
      </EmptyState>
    );
  return (
    <div className="xive-comparison">
      <header className="xive-comparison-head">
        <BesideChoice />
        <MakeBranch />
        <CompareCleaned />
        <span className="xive-spacer" />
        <Button
          size="small"
          variant="quiet"
          icon="close"
          onClick={() => store.getState().set({ beside: null })}
        >
          Stop comparing
        </Button>
      </header>
      <Compared other={other} name={chosen?.label ?? 'beside'} />
    </div>
  );
}
