import { useId } from 'react';
import type { AnswerCard } from '../../../shared/zpci/cards.ts';
import type { WhatIf } from '../../../shared/zpci/edits.ts';
import { PROFILES } from '../../../shared/zpci/profiles.ts';
import { deviceById, guestById, PROFILE_IDS, type ProfileId } from '../../../shared/zpci/types.ts';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { useZpci, useZpciState } from '../zpci-context.ts';
import { LEVEL_WORDS, LIMITS, MISSABLE, MISSABLE_WORDS, machinesOf, toggled, withPart } from './what-if.ts';

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChoose: (value: string) => void;
  readonly title?: string;
}

/** Empty = as it is. */
function Choice({ label, value, options, onChoose, title }: ChoiceProps) {
  const id = useId();
  return (
    <span className="zpci-ask" data-set={value !== ''}>
      <label htmlFor={id} className="visually-hidden">
        {label}
      </label>
      <select id={id} value={value} title={title} onChange={(event) => onChoose(event.target.value)}>
        <option value="">{label}: as it is</option>
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {label}: {text}
          </option>
        ))}
      </select>
    </span>
  );
}

function orNothing<Value extends string>(value: string): Value | undefined {
  return value === '' ? undefined : (value as Value);
}

const NO_LIMIT = 'none';

function limitOf(text: string): number | null | undefined {
  if (text === '') return undefined;
  return text === NO_LIMIT ? null : Number(text);
}

/** Another QEMU, another host kernel: what would the guest read then? */
export function WhatIfBar({ card }: { readonly card: AnswerCard }) {
  const { host, store } = useZpci();
  const whatIf = useZpciState((state) => state.whatIf);
  const change = (part: Partial<WhatIf>) =>
    store.getState().set({ whatIf: withPart(store.getState().whatIf, part) });
  const { profile, machine, capabilities, without = [], mode, dmaEntryLimit } = whatIf;
  const guest = guestById(host.desired, card.guest);
  const isCard = guest !== undefined && deviceById(guest, card.device)?.card?.kind === 'vfio';
  return (
    <div className="zpci-what-if" role="group" aria-label="What if">
      <Choice
        label="QEMU"
        value={profile ?? ''}
        title={profile === undefined ? undefined : PROFILES[profile].about}
        options={PROFILE_IDS.map((id) => [id, PROFILES[id].name.replace(/^QEMU /, '')])}
        // The newest machine type of another binary: an older one may not be there.
        onChoose={(value) => change({ profile: orNothing<ProfileId>(value), machine: undefined })}
      />
      <Choice
        label="Machine"
        value={machine ?? ''}
        options={machinesOf(card.profile).map((each) => [each, each])}
        onChoose={(value) => change({ machine: orNothing(value) })}
      />
      {isCard && (
        <>
          <Choice
            label="Host kernel"
            value={capabilities ?? ''}
            options={[
              ['v2', '6.0 or later (version 2)'],
              ['v1', '5.10 to 5.19 (version 1)'],
              ['none', 'before 5.10 (no capabilities)'],
            ]}
            title={capabilities === undefined ? undefined : LEVEL_WORDS[capabilities]}
            onChoose={(value) => change({ capabilities: orNothing(value) })}
          />
          <Choice
            label="Mode"
            value={mode ?? ''}
            options={[
              ['intercept', 'intercepted'],
              ['interpret', 'interpreted'],
            ]}
            onChoose={(value) => change({ mode: orNothing(value) })}
          />
          <Choice
            label="DMA mappings"
            value={
              dmaEntryLimit === undefined ? '' : dmaEntryLimit === null ? NO_LIMIT : String(dmaEntryLimit)
            }
            options={[
              ...LIMITS.map((each) => [String(each), each.toLocaleString('en')] as const),
              [NO_LIMIT, 'no limit'],
            ]}
            onChoose={(value) => change({ dmaEntryLimit: limitOf(value) })}
          />
          <span className="zpci-without" role="group" aria-label="Without these capabilities">
            <span className="zpci-without-label">without</span>
            {MISSABLE.map((capability) => (
              <Tooltip key={capability} content={`It tells ${MISSABLE_WORDS[capability]}.`}>
                <button
                  type="button"
                  className="zpci-missing"
                  aria-label={`Without ${capability}`}
                  aria-pressed={without.includes(capability)}
                  onClick={() =>
                    store.getState().set({ whatIf: toggled(store.getState().whatIf, capability) })
                  }
                >
                  {capability}
                </button>
              </Tooltip>
            ))}
          </span>
        </>
      )}
    </div>
  );
}
