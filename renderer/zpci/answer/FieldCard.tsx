import './answer.css';
import './field-card.css';
import type { AnswerCard, AnswerField, ShownValue } from '../../../shared/zpci/cards.ts';
import { type ClpField, FUNCTION_FIELDS, GROUP_FIELDS, LIST_FIELDS } from '../../../shared/zpci/fields.ts';
import { deviceById, functionAt, guestById } from '../../../shared/zpci/types.ts';
import { WhyLink } from '../../app/rules.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Callout } from '../../ui/Callout.tsx';
import { useZpci, useZpciState } from '../zpci-context.ts';
import type { FieldPlace } from '../zpci-view-state.ts';
import { bitsOf } from './bits.ts';
import { numberAt } from './byte-layout.ts';
import { ClassBadge } from './ClassBadge.tsx';
import { CLASS_LOOKS } from './classes.ts';
import { FATES } from './fates.ts';
import { FieldSources } from './FieldSources.tsx';
import { isHidden } from './rows.ts';
import { useAnswerCard } from './use-answer.ts';
import { ValueText } from './ValueText.tsx';
import { isAsItIs, offersFor, withPart } from './what-if.ts';

function aboutField(field: AnswerField): ClpField | undefined {
  return [...FUNCTION_FIELDS, ...GROUP_FIELDS, ...LIST_FIELDS].find(
    ({ block, name }) => block === field.block && name === field.name,
  );
}

/** What its class asks for; of a value that QEMU hides that would not be true. */
function aboutClass(field: AnswerField): string {
  return isHidden(field)
    ? 'QEMU hides it: the guest reads 0 whatever the card has.'
    : CLASS_LOOKS[field.cls].about;
}

function placeOf({ offset, width }: AnswerField): string {
  const last = offset + width - 1;
  return width === 1 ? `byte ${offset}` : `bytes ${offset} to ${last}, ${width} wide`;
}

function Fact({ label, value }: { readonly label: string; readonly value: ShownValue | null }) {
  return (
    <div className="work-fact">
      <dt>{label}</dt>
      <dd>
        {value === null ? <span className="faint">no card behind it</span> : <ValueText value={value} />}
      </dd>
    </div>
  );
}

function Bits({ card, field }: { readonly card: AnswerCard; readonly field: AnswerField }) {
  const bytes = field.block === 'group' ? card.groupBytes : card.functionBytes;
  const bits = bitsOf(field.name, numberAt(bytes, field, field.name.startsWith('bar')));
  if (bits.length === 0) return null;
  return (
    <ul className="zpci-bits" aria-label="Its bits, as the guest reads them">
      {bits.map(({ mask, text, on }) => (
        <li key={mask} data-on={on}>
          <span className="mono">{mask}</span> {text}
          <span className="zpci-bit-state">{on ? 'on' : 'off'}</span>
        </li>
      ))}
    </ul>
  );
}

/** From the card down to the guest, with the value after each stop. */
function Way({ field }: { readonly field: AnswerField }) {
  if (field.path.length === 0) return null;
  return (
    <section className="work-subsection">
      <h3>Its way to the guest</h3>
      <ol className="zpci-way" data-cls={field.cls}>
        {field.path.map((stop, at) => (
          <li
            key={`${stop.at} ${stop.text}`}
            data-changes={at > 0 && stop.value.text !== field.path[at - 1]?.value.text}
          >
            <span className="zpci-stop-head">
              <span className="zpci-stop-at">{stop.at}</span>
              <ValueText value={stop.value} meaning={false} />
            </span>
            <span className="zpci-stop-text">
              {stop.text} {stop.rule !== null && <WhyLink rule={stop.rule} />}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function WhatIfs({ card, name }: { readonly card: AnswerCard; readonly name: string }) {
  const { store } = useZpci();
  const whatIf = useZpciState((state) => state.whatIf);
  const offers = offersFor(name, card);
  if (offers.length === 0 && isAsItIs(whatIf)) return null;
  return (
    <section className="work-subsection">
      <h3>What would the guest read…</h3>
      <div className="work-row">
        {offers.map(({ label, part }) => (
          <Button
            key={label}
            size="small"
            onClick={() => store.getState().set({ whatIf: withPart({}, part), display: 'answer' })}
          >
            {label}
          </Button>
        ))}
        {!isAsItIs(whatIf) && (
          <Button size="small" icon="revert" onClick={() => store.getState().set({ whatIf: {} })}>
            Back to how it is
          </Button>
        )}
      </div>
    </section>
  );
}

/** One field: its way from the card to the guest, its lie, where it can be read. */
export function FieldCard() {
  const place = useZpciState((state) => state.field);
  return place === null ? null : <Looked place={place} />;
}

function Looked({ place }: { readonly place: FieldPlace }) {
  const { host, store } = useZpci();
  const { card } = useAnswerCard();
  const field =
    card === null
      ? undefined
      : card.fields.find(({ block, name }) => block === place.block && name === place.name);
  if (card === null || field === undefined) return null;
  const about = aboutField(field);
  const guest = guestById(host.desired, card.guest);
  const behind = guest === undefined ? undefined : deviceById(guest, card.device)?.card;
  const fid = behind?.kind === 'vfio' ? functionAt(host.desired, behind.host)?.fid : undefined;
  return (
    <section className="work-card zpci-field-card" aria-label={`Field ${field.label}`}>
      <header className="work-card-head">
        <h2>
          {field.label} <span className="mono faint">{field.name}</span>
        </h2>
        <IconButton
          icon="close"
          size="small"
          label="Close the field"
          onClick={() => store.getState().set({ field: null })}
        />
      </header>
      <p className="zpci-field-class">
        <ClassBadge cls={field.cls} wide /> <span className="quiet">{aboutClass(field)}</span>
      </p>
      {about !== undefined && <p>{about.meaning}</p>}
      <dl className="work-facts">
        <Fact label="On the host" value={field.host} />
        <Fact label="Guest reads" value={field.guest} />
        {field.changedFrom !== null && <Fact label="Without what-if" value={field.changedFrom} />}
        <div className="work-fact">
          <dt>What happens</dt>
          <dd>{FATES[field.fate].about}</dd>
        </div>
        <div className="work-fact">
          <dt>Place</dt>
          <dd>
            {placeOf(field)}
            {about?.mask !== undefined && (
              <>
                , bits <span className="mono">0x{about.mask.toString(16)}</span>
              </>
            )}
            {about?.littleEndian === true && ', little-endian'}
          </dd>
        </div>
      </dl>
      <Bits card={card} field={field} />
      {field.lie !== null && (
        <Callout tone="warning" title="Not this card’s" actions={<WhyLink rule={field.lie.rule} />}>
          {field.lie.text} <strong>How the driver would notice:</strong> {field.lie.notice}
        </Callout>
      )}
      {field.rule !== null && field.rule !== field.lie?.rule && (
        <p className="quiet">
          {field.because === '' ? 'This follows from a rule:' : `Because: ${field.because}.`}{' '}
          <WhyLink rule={field.rule} />
        </p>
      )}
      <Way field={field} />
      <WhatIfs card={card} name={field.name} />
      {fid !== undefined && <FieldSources fid={fid} field={field.name} whatIf={card.whatIf} />}
    </section>
  );
}
