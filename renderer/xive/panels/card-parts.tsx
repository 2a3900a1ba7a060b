/** What the cards of the inspector have in common: facts, the story of a page, what goes wrong and by which rule. */
import type { ReactNode } from 'react';
import type { Consequence, PageCard, StoryEntry } from '../../../shared/xive/cards.ts';
import type { Ref } from '../../../shared/findings.ts';
import type { PageState } from '../../../shared/xive/moment.ts';
import { hwPageName } from '../../../shared/xive/pages.ts';
import { WhyLink, withNames } from '../../app/rules.tsx';
import { Button } from '../../ui/Button.tsx';
import { Callout } from '../../ui/Callout.tsx';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { refLabel } from '../ref-label.ts';
import { selectionWords, targetOf } from '../targets.ts';
import { useShownPlace, useXive, useXiveState } from '../xive-context.ts';

export function Facts({ rows }: { readonly rows: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="work-facts">
      {rows.map(([name, value]) => (
        <div className="work-fact" key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const STATES: Readonly<
  Record<PageState, { readonly word: string; readonly icon: IconName; readonly about: string }>
> = {
  fresh: { word: 'fresh', icon: 'check', about: 'It shows the page of the source that has the LISN now.' },
  stale: {
    word: 'stale',
    icon: 'warning',
    about: 'It shows a page of a source that does not have the LISN (any more).',
  },
  misresolved: { word: 'misresolved', icon: 'error', about: 'It shows a page of another LISN.' },
  unknown: { word: 'not known', icon: 'unknown', about: 'The texts of a reading do not tell what it shows.' },
  hole: { word: 'hole', icon: 'close', about: 'No mapping covers the address: an access is a SIGSEGV.' },
  empty: {
    word: 'empty',
    icon: 'minus',
    about: 'A mapping covers it, nothing was touched yet: the next access faults.',
  },
};

export function StateMark({ state }: { readonly state: PageState }) {
  const { word, icon, about } = STATES[state];
  return (
    <span className="xive-state" data-state={state} title={about}>
      <Icon name={icon} size={13} />
      {word}
    </span>
  );
}

/** `ipi(0x1e):T`; a page is named as in traces and case files. */
export function Hw({ page }: { readonly page: number | null }) {
  const name = page === null ? null : hwPageName(page);
  return name === null ? <span className="faint">none</span> : <code>{name}</code>;
}

export function Swatch({ name }: { readonly name: string }) {
  const { hues } = useXive();
  return <span className="guest-dot" data-hue={hues.get(name) ?? 7} aria-hidden="true" />;
}

/** A device by name and colour; click shows it. */
export function DeviceLink({ name }: { readonly name: string }) {
  const { store } = useXive();
  return (
    <Button variant="link" onClick={() => store.getState().show({ kind: 'device', name })}>
      <Swatch name={name} /> {name}
    </Button>
  );
}

/** What goes wrong or looks as if it did, each with its rule. */
export function Consequences({
  title,
  tone,
  consequences,
}: {
  readonly title: string;
  readonly tone: 'danger' | 'warning' | 'info';
  readonly consequences: readonly Consequence[];
}) {
  const { host, store } = useXive();
  const place = useShownPlace();
  const selected = useXiveState((state) => state.selected);
  if (consequences.length === 0) return null;
  /** What is not in sight already: another thing of this moment, or another moment. */
  const elsewhere = (refs: readonly Ref[]) =>
    refs.flatMap((ref) => {
      if (ref.kind !== 'part') return [];
      const { shown, step, selection } = targetOf(ref.id);
      const here = place?.kind === 'branch' && shown?.id === place.branch && step === place.step;
      if (!here) return [{ ref, words: refLabel(host.host, ref) }];
      if (selection === null || JSON.stringify(selection) === JSON.stringify(selected)) return [];
      return [{ ref, words: `Show ${selectionWords(selection)}` }];
    });
  return (
    <div className="xive-consequence">
      <Callout tone={tone} title={title}>
        {consequences.map(({ text, rule, refs }) => (
          <p key={`${rule} ${text}`}>
            {withNames(text, refs, (ref) => refLabel(host.host, ref))} <WhyLink rule={rule} />{' '}
            {elsewhere(refs)
              .slice(0, 3)
              .map(({ ref, words }) => (
                <Button key={words} variant="link" onClick={() => store.getState().showRefs([ref])}>
                  {words}
                </Button>
              ))}
          </p>
        ))}
      </Callout>
    </div>
  );
}

/** What happened to it, step by step; a click goes there. */
export function Story({ title, story }: { readonly title: string; readonly story: readonly StoryEntry[] }) {
  const { store } = useXive();
  const place = useShownPlace();
  const isBranch = place?.kind === 'branch';
  if (story.length === 0) return null;
  return (
    <section className="work-subsection" aria-label={title}>
      <h3>{title}</h3>
      <ol className="xive-story">
        {story.map((entry, at) => (
          // A story may say the same of one step twice: its place in it is what tells them apart.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={`${at} ${entry.step}`} data-tone={entry.tone}>
            {isBranch ? (
              <Button
                variant="link"
                className="xive-story-step"
                aria-label={`Go to step ${entry.step}`}
                aria-current={place.step === entry.step ? 'step' : undefined}
                onClick={() => store.getState().goToStep(entry.step)}
              >
                {entry.step === 0 ? 'start' : entry.step}
              </Button>
            ) : (
              <span className="faint tabular">{entry.step === 0 ? 'start' : entry.step}</span>
            )}
            <span>{entry.text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

const LAYERS: Readonly<Record<PageCard['stack'][number]['layer'], string>> = {
  gpa: 'Guest address',
  region: 'Memory region',
  hva: 'QEMU’s address',
  vma: 'Mapping',
  pte: 'Page table',
  hardware: 'Hardware page',
};

/** From the guest's address down to the hardware page; what loses is greyed. */
export function LayerStack({ stack }: { readonly stack: PageCard['stack'] }) {
  if (stack.length === 0) return null;
  return (
    <section className="work-subsection" aria-label="From guest address to hardware">
      <h3>From guest address to hardware</h3>
      <ol className="xive-stack">
        {stack.map(({ layer, text, wins }) => (
          <li key={`${layer} ${text}`} data-wins={wins}>
            <span className="xive-stack-layer">{LAYERS[layer]}</span>
            <span>{text}</span>
            {!wins && <span className="visually-hidden"> (loses)</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
