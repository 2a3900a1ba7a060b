import type { VmMoment } from '../../../shared/xive/moment.ts';
import { runAction } from '../../app/actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Callout } from '../../ui/Callout.tsx';
import { badPages } from '../actions.ts';
import { useShownMoments, useXive, useXiveState } from '../xive-context.ts';
import { AtPlace } from './CardShell.tsx';
import { Facts } from './card-parts.tsx';

/** A reading counts what its own trace holds, not what was before. */
function Counts({ vm: { counts, told, vmas }, read }: { readonly vm: VmMoment; readonly read: boolean }) {
  const when = read ? 'in this trace' : 'so far';
  const number = (value: number) => value.toLocaleString('en');
  const only = (known: boolean, words: string) => (known ? words : 'not told by these texts');
  return (
    <Facts
      rows={[
        ['Sources', only(told.sources, number(counts.sources))],
        ['Passed through', only(told.owners, number(counts.passedThrough))],
        [
          'Mappings',
          only(told.vmas, `${number(counts.vmas)} ESB + ${number(vmas.length - counts.vmas)} TIMA`),
        ],
        ['Memory slots', only(told.slots, number(counts.slots))],
        [
          'Pages populated',
          only(
            told.pages,
            `${number(counts.populated)}${counts.fromSetup > 0 ? `, ${number(counts.fromSetup)} at the start` : ''}`,
          ),
        ],
        [`Faults ${when}`, only(told.history, number(counts.faults))],
        ['Owner set / cleared', only(told.history, `${number(counts.sets)} / ${number(counts.clears)}`)],
        [`Zaps ${when}`, only(told.history, number(counts.zaps))],
      ]}
    />
  );
}

/** Of a reading of the host's own table. */
function tellsNothing({ told, vmas }: VmMoment): boolean {
  return vmas.length === 0 && !told.sources && !told.owners && !told.vmas;
}

/** Nothing is selected: the numbers of the moment, and what to do next. */
export function MomentPanel() {
  const { store } = useXive();
  const strategy = useXiveState((state) => state.beside?.kind === 'strategy');
  // The numbers are of the moment that is drawn, which while one scrubs is not yet the one that was asked for.
  const drawn = useShownMoments().shown.moment?.place;
  return (
    <AtPlace>
      {(asked, vm) => {
        const place = drawn ?? asked;
        const bad = vm.counts.stale + vm.counts.misresolved;
        const [first] = bad === 0 ? [] : badPages(vm);
        return (
          <section className="work-card">
            <h2>{place.kind === 'branch' ? `${vm.vm}, step ${place.step}` : `${vm.vm}, as it was read`}</h2>
            {!vm.running && (
              <Callout tone="danger" title="The VM is paused">
                The guest made an access that KVM cannot serve: QEMU says “kvm run failed Bad address”.
              </Callout>
            )}
            {first !== undefined && (
              <Callout
                tone="danger"
                title={`${bad === 1 ? 'One page leads' : `${bad.toLocaleString('en')} pages lead`} to a wrong source`}
                actions={
                  <Button
                    size="small"
                    icon="arrowRight"
                    onClick={() => store.getState().show({ kind: 'page', page: first })}
                  >
                    Show the first
                  </Button>
                }
              >
                {vm.counts.stale} stale, {vm.counts.misresolved} misresolved. Select one to see which
                interrupt goes wrong, and why.
              </Callout>
            )}
            {tellsNothing(vm) && (
              <Callout tone="info" title="No guest was read">
                These texts tell neither mappings nor sources of a guest; a table of the host’s own
                interrupts, for one, does not.
              </Callout>
            )}
            {!vm.pagesKnown && !tellsNothing(vm) && (
              <Callout tone="info" title="Which pages are populated is not known">
                No text of a running guest tells it without a trace of the kernel. Study this reading to let
                the model say.
              </Callout>
            )}
            <Counts vm={vm} read={place.kind === 'reading'} />
            <section className="work-subsection" aria-label="What to do next">
              <h3>What to do next</h3>
              <ul className="xive-next">
                <li>
                  <Button variant="link" onClick={() => void runAction('xive.goTo')}>
                    Go to a LISN
                  </Button>
                  , or click a page of the picture, to see where its pages lead.
                </li>
                {place.kind === 'branch' ? (
                  <>
                    <li>
                      <Button variant="link" onClick={() => void runAction('xive.plug')}>
                        Plug a device
                      </Button>{' '}
                      or{' '}
                      <Button variant="link" onClick={() => void runAction('xive.insert')}>
                        let something else happen
                      </Button>{' '}
                      behind this step.
                    </li>
                    {!strategy && (
                      <li>
                        <Button variant="link" onClick={() => void runAction('xive.compare')}>
                          Compare with strategy C
                        </Button>
                        : a range of its own for passed-through interrupts.
                      </li>
                    )}
                  </>
                ) : (
                  <li>
                    <Button
                      variant="link"
                      onClick={() =>
                        store.getState().set({ dialog: { kind: 'study-reading', reading: place.reading } })
                      }
                    >
                      Study this reading
                    </Button>
                    : a branch that starts here, in which things can happen.
                  </li>
                )}
              </ul>
            </section>
          </section>
        );
      }}
    </AtPlace>
  );
}
