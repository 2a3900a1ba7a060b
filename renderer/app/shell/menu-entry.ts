import { isIconName } from '../../ui/icons.tsx';
import type { MenuEntry } from '../../ui/Menu.tsx';
import type { Action } from '../action.ts';

/** An action as a menu shows it, with its reason when it cannot run now. Empty when there is no such action. */
export function menuEntryOf(action: Action | undefined): MenuEntry[] {
  if (action === undefined) return [];
  return [
    {
      kind: 'item',
      id: action.id,
      label: action.label,
      icon: isIconName(action.icon) ? action.icon : undefined,
      shortcut: action.shortcut,
      disabledReason: action.unavailable(),
      onSelect: () => void action.run(),
    },
  ];
}
