/** What can be done with the events that are picked: menu, buttons and keys are read from here. */
import type { MenuEntry } from '../../ui/Menu.tsx';
import { countOf } from './event-moves.ts';
import type { PickedEvents } from './use-picked.ts';

const NONE = 'This is the start, not an event.';

export function eventEntries(events: PickedEvents, steps: number): MenuEntry[] {
  const { picked } = events;
  const many = picked !== null && countOf(picked) > 1;
  const none = picked === null ? NONE : null;
  const one = none ?? (many ? 'Pick a single event for this.' : null);
  const item = (
    id: string,
    label: string,
    onSelect: () => void,
    rest: Partial<Extract<MenuEntry, { kind: 'item' }>> = {},
  ): MenuEntry => ({ kind: 'item', id, label, onSelect, ...rest });
  return [
    item('change', 'Change…', events.change, { icon: 'edit', shortcut: 'Enter', disabledReason: one }),
    item('before', 'Insert before…', () => events.insert('before'), { icon: 'plus', disabledReason: none }),
    item('after', 'Insert after…', () => events.insert('after'), { icon: 'plus', shortcut: 'Insert' }),
    item('duplicate', 'Duplicate', events.duplicate, {
      icon: 'copy',
      shortcut: 'Mod+D',
      disabledReason: none,
    }),
    item('all', 'Pick all events', events.pickAll, { icon: 'list', shortcut: 'Mod+A' }),
    item('split', 'Split into single calls', events.split, { icon: 'list', disabledReason: one }),
    { kind: 'separator', id: 'moves' },
    item('up', 'Move up', () => events.moveBy(-1), {
      icon: 'arrowUp',
      shortcut: 'Alt+ArrowUp',
      disabledReason: none ?? (picked?.first === 1 ? 'It is the first event.' : null),
    }),
    item('down', 'Move down', () => events.moveBy(1), {
      icon: 'chevronDown',
      shortcut: 'Alt+ArrowDown',
      disabledReason: none ?? (picked?.last === steps ? 'It is the last event.' : null),
    }),
    { kind: 'separator', id: 'rest' },
    item('branch', 'Branch from here…', events.branchOff, { icon: 'graph' }),
    item('delete', many ? `Delete ${countOf(picked)} events` : 'Delete', events.remove, {
      icon: 'trash',
      shortcut: 'Delete',
      danger: true,
      disabledReason: none,
    }),
  ];
}
