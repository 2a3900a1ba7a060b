import { type KeyboardEvent, useState } from 'react';
import { STRATEGIES } from '../../../shared/dsa/strategies.ts';
import { Button } from '../../ui/Button.tsx';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { useDsa } from '../dsa-context.ts';
import { setStrategy } from '../guest-edits.ts';

/** Who decides which wq a guest gets, and when: what was built, posted or proposed. The wish follows the one chosen. */
export function StrategyChoice() {
  const { host, store } = useDsa();
  const chosen = host.desired.strategy;
  const [all, setAll] = useState(false);
  const shown = all ? STRATEGIES : STRATEGIES.filter((strategy) => strategy.id === chosen);
  function choose(id: (typeof STRATEGIES)[number]['id']): void {
    const strategy = STRATEGIES.find((each) => each.id === id);
    if (strategy === undefined || id === chosen) return;
    const { label, edits } = setStrategy(id, strategy.title);
    void store.getState().edit(label, edits);
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
  return (
    <section className="dsa-strategies" aria-labelledby="dsa-strategies-title">
      <header className="work-column-head">
        <h2 id="dsa-strategies-title" className="section-label">
          How a guest gets its queue
        </h2>
      </header>
      <div
        role="radiogroup"
        aria-labelledby="dsa-strategies-title"
        className="dsa-strategy-list"
        onKeyDown={onKeyDown}
      >
        {shown.map((strategy) => (
          <div key={strategy.id} className="dsa-strategy" data-chosen={strategy.id === chosen}>
            <Tooltip content={strategy.summary} side="right">
              <button
                type="button"
                role="radio"
                aria-checked={strategy.id === chosen}
                tabIndex={strategy.id === chosen ? 0 : -1}
                className="dsa-strategy-pick"
                onClick={() => choose(strategy.id)}
              >
                <span className="dsa-radio" aria-hidden="true" />
                <span>{strategy.title}</span>
              </button>
            </Tooltip>
            <Button
              variant="link"
              aria-label={`Why? ${strategy.title}`}
              onClick={() => store.getState().set({ dialog: { kind: 'player', strategy: strategy.id } })}
            >
              Why?
            </Button>
          </div>
        ))}
      </div>
      <Button
        variant="quiet"
        icon={all ? 'chevronDown' : 'chevronRight'}
        className="work-new-guest"
        aria-expanded={all}
        onClick={() => setAll(!all)}
      >
        {all ? 'Only the chosen way' : `${STRATEGIES.length - 1} other ways`}
      </Button>
    </section>
  );
}
