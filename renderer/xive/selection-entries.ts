/** What can be done with a part of the picture: its menu. */
import type { StoreApi } from 'zustand/vanilla';
import type { Place } from '../../shared/xive/moment.ts';
import { actionOf } from '../app/actions.ts';
import { menuEntryOf } from '../app/shell/menu-entry.ts';
import type { MenuEntry } from '../ui/Menu.tsx';
import type { Selection } from './map/map-props.ts';
import { selectionWords } from './targets.ts';
import type { XiveStore } from './xive-view-state.ts';

const OF_SOURCE = ['trigger', 'eoi', 'mask', 'unmask', 'read'] as const;
const OF_PLACE = ['insert', 'plug', 'branch', 'compare'] as const;

export function selectionEntries(
  store: StoreApi<XiveStore>,
  place: Place,
  selection: Selection,
): readonly MenuEntry[] {
  const verbs = (ids: readonly string[]) => ids.flatMap((id) => menuEntryOf(actionOf(`xive.${id}`)));
  return [
    { kind: 'heading', id: 'what', label: selectionWords(selection) },
    {
      kind: 'item',
      id: 'show',
      label: 'Bring it into view',
      icon: 'zoomIn',
      onSelect: () => store.getState().show(selection),
    },
    ...(selection.kind === 'source' && place.kind === 'branch' ? verbs(OF_SOURCE) : []),
    ...(place.kind === 'branch' ? [{ kind: 'separator' as const, id: 'line' }, ...verbs(OF_PLACE)] : []),
  ];
}
