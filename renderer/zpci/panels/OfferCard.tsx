import { useEffect, useRef } from 'react';
import type { PreviewChoice, PreviewStep } from '../../../shared/zpci/cards.ts';
import { FixButtons, WhyLink } from '../../app/rules.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Spinner } from '../../ui/Callout.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Icon } from '../../ui/icons.tsx';
import { focusRow } from '../board/use-board-keys.ts';
import { useZpci, useZpciState } from '../zpci-context.ts';

function Steps({ steps }: { readonly steps: readonly PreviewStep[] }) {
  if (steps.length === 0) return null;
  const commands = steps.map(({ command }) => command).filter((command) => command !== '');
  return (
    <details className="zpci-steps" open={steps.length <= 8}>
      <summary>
        {steps.length} {steps.length === 1 ? 'step' : 'steps'}
        {commands.length > 0 && <CopyButton label="Copy the commands" text={commands.join('\n')} />}
      </summary>
      <ol>
        {steps.map((step, at) => (
          // Two steps may be the same command: their place tells them apart.
          <li key={`${at} ${step.command}`}>
            <span>{step.text}</span>
            {step.command !== '' && <code>{step.command}</code>}
            {step.refused !== null && (
              <span className="zpci-refused">
                <Icon name="error" size={13} /> {step.refused.errno} {step.refused.message}
              </span>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}

/** What a guest would get, and what else happens. */
export function Gets({ gets }: { readonly gets: readonly string[] }) {
  if (gets.length === 0) return null;
  return (
    <ul className="zpci-gets" aria-label="What the guest gets">
      {gets.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

function Chosen({ choice }: { readonly choice: PreviewChoice }) {
  const { host } = useZpci();
  const { refusal } = choice;
  return (
    <div className="work-stack">
      {refusal !== null && (
        <div className="zpci-box" data-tone="danger">
          <p>
            {refusal.message} {refusal.errno !== undefined && <code>{refusal.errno}</code>}{' '}
            <WhyLink rule={refusal.rule} />
          </p>
          <div className="work-row">
            <FixButtons hostId={host.host.id} fixes={refusal.fixes} />
          </div>
        </div>
      )}
      <Gets gets={choice.gets} />
      {choice.price.length > 0 && (
        <ul className="zpci-box" data-tone="warning" aria-label="What else happens">
          {choice.price.map((sentence) => (
            <li key={sentence}>
              <Icon name="warning" size={14} /> {sentence}
            </li>
          ))}
        </ul>
      )}
      <Steps steps={choice.steps} />
    </div>
  );
}

/** What a gesture would do, before it is done: ways to do it, steps, price. Enter does it, Escape leaves it. */
export function OfferCard() {
  const { store } = useZpci();
  const offer = useZpciState((state) => state.offer);
  const actions = useRef<HTMLDivElement>(null);
  const preview = offer?.preview ?? null;
  const wasOpen = useRef(false);
  const isOpen = offer !== null;
  useEffect(() => {
    const closed = wasOpen.current && !isOpen;
    wasOpen.current = isOpen;
    // The keyboard goes on where the gesture began.
    const { selected } = store.getState();
    if (closed && selected !== null && document.activeElement === document.body) focusRow(selected);
  }, [isOpen, store]);
  useEffect(() => {
    if (preview !== null) actions.current?.querySelector('button')?.focus({ preventScroll: true });
  }, [preview]);
  if (offer === null) return null;
  const { choose, accept, dismiss } = store.getState();
  const choices = preview?.choices ?? [];
  const choice = choices[offer.chosen];
  return (
    <form
      className="work-card work-card-strong"
      aria-label={offer.title}
      onSubmit={(event) => {
        event.preventDefault();
        void accept();
      }}
    >
      <header className="work-card-head">
        <h3 className="zpci-grow">{offer.title}</h3>
        <IconButton icon="close" size="small" label="Leave it" onClick={dismiss} />
      </header>
      {preview === null && (
        <p className="quiet">
          <Spinner label="Asking the engine" /> Working out what it takes…
        </p>
      )}
      {choices.length > 1 && (
        <div className="zpci-choices" role="radiogroup" aria-label="Ways to do it">
          {choices.map((each, at) => (
            <label key={each.label} className="zpci-choice" data-refused={each.refusal !== null}>
              <input
                type="radio"
                name="zpci-offer"
                checked={at === offer.chosen}
                onChange={() => choose(at)}
              />
              <span>
                {each.label}
                {each.refusal !== null && <span className="faint"> — not possible</span>}
              </span>
            </label>
          ))}
        </div>
      )}
      {choices.length === 1 && choice !== undefined && choice.label !== offer.title && (
        <p className="quiet">{choice.label}</p>
      )}
      {choice !== undefined && <Chosen choice={choice} />}
      <div className="work-row zpci-offer-actions" ref={actions}>
        {choice?.refusal === null && (
          <Button type="submit" variant={choice.price.length > 0 ? 'danger' : 'primary'}>
            {choice.price.length === 0 ? 'Do it' : 'Do it all the same'}
          </Button>
        )}
        <Button variant="quiet" onClick={dismiss}>
          Leave it
        </Button>
      </div>
    </form>
  );
}
