import { WorkPanes } from '../../panels/WorkPanes.tsx';
import { useAp, useApState } from '../ap-context.ts';
import { BottomPanel } from './BottomPanel.tsx';
import { GridArea } from './GridArea.tsx';
import { Inspector } from './Inspector.tsx';

/** One element each for good, so that only what reads a context that changed is rendered again. */
const CENTER = <GridArea />;
const INSPECTOR = <Inspector />;

function bottom(withInspector: boolean) {
  return <BottomPanel withInspector={withInspector} />;
}

export function Panes() {
  const { store } = useAp();
  const urgent = useApState((state) => state.proposal !== null || state.offered !== null);
  return <WorkPanes center={CENTER} inspector={INSPECTOR} bottom={bottom} store={store} urgent={urgent} />;
}
