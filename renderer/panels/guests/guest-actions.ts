/** The verbs of guests, which every view has, with the same keys. */
import type { Action, ActionMaker } from '../../app/action.ts';

export interface GuestVerbs {
  /** From the view's own maker, so that ids begin as the view's other ones. */
  readonly action: ActionMaker;
  /** Reasons why not, as sentences; null when it can run. */
  readonly here: () => string | null;
  readonly needsGuest: () => string | null;
  readonly needsGuests: () => string | null;
  readonly newLabel: string;
  readonly stepIcon: string;
  readonly onNew: () => void;
  readonly onRename: () => void;
  readonly onDelete: () => void;
  readonly onStep: (by: 1 | -1) => void;
  readonly onPower: () => void;
}

export function guestActions({
  action,
  here,
  needsGuest,
  needsGuests,
  newLabel,
  stepIcon,
  onNew,
  onRename,
  onDelete,
  onStep,
  onPower,
}: GuestVerbs): readonly Action[] {
  return [
    action('guest.new', 'guest', 'plus', newLabel, 'Alt+N', here, onNew),
    action('guest.rename', 'guest', 'edit', 'Rename the guest', 'F2', needsGuest, onRename),
    action('guest.delete', 'guest', 'trash', 'Delete the guest', 'Alt+Delete', needsGuest, onDelete),
    action('guest.next', 'guest', stepIcon, 'Pick the next guest', 'Alt+ArrowDown', needsGuests, () =>
      onStep(1),
    ),
    action('guest.previous', 'guest', stepIcon, 'Pick the previous guest', 'Alt+ArrowUp', needsGuests, () =>
      onStep(-1),
    ),
    action('guest.power', 'guest', 'play', 'Start or stop the guest', 'Alt+S', needsGuest, onPower),
  ];
}
