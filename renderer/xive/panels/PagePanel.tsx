import type { PageCard } from '../../../shared/xive/cards.ts';
import type { Place, TouchedBy, VmMoment } from '../../../shared/xive/moment.ts';
import { hex, lisnName } from '../../../shared/xive/pages.ts';
import { Button } from '../../ui/Button.tsx';
import { useXive } from '../xive-context.ts';
import { AtPlace, CardShell } from './CardShell.tsx';
import { Consequences, Facts, Hw, LayerStack, StateMark, Story } from './card-parts.tsx';
import { usePageCard } from './use-card.ts';
import { WhatAvoidsIt } from './WhatAvoidsIt.tsx';

const BY: Readonly<Record<TouchedBy, string>> = {
  setup: 'the set-up',
  guest: 'the guest',
  qemu: 'QEMU’s monitor',
  process: 'QEMU’s process',
};

function touchedWords(card: PageCard): string {
  if (card.populatedStep === null) return 'not touched';
  const when = card.populatedStep === 0 ? 'before the first event' : `at step ${card.populatedStep}`;
  return card.by === null ? when : `${when}, by ${BY[card.by]}`;
}

function Body({
  card,
  place,
  vm,
}: {
  readonly card: PageCard;
  readonly place: Place;
  readonly vm: VmMoment;
}) {
  const { store } = useXive();
  const { intended } = card;
  const bad = card.state === 'stale' || card.state === 'misresolved';
  return (
    <>
      <Consequences title="What goes wrong" tone="danger" consequences={card.consequence} />
      {card.consequence.length > 0 && intended !== null && <WhatAvoidsIt vm={card.vm} lisn={intended.lisn} />}
      <Facts
        rows={[
          [
            'Stands for',
            intended === null ? (
              'nothing that is announced'
            ) : (
              <Button
                key="lisn"
                variant="link"
                onClick={() => store.getState().show({ kind: 'source', lisn: intended.lisn })}
              >
                LISN {lisnName(intended.lisn)}, {intended.parity === 0 ? 'trigger' : 'management'} page
              </Button>
            ),
          ],
          ['Shows', <Hw key="shows" page={card.shows} />],
          ...(bad || card.shows === null
            ? [['Should show', <Hw key="expected" page={card.expected} />] as const]
            : []),
          ...(bad && card.since !== null ? [['Wrong since', `step ${card.since}`] as const] : []),
          ['Touched', touchedWords(card)],
          ...(card.vma === null
            ? []
            : [
                [
                  'Mapping',
                  <Button
                    key="vma"
                    variant="link"
                    onClick={() => {
                      const found = vm.vmas.find(
                        ({ start, mapping }) => start === card.vma!.start && mapping === card.vma!.mapping,
                      );
                      if (found !== undefined) store.getState().show({ kind: 'vma', id: found.id });
                    }}
                  >
                    {card.vma.mapping}, pages {hex(card.vma.start)} to {hex(card.vma.end - 1)}
                  </Button>,
                ] as const,
              ]),
          ...(card.guestAddress === null
            ? []
            : [['Guest address', <code key="gpa">{hex(card.guestAddress)}</code>] as const]),
          ['QEMU’s address', <code key="hva">{hex(card.hostAddress)}</code>],
          ...(card.fileOffset === null
            ? []
            : [['Offset in the fd', <code key="offset">{hex(card.fileOffset)}</code>] as const]),
          ...(card.hwAddress === null
            ? []
            : [['Hardware address', <code key="hw">{hex(card.hwAddress)}</code>] as const]),
        ]}
      />
      {place.kind === 'branch' && (
        <div className="work-row">
          <Button
            size="small"
            icon="play"
            hint="The guest loads from it, behind the step that is shown."
            disabledReason={intended === null ? 'The guest has no address for it.' : null}
            onClick={() => {
              if (intended !== null)
                void store
                  .getState()
                  .happen(`The guest touches ${lisnName(intended.lisn)}`, [
                    { op: 'guestTouch', lisn: intended.lisn, parity: intended.parity, vm: card.vm },
                  ]);
            }}
          >
            Guest touches it
          </Button>
          <Button
            size="small"
            hint="QEMU’s process loads from this address."
            onClick={() =>
              void store
                .getState()
                .happen(`QEMU touches page ${hex(card.page)}`, [
                  { op: 'touch', page: card.page, vm: card.vm },
                ])
            }
          >
            QEMU touches it
          </Button>
          <Button
            size="small"
            hint="The kernel drops what all mappings show of this LISN."
            disabledReason={intended === null ? 'A zap is of a LISN.' : null}
            onClick={() => {
              if (intended !== null)
                void store
                  .getState()
                  .happen(`Zap ${lisnName(intended.lisn)}`, [
                    { op: 'zap', lisn: intended.lisn, vm: card.vm },
                  ]);
            }}
          >
            Zap it
          </Button>
        </div>
      )}
      <LayerStack stack={card.stack} />
      <Story title="Its story" story={card.story} />
    </>
  );
}

function AtPage({
  page,
  place,
  vm,
}: {
  readonly page: number;
  readonly place: Place;
  readonly vm: VmMoment;
}) {
  const { card, error } = usePageCard(place, vm.vm, page);
  return (
    <CardShell
      title={
        <>
          Page <span className="mono">{hex(page)}</span>
        </>
      }
      mark={card === null ? undefined : <StateMark state={card.state} />}
      waiting={card === null}
      error={error}
    >
      {card !== null && <Body card={card} place={place} vm={vm} />}
    </CardShell>
  );
}

/** One address page: what it stands for, what it shows, and how that came. */
export function PagePanel({ page }: { readonly page: number }) {
  return <AtPlace>{(place, vm) => <AtPage page={page} place={place} vm={vm} />}</AtPlace>;
}
