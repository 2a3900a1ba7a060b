import type { KeyboardEvent } from 'react';
import type { XiveConfigPatch } from '../../../shared/xive/edits.ts';
import { STRATEGIES, type Strategy } from '../../../shared/xive/strategies.ts';
import type { BranchView } from '../../../shared/xive/view.ts';
import { RuleExplanationCard } from '../../app/rules.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { useShownPlace, useXive, useXiveState } from '../xive-context.ts';
import { Choice } from './fields.tsx';

function List({ title, sentences }: { readonly title: string; readonly sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </>
  );
}

/** Why one would do it so, and why not. */
function Why({ strategy }: { readonly strategy: Strategy }) {
  return (
    <Popover
      label={strategy.short}
      side="right"
      className="xive-strategy-card"
      trigger={
        <Button variant="link" aria-label={`Why? ${strategy.short}`}>
          Why?
        </Button>
      }
    >
      <h3>{strategy.short}</h3>
      <p>{strategy.summary}</p>
      <dl className="work-facts">
        <div className="work-fact">
          <dt>Status</dt>
          <dd>{strategy.status}</dd>
        </div>
        <div className="work-fact">
          <dt>Who knows of it</dt>
          <dd>{strategy.knows}</dd>
        </div>
        {strategy.needs !== null && (
          <div className="work-fact">
            <dt>Needs</dt>
            <dd>{strategy.needs}</dd>
          </div>
        )}
        {strategy.facts.map(({ name, value }) => (
          <div className="work-fact" key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <List title="For it" sentences={strategy.inFavour} />
      <List title="Against it" sentences={strategy.against} />
      <RuleExplanationCard id={strategy.rule} />
    </Popover>
  );
}

function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || event.altKey) return;
  const radios = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="radio"]')];
  const at = radios.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  event.preventDefault();
  radios[(at + step + radios.length) % radios.length]?.focus();
}

/** What strategy C leaves open: whether numbers come again, and whether anything is cleaned when a device goes. */
function RangeChoices({ branch }: { readonly branch: BranchView }) {
  const { store } = useXive();
  const { numbering, cleaning } = branch.config;
  function change(label: string, config: XiveConfigPatch): void {
    void store
      .getState()
      .edit(`${label} of ${branch.name}`, [{ family: 'xive', op: 'setConfig', branch: branch.id, config }]);
  }
  return (
    <div className="xive-form-row">
      <Choice
        label="Numbering"
        value={numbering}
        options={[
          { value: 'firstFit', label: 'First fit' },
          { value: 'nextFit', label: 'Next fit' },
          { value: 'neverReuse', label: 'Never reuse' },
        ]}
        hint="A number that is used again may meet a page of its first device."
        onChange={(next) => change('Change the numbering', { numbering: next })}
      />
      <Choice
        label="Cleaning at unplug"
        value={cleaning}
        options={[
          { value: 'none', label: 'None' },
          { value: 'remapRange', label: 'Map the range again' },
          { value: 'zap', label: 'Zap' },
        ]}
        hint="Without cleaning, pages of a device that is gone stay populated."
        onChange={(next) => change('Change the cleaning', { cleaning: next })}
      />
    </div>
  );
}

/** What keeps the guest from old pages: the branch runs under the one that is chosen; any other can be set beside it. */
export function StrategyChoice() {
  const { host, store } = useXive();
  const place = useShownPlace();
  const beside = useXiveState((state) => (state.beside?.kind === 'strategy' ? state.beside.strategy : null));
  if (place?.kind !== 'branch') return null;
  const branch = host.desired.branches.find(({ id }) => id === place.branch);
  if (branch === undefined) return null;
  const chosen = branch.config.strategy;
  return (
    <section className="xive-section" aria-labelledby="xive-strategies">
      <header className="work-column-head">
        <h2 id="xive-strategies" className="section-label">
          How stale pages are kept away
        </h2>
      </header>
      <div role="radiogroup" aria-labelledby="xive-strategies" className="xive-list" onKeyDown={onKeyDown}>
        {STRATEGIES.map((strategy) => {
          const { id, short, summary } = strategy;
          return (
            <div key={id} className="xive-item xive-strategy" data-picked={id === chosen}>
              <Tooltip content={summary} side="right">
                <button
                  type="button"
                  role="radio"
                  aria-checked={id === chosen}
                  tabIndex={id === chosen ? 0 : -1}
                  className="xive-pick"
                  onClick={() => {
                    if (id !== chosen)
                      void store
                        .getState()
                        .edit(`Run ${branch.name} under ${id}`, [
                          { family: 'xive', op: 'setStrategy', branch: branch.id, strategy: id },
                        ]);
                  }}
                >
                  <span className="xive-radio" aria-hidden="true" />
                  <span className="xive-strategy-name">{short}</span>
                </button>
              </Tooltip>
              <Why strategy={strategy} />
              <IconButton
                icon="layers"
                size="small"
                label={beside === id ? `Stop comparing with ${short}` : `Compare with ${short}`}
                pressed={beside === id}
                disabledReason={
                  id === chosen ? 'The branch runs under it: choose another one to compare.' : null
                }
                onClick={() =>
                  store.getState().set(
                    beside === id
                      ? { beside: null }
                      : {
                          beside: { kind: 'strategy', strategy: id },
                          bottomTab: 'comparison',
                          bottomOpen: true,
                        },
                  )
                }
              />
            </div>
          );
        })}
      </div>
      {chosen === 'C' && <RangeChoices branch={branch} />}
    </section>
  );
}
