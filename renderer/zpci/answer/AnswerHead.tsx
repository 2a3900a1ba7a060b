import type { AnswerCard } from '../../../shared/zpci/cards.ts';
import { formatZpciRef } from '../../../shared/zpci/refs.ts';
import { PROFILES } from '../../../shared/zpci/profiles.ts';
import { deviceById, FIRST_SIMULATED_GROUP, guestById, uidText } from '../../../shared/zpci/types.ts';
import { IconButton } from '../../ui/Button.tsx';
import { GuestSwatch } from '../../ui/GuestSwatch.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { useZpci, useZpciState } from '../zpci-context.ts';
import { handleParts } from './bits.ts';
import { MODE_WORDS, verdictOf } from './rows.ts';

function Handle({ handle }: { readonly handle: string }) {
  const parts = handleParts(handle);
  const text = <span className="mono">{handle}</span>;
  if (parts === null) return text;
  return (
    <Tooltip
      content={`${parts.enabled ? 'Enabled' : 'Not enabled'} (0x80000000); ${parts.kind} (0x00ff0000); index ${parts.index}.`}
    >
      <button type="button" className="term mono">
        {handle}
      </button>
    </Tooltip>
  );
}

function groupWords(group: number): string {
  const text = `0x${group.toString(16).padStart(2, '0')}`;
  return group >= FIRST_SIMULATED_GROUP ? `${text}, made by QEMU` : text;
}

/** Whose answer it is, and what it comes to. */
export function AnswerHead({ card }: { readonly card: AnswerCard }) {
  const { host, labels, store } = useZpci();
  const layer = useZpciState((state) => state.layer);
  const guest = guestById(host.desired, card.guest);
  const device = guest === undefined ? undefined : deviceById(guest, card.device);
  const known = host.answers
    .find(({ id }) => id === card.guest)
    ?.devices.find(({ id }) => id === card.device);
  const verdict = verdictOf(card);
  const devices = guest?.devices ?? [];
  const at = devices.findIndex(({ id }) => id === card.device);
  const behind =
    device?.card == null ? null : device.card.kind === 'vfio' ? device.card.host : device.card.driver;
  function go(by: 1 | -1): void {
    const next = devices[at + by];
    if (next !== undefined)
      store.getState().select(formatZpciRef({ kind: 'dev', guest: card.guest, device: next.id }));
  }
  return (
    <header className="zpci-answer-head">
      <div className="zpci-answer-title">
        {guest !== undefined && <GuestSwatch hue={guest.hue} label={labels.get(guest.id) ?? ''} />}
        <h2>
          {guest?.name ?? card.guest} <span className="mono">{card.device}</span>
          {behind !== null && <span className="quiet zpci-behind"> {behind}</span>}
        </h2>
        <IconButton
          icon="chevronRight"
          className="zpci-mirrored"
          size="small"
          label="Previous device of the guest"
          shortcut=","
          disabledReason={at > 0 ? null : 'This is the first device of the guest.'}
          onClick={() => go(-1)}
        />
        <span className="faint tabular">
          {at + 1} of {devices.length}
        </span>
        <IconButton
          icon="chevronRight"
          size="small"
          label="Next device of the guest"
          shortcut="."
          disabledReason={at < devices.length - 1 ? null : 'This is the last device of the guest.'}
          onClick={() => go(1)}
        />
      </div>
      <p className="zpci-verdict" data-tone={verdict.tone} role="status">
        <Icon name={verdict.tone === 'good' ? 'check' : verdict.tone === 'bad' ? 'warning' : 'info'} />
        {verdict.text}
      </p>
      <dl className="zpci-answer-facts">
        {known?.uid != null && (
          <div>
            <dt>UID</dt>
            <dd className="mono">
              {uidText(known.uid)}
              {known.address !== null && ` → ${known.address}`}
            </dd>
          </div>
        )}
        {card.refusal === null && (
          <div>
            <dt>Mode</dt>
            <dd>{MODE_WORDS[card.mode]}</dd>
          </div>
        )}
        <div>
          <dt>QEMU</dt>
          <dd>
            {PROFILES[card.profile].name.replace(/^QEMU /, '')}, machine {card.machine}
          </dd>
        </div>
        {card.mode !== 'waiting' && card.refusal === null && (
          <div>
            <dt>Handle</dt>
            <dd>
              <Handle handle={card.handle} />
            </dd>
          </div>
        )}
        {card.group !== null && (
          <div>
            <dt>Group</dt>
            <dd className="mono">{groupWords(card.group)}</dd>
          </div>
        )}
      </dl>
      {layer === 'host' && (
        <p className="zpci-mode-note">
          <Icon name="info" size={14} />
          This is what the guest would read as you wish it.
        </p>
      )}
      {card.modeNote !== '' && card.mode !== 'waiting' && (
        <p className="zpci-mode-note">
          <Icon name="info" size={14} />
          {card.modeNote}
        </p>
      )}
    </header>
  );
}
