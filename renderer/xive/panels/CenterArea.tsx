import { useMemo } from 'react';
import type { VmMoment, XiveMoment } from '../../../shared/xive/moment.ts';
import { MadeStrip } from '../../panels/MadeStrip.tsx';
import { useStudio } from '../../store/studio.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { EmptyState, Spinner } from '../../ui/Callout.tsx';
import { PointMenu } from '../../ui/Menu.tsx';
import { TwinNote } from '../compare/TwinNote.tsx';
import { useFollowed } from '../compare/use-twin.ts';
import { EsbMap } from '../map/EsbMap.tsx';
import { selectionEntries } from '../selection-entries.ts';
import { useHighlight } from '../timeline/use-highlight.ts';
import { besideWords, placeWords } from '../words.ts';
import { shownVm, useShownMoments, useShownPlace, useXive, useXiveState } from '../xive-context.ts';
import { Legend } from './Legend.tsx';
import { Toolbar } from './Toolbar.tsx';

function Waiting({ error }: { readonly error: string | null }) {
  return (
    <div className="xive-waiting">
      {error === null ? (
        <Spinner label="Running the model kernel" />
      ) : (
        <EmptyState icon="error" title="The picture could not be made">
          {error}
        </EmptyState>
      )}
    </div>
  );
}

function Map({
  vm,
  other,
  label,
  main,
}: {
  readonly vm: VmMoment;
  readonly other: VmMoment | null;
  readonly label: string;
  /** The place that is shown: what is animated, is animated there. */
  readonly main: boolean;
}) {
  const { store, hues } = useXive();
  const view = useXiveState((state) => state.view);
  const { selected, window, select, see } = useFollowed(vm, main ? null : other);
  const goTo = useXiveState((state) => state.goTo);
  const highlight = useHighlight();
  return (
    <EsbMap
      moment={vm}
      other={other}
      view={view}
      window={window}
      selected={selected}
      highlight={main ? highlight : null}
      hues={hues}
      label={label}
      goTo={main ? goTo : null}
      onSelect={select}
      onWindow={see}
      onMenu={(selection, at) => {
        select(selection);
        store.getState().set({ menu: { selection: store.getState().selected ?? selection, at } });
      }}
    />
  );
}

function otherOf(moment: XiveMoment | null, vm: VmMoment | null): VmMoment | null {
  return vm === null ? null : shownVm(moment, vm.vm);
}

/** One map, or two with what differs marked on both. */
function Maps() {
  const { host, store } = useXive();
  const place = useShownPlace();
  const { shown, beside } = useShownMoments();
  const name = useXiveState((state) => state.vm);
  const besideState = useXiveState((state) => state.beside);
  const hosts = useStudio((state) => state.view?.workspace?.hosts);
  const left = shownVm(shown.moment, name);
  const right = otherOf(beside?.moment ?? null, left);
  const title = useMemo(() => (place === null ? '' : placeWords(host.desired, place)), [host.desired, place]);
  if (left === null)
    return shown.moment === null ? (
      <Waiting error={shown.error} />
    ) : (
      <EmptyState icon="layers" title="No guest was read">
        These texts tell of the host’s own interrupts only, and a guest’s ESB pages are what is drawn here.
      </EmptyState>
    );
  const label = `ESB space of ${left.vm}, ${title}`;
  if (besideState === null) {
    return (
      <div className="xive-maps">
        <div className="xive-map">
          <Map vm={left} other={null} label={label} main />
        </div>
      </div>
    );
  }
  const besideTitle = besideWords(host.desired, host.host.id, hosts ?? [], besideState, place);
  return (
    <div className="xive-maps" data-two="true">
      <section className="xive-map" aria-label={title}>
        <header className="xive-map-title">
          <h2>{title}</h2>
        </header>
        <Map vm={left} other={right} label={label} main />
      </section>
      <section className="xive-map" aria-label={besideTitle}>
        <header className="xive-map-title">
          <h2>{besideTitle}</h2>
          {right !== null && <TwinNote vm={right} from={left} />}
          {besideState.kind === 'branch' && (
            <Button
              size="small"
              variant="quiet"
              onClick={() => store.getState().open({ kind: 'branch', id: besideState.branch })}
            >
              Go there
            </Button>
          )}
          <IconButton
            icon="close"
            size="small"
            label="Stop comparing"
            shortcut="Shift+C"
            onClick={() => store.getState().set({ beside: null })}
          />
        </header>
        {right === null ? (
          <Waiting error={beside?.error ?? null} />
        ) : (
          <Map vm={right} other={left} label={`ESB space of ${right.vm}, ${besideTitle}`} main={false} />
        )}
      </section>
    </div>
  );
}

/** The picture with what stands directly above and below it. */
export function CenterArea() {
  const { store } = useXive();
  const legend = useXiveState((state) => state.legend);
  const made = useXiveState((state) => state.made);
  const menu = useXiveState((state) => state.menu);
  const place = useShownPlace();
  const { set } = store.getState();
  return (
    <div className="work-center">
      <Toolbar />
      <Maps />
      <MadeStrip made={made} onDismiss={() => set({ made: null })} />
      {legend && <Legend />}
      <PointMenu
        label="What to do here"
        at={menu?.at ?? null}
        entries={() =>
          menu === null || place === null ? [] : selectionEntries(store, place, menu.selection)
        }
        onClose={() => set({ menu: null })}
      />
    </div>
  );
}
