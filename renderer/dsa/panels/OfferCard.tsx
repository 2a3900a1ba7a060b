import { useEffect, useRef } from 'react';
import type { PreviewChoice, PreviewStep } from '../../../shared/dsa/cards.ts';
import { FixButtons, WhyLink } from '../../app/rules.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Spinner } from '../../ui/Callout.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useDsa, useDsaState } from '../dsa-context.ts';
import { withShortIds } from '../parts.ts';

function Steps({ steps }: { readonly steps: readonly PreviewStep[] }) {
  if (steps.length === 0) return null;
  return (
    <details className="dsa-steps" open={steps.length <= 8}>
      <summary>
        {steps.length} {steps.length === 1 ? 'step' : 'steps'}
        <CopyButton label="Copy the commands" text={steps.map((step) => step.command).join('\n')} />
      </summary>
      <ol>
        {steps.map((step, at) => (
          // Two steps may be the same command: their place tells them apart.
          <li key={`${at} ${step.command}`} data-refused={step.refused !== null}>
            <span>{step.text}</span>
            {step.command !== '' && <code>{step.command}</code>}
            {step.refused !== null && (
              <span className="dsa-step-refused">
                <Icon name="error" size={13} /> {step.refused.errno} {step.refused.message}
              </span>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}

function Chosen({ choice }: { readonly choice: PreviewChoice }) {
  const { host } = useDsa();
  const named = (text: string) => withShortIds(host.desired, text);
  const { refusal } = choice;
  return (
    <div className="dsa-chosen">
      {refusal !== null && (
        <div className="dsa-chosen-refusal">
          <p>
            {named(refusal.message)} {refusal.errno !== undefined && <code>{refusal.errno}</code>}{' '}
            <WhyLink rule={refusal.rule} />
          </p>
          <div className="work-row">
            <FixButtons hostId={host.host.id} fixes={refusal.fixes} />
          </div>
        </div>
      )}
      {choice.price.length > 0 && (
        <ul className="dsa-price" aria-label="What else happens">
          {choice.price.map((sentence) => (
            <li key={sentence}>
              <Icon name="warning" size={14} />
              <span>{named(sentence)}</span>
            </li>
          ))}
        </ul>
      )}
      <Steps steps={choice.steps} />
    </div>
  );
}

/** From this many on the ways are only the best of many. */
const MANY = 6;

/** A price that all ways have is said once, below them. */
function ownPrice(choices: readonly PreviewChoice[], { price }: PreviewChoice): string | null {
  const [first] = price;
  return first === undefined || choices.every((each) => each.refusal !== null || each.price.includes(first))
    ? null
    : first;
}

/** What a gesture would do, before it is done: ways to do it, steps, price. Enter does it, Escape leaves it. */
export function OfferCard() {
  const { host, store } = useDsa();
  const offer = useDsaState((state) => state.offer);
  const actions = useRef<HTMLDivElement>(null);
  const preview = offer?.preview ?? null;
  // Enter does it, or leaves what cannot be done.
  useEffect(() => {
    if (preview !== null) actions.current?.querySelector('button')?.focus({ preventScroll: true });
  }, [preview]);
  if (offer === null) return null;
  const { choose, accept, dismiss } = store.getState();
  const named = (text: string) => withShortIds(host.desired, text);
  const choices = offer.preview?.choices ?? [];
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
        <h3 className="dsa-offer-title">{offer.title}</h3>
        <IconButton icon="close" size="small" label="Leave it" onClick={dismiss} />
      </header>
      {offer.preview === null && (
        <p className="quiet">
          <Spinner label="Asking the engine" /> Working out what it takes…
        </p>
      )}
      {choices.length > 1 && (
        <div className="dsa-choices" role="radiogroup" aria-label="Ways to do it">
          {choices.map((each, at) => (
            <label key={each.label} className="dsa-choice" data-refused={each.refusal !== null}>
              <input
                type="radio"
                name="dsa-choice"
                checked={at === offer.chosen}
                onChange={() => choose(at)}
              />
              <span>
                {named(each.label)}
                {each.refusal !== null && (
                  <span className="faint">
                    {at === offer.chosen
                      ? ' — not possible'
                      : ` — not possible: ${named(each.refusal.message)}`}
                  </span>
                )}
                {each.refusal === null && at !== offer.chosen && ownPrice(choices, each) !== null && (
                  <span className="dsa-note-price"> — {named(ownPrice(choices, each) ?? '')}</span>
                )}
              </span>
            </label>
          ))}
        </div>
      )}
      {offer.gesture.kind === 'give' && offer.gesture.wq === null && choices.length >= MANY && (
        <p className="quiet">
          The {choices.length} that suit best. For any other, search its queue, select it and press G.
        </p>
      )}
      {choices.length === 1 && choice !== undefined && named(choice.label) !== offer.title && (
        <p className="quiet">{named(choice.label)}</p>
      )}
      {choice !== undefined && <Chosen choice={choice} />}
      <div className="work-row dsa-offer-actions" ref={actions}>
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
