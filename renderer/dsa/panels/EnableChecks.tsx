import type { PartCard } from '../../../shared/dsa/cards.ts';
import { deviceNamed, wqNamed } from '../../../shared/dsa/types.ts';
import { FixButtons, WhyLink } from '../../app/rules.tsx';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useDsa } from '../dsa-context.ts';

const MARKS = {
  ok: { icon: 'check', word: 'Fulfilled' },
  fails: { icon: 'error', word: 'Fails' },
  waiting: { icon: 'more', word: 'Not reached' },
} as const;

/** The checks of enabling in the driver's order, with what to do about the one that fails; of what is enabled, the price of disabling. */
export function EnableChecks({ card }: { readonly card: PartCard }) {
  const { host, store } = useDsa();
  const { enable, part } = card;
  if (enable === null) return null;
  const { propose } = store.getState();
  const state = wqNamed(host.desired, part)?.wq.state ?? deviceNamed(host.desired, part)?.state ?? 'enabled';
  if (enable.enabled)
    return (
      <section className="work-subsection" aria-label="Disabling">
        <div className="work-row">
          <h3>
            {part} is {state}
          </h3>
          <Button
            size="small"
            icon="stop"
            shortcut="Alt+K"
            hint="Shows first what it stops and what is forgotten"
            onClick={() => void propose(`Disable ${part}`, { kind: 'disable', part })}
          >
            Disable…
          </Button>
        </div>
        {enable.disabling.length > 0 && (
          <ul className="dsa-sentences">
            {enable.disabling.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        )}
      </section>
    );
  const failing = enable.checks.filter((check) => check.state === 'fails');
  return (
    <section className="work-subsection" aria-label="Enabling">
      <div className="work-row">
        <h3>{failing.length === 0 ? 'It can be enabled' : 'Why can’t it be enabled?'}</h3>
        <Button
          size="small"
          icon="check"
          shortcut="Alt+L"
          hint={failing.length === 0 ? 'Shows the steps first' : undefined}
          disabledReason={failing[0]?.text ?? null}
          onClick={() => void propose(`Enable ${part}`, { kind: 'enable', part })}
        >
          Enable…
        </Button>
      </div>
      <ol className="dsa-checks">
        {enable.checks.map((check) => (
          <li key={`${check.rule} ${check.text}`} data-state={check.state}>
            <Icon name={MARKS[check.state].icon} size={14} />
            <span className="visually-hidden">{MARKS[check.state].word}: </span>
            <div>
              <span>{check.text}</span>{' '}
              {check.state === 'fails' && (
                <>
                  {check.errno !== null && <code>{check.errno}</code>}{' '}
                  {check.cmdStatus !== null && <code>cmd_status {check.cmdStatus}</code>}{' '}
                  <WhyLink rule={check.rule} />
                  {check.fixes.length > 0 && (
                    <div className="work-row">
                      <FixButtons hostId={host.host.id} fixes={check.fixes} />
                    </div>
                  )}
                </>
              )}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
