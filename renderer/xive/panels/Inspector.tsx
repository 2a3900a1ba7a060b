import { Urgent } from '../../panels/Urgent.tsx';
import { RefusalCards } from '../../panels/RefusalCards.tsx';
import { useNotices } from '../../store/notices.ts';
import { refLabel } from '../ref-label.ts';
import { useXive, useXiveState } from '../xive-context.ts';
import { DevicePanel } from './DevicePanel.tsx';
import { MomentPanel } from './MomentPanel.tsx';
import { PagePanel } from './PagePanel.tsx';
import { SourcePanel } from './SourcePanel.tsx';
import { VmaPanel } from './VmaPanel.tsx';

function Refused() {
  const { host, store } = useXive();
  const refusal = useNotices((state) => state.refusal);
  const own = useXiveState((state) => state.refusal);
  const { showRefs, dismiss } = store.getState();
  return (
    <Urgent about={refusal}>
      <RefusalCards
        hostId={host.host.id}
        own={own === null ? null : { refusal: own.refusal, instead: [] }}
        nameOf={(ref) => refLabel(host.host, ref)}
        onRefs={showRefs}
        onDismiss={() => void dismiss()}
        onInstead={() => undefined}
      />
    </Urgent>
  );
}

function Selected() {
  const selected = useXiveState((state) => state.selected);
  if (selected === null) return <MomentPanel />;
  switch (selected.kind) {
    case 'source':
      return <SourcePanel key={selected.lisn} lisn={selected.lisn} />;
    case 'page':
      return <PagePanel key={selected.page} page={selected.page} />;
    case 'vma':
      return <VmaPanel id={selected.id} />;
    case 'device':
      return <DevicePanel name={selected.name} />;
  }
}

/** What was refused, then all that is known of what is selected. */
export function Inspector() {
  return (
    <div className="work-inspector xive-inspector">
      <Refused />
      <Selected />
    </div>
  );
}
