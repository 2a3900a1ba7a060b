/** All that is known of one APQN: the lines of the inspector. */
import type { CardNote as Note, QueueCard } from '../../../../shared/ap/preview.ts';
import { type ApState, driverOf, type Mdev, QUEUE } from '../../../../shared/ap/types.ts';
import { type Apqn, adapterOf, bothBases, domainOf, formatApqn } from '../../../../shared/apqn.ts';
import type { Fix } from '../../../../shared/findings.ts';
import { hasId } from '../../../../shared/mask.ts';
import { ownersOf, UNTOLD_OWNER } from '../../../../shared/ap/uses.ts';
import { conflictsOf } from './conflicts.ts';
import { whyHidden } from './hidden.ts';
import { hostMask, hostOwned, inMatrix, probe, statusOf } from '../model.ts';
import { releaseAlternatives } from '../pool/planner.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { listWords, sentence } from '../../words.ts';
import { withTriedFixes } from './tried-fixes.ts';

type Fact = QueueCard['facts'][number];

const MODE_NAMES = {
  accelerator: 'accelerator',
  cca: 'CCA coprocessor',
  ep11: 'EP11 coprocessor',
  unknown: null,
} as const;

function fact(label: string, value: string | null): Fact {
  return value === null ? { label, value: 'not told by the source', unknown: true } : { label, value };
}

function yesNo(value: boolean | null, yes: string, no: string): string | null {
  return value === null ? null : value ? yes : no;
}

/** What the source said, and beside it what follows from the changes where that differs. */
function withChange(read: string, after: string): string {
  return read === after ? read : `${read} (after your changes: ${after})`;
}

function adapterState(state: ApState, adapter: number): string | null {
  const card = state.cards.get(adapter);
  const configured = yesNo(card?.config ?? null, 'configured', 'deconfigured');
  return configured === null ? null : `${configured}${card?.chkstop ? ', checkstopped' : ''}`;
}

/** An adapter can also come or go with the LPAR; its card stays known from the source. */
function adapterFact(observed: ApState, desired: ApState, adapter: number): Fact {
  const read = adapterState(observed, adapter);
  const had = hasId(observed.lpar.apm, adapter);
  const has = hasId(desired.lpar.apm, adapter);
  if (had === has) {
    const after = adapterState(desired, adapter);
    return fact('Adapter state', read === null || after === null ? read : withChange(read, after));
  }
  const before = had ? (read ?? 'not told by the source') : 'not in the LPAR';
  return fact('Adapter state', withChange(before, has ? 'in the LPAR' : 'not in the LPAR'));
}

function cardFacts(observed: ApState, desired: ApState, adapter: number): Fact[] {
  const card = observed.cards.get(adapter);
  return [
    fact('Adapter', bothBases(adapter)),
    fact('Card type', card && card.type !== '-' ? card.type : null),
    fact('Mode', card ? MODE_NAMES[card.mode] : null),
    adapterFact(observed, desired, adapter),
  ];
}

function domainUse(state: ApState, domain: number): string {
  const usage = hasId(state.lpar.aqm, domain);
  const control = hasId(state.lpar.adm, domain);
  const rights =
    usage && control
      ? 'usage and control'
      : usage
        ? 'usage only'
        : control
          ? 'control only'
          : 'not in the LPAR';
  const isDefault = state.defaultDomain === domain ? ', default domain of the host' : '';
  return `${bothBases(domain)}, ${rights}${isDefault}`;
}

function boundTo(state: ApState, apqn: Apqn): string {
  if (state.queues.state[apqn] === QUEUE.ABSENT) return 'there is no such queue device';
  return driverOf(state.queues, apqn) ?? 'no driver';
}

function queueFacts(observed: ApState, desired: ApState, apqn: Apqn): Fact[] {
  const detail = observed.queues.details.get(apqn);
  const bound = boundTo(observed, apqn);
  const wished = boundTo(desired, apqn);
  const override = desired.queues.overrides.get(apqn);
  const status = detail?.status ?? statusOf(observed, apqn);
  // A status that was read stands until the changes say otherwise of the model's own.
  const follows = statusOf(desired, apqn);
  const statusAfter = statusOf(observed, apqn) === follows ? status : follows;
  const exists = observed.queues.state[apqn] !== QUEUE.ABSENT;
  const config = observed.queues.deconfigured.has(apqn) ? 'deconfigured' : 'configured';
  const stopped = observed.queues.checkstopped.has(apqn) ? ', checkstopped' : '';
  const reset = observed.queues.resetRc.get(apqn);
  return [
    fact('Bound to', withChange(bound, wished)),
    fact('Masks say', hostMask(desired, apqn) ? 'host' : 'guests'),
    ...(override === undefined ? [] : [fact('Driver override', override)]),
    ...(status === null && statusAfter === null
      ? []
      : [fact('Status', withChange(status ?? 'none', statusAfter ?? 'none'))]),
    ...(exists ? [fact('Queue state', `${config}${stopped}`)] : []),
    ...(detail?.online === undefined ? [] : [fact('Online', detail.online ? 'yes' : 'no')]),
    ...(exists ? [fact('Requests', detail?.requests ?? null)] : []),
    ...(reset === undefined
      ? []
      : [fact('Last reset', `response code 0x${reset.toString(16).padStart(2, '0')}`)]),
    ...(detail?.seState === undefined ? [] : [fact('Secure execution', detail.seState)]),
    ...(detail?.mkvps === undefined
      ? exists && bound !== 'cex4queue'
        ? [fact('Master keys', 'readable only while the host has the queue')]
        : []
      : [fact('Master keys', detail.mkvps.join('; '))]),
  ];
}

/** What one guest sees of the queue, and why it does not. */
function guestNote(state: ApState, mdev: Mdev, apqn: Apqn): Note | null {
  if (mdev.type === 'virtual')
    return {
      severity: 'info',
      text: `${mdev.name} reaches it through its virtual mapping.`,
      rule: 'AP-S7',
      fixes: [],
    };
  if (inMatrix(mdev.shadow, apqn)) {
    const verb = mdev.guest === null ? 'would see' : 'sees';
    return { severity: 'info', text: `${mdev.name} ${verb} this queue.`, fixes: [] };
  }
  const adapter = adapterOf(apqn);
  const domain = domainOf(apqn);
  if (!hasId(state.lpar.aqm, domain) && hasId(state.lpar.apm, adapter))
    return {
      severity: 'info',
      text: `${mdev.name} does not see it: the LPAR does not have domain ${bothBases(domain)}.`,
      rule: 'AP-U23',
      fixes: [],
    };
  const hidden = whyHidden(state, mdev, adapter);
  const fixes: Fix[] = [];
  if (hidden.reason === 'stale')
    fixes.push({
      label: `Apply the matrix of ${mdev.name} again`,
      edits: [{ family: 'ap', op: 'reapply', mdev: mdev.id }],
    });
  if (hidden.reason === 'unbound' && !state.vfioApLoaded)
    fixes.push({ label: 'Load module vfio_ap', edits: [{ family: 'ap', op: 'loadVfioAp' }] });
  else if (hidden.reason === 'unbound' && hidden.culprit !== null)
    fixes.push({
      label: `Bind ${formatApqn(hidden.culprit)} to vfio_ap`,
      edits: [{ family: 'ap', op: 'bind', apqn: hidden.culprit, driver: 'vfio_ap' }],
    });
  const rule = hidden.reason === 'lpar' ? 'AP-U23' : hidden.reason === 'stale' ? 'AP-U13' : 'AP-P1';
  return { severity: 'warning', text: sentence(`${mdev.name} does not see it: ${hidden.why}`), rule, fixes };
}

function ownerNotes(state: ApState, owners: readonly Mdev[], apqn: Apqn): Note[] {
  const notes: Note[] = [];
  if (owners.length > 1)
    notes.push({
      severity: 'error',
      text: `${listWords(owners.map(({ name }) => name))} all want this queue; it belongs to one guest only.`,
      rule: 'AP-C2',
      fixes: owners
        .filter(
          ({ type, id }) =>
            type === 'passthrough' &&
            conflictsOf(owners.find((other) => other.id === id)!, owners).length > 0,
        )
        .map((mdev) => ({
          label: `Take domain ${bothBases(domainOf(apqn))} from ${mdev.name}`,
          edits: [
            {
              family: 'ap',
              op: 'unassign',
              mdev: mdev.id,
              adapters: [],
              domains: [domainOf(apqn)],
              controlDomains: [],
            },
          ],
        })),
    });
  if (owners.length > 0 && hostOwned(state, apqn))
    notes.push({
      severity: 'error',
      text: `${listWords(owners.map(({ name }) => name))} cannot have it: it is reserved for the host.`,
      rule: rulesOf(state).hotPlug ? 'AP-U10' : 'AP-V9',
      fixes: releaseAlternatives(state, [apqn])
        .filter(({ refusal }) => refusal === null)
        .map(({ label, edits }) => ({ label, edits })),
    });
  return notes;
}

export function queueCard(observed: ApState, desired: ApState, apqn: Apqn): QueueCard {
  const owners = ownersOf(desired, apqn);
  const seen = owners.map((mdev) => guestNote(desired, mdev, apqn)).filter((note) => note !== null);
  const driver = desired.queues.state[apqn];
  const idle: Note[] =
    driver === QUEUE.NO_DRIVER && owners.length === 0
      ? [
          {
            severity: 'warning',
            text: 'Neither the host nor a guest can use it: no driver has it.',
            rule: 'AP-M5',
            fixes: desired.vfioApLoaded
              ? [
                  {
                    label: `Bind it as the ${desired.queues.overrides.has(apqn) ? 'override says' : 'masks say'}`,
                    edits: [
                      {
                        family: 'ap',
                        op: 'bind',
                        apqn,
                        driver: probe(desired, apqn) === QUEUE.CEX4QUEUE ? 'cex4queue' : 'vfio_ap',
                      },
                    ],
                  },
                ]
              : [{ label: 'Load module vfio_ap', edits: [{ family: 'ap', op: 'loadVfioAp' }] }],
          },
        ]
      : [];
  const untold: Note[] = observed.queues.untold.has(apqn)
    ? [
        {
          severity: 'warning',
          text: `This queue is ${UNTOLD_OWNER}: giving it to a guest may collide.`,
          rule: 'AP-P7',
          fixes: [],
        },
      ]
    : [];
  return {
    apqn,
    facts: [
      fact('Queue', `${formatApqn(apqn)} (decimal ${adapterOf(apqn)}.${domainOf(apqn)})`),
      ...cardFacts(observed, desired, adapterOf(apqn)),
      fact('Domain', withChange(domainUse(observed, domainOf(apqn)), domainUse(desired, domainOf(apqn)))),
      ...queueFacts(observed, desired, apqn),
      fact('Wanted by', owners.length === 0 ? 'no guest' : owners.map(({ name }) => name).join(', ')),
    ],
    wantedBy: owners.map(({ id }) => id),
    notes: withTriedFixes(desired, [...untold, ...ownerNotes(desired, owners, apqn), ...seen, ...idle]),
  };
}
