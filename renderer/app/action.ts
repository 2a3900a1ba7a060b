/** One user verb. Toolbar, native menu, context menus, command palette and shortcut list all read the same objects. */
export interface Action {
  /** `workspace.undo`; stable, used by tests and by the native menu. */
  readonly id: string;
  /** Sentence case, starts with a verb. */
  readonly label: string;
  readonly group: 'workspace' | 'edit' | 'view' | 'guest' | 'grid' | 'plan' | 'host' | 'help';
  readonly icon?: string;
  /** `Mod+Z`; Mod = Ctrl, on macOS Command. */
  readonly shortcut?: string;
  /** Other keys for the same, where people bring two habits along: `Mod+Y`. */
  readonly alsoShortcut?: string;
  /** Null when it can run, else the reason why not, as a sentence. */
  readonly unavailable: () => string | null;
  readonly run: () => void | Promise<void>;
}

export type ActionMaker = (
  id: string,
  group: Action['group'],
  icon: string,
  label: string,
  shortcut: string | undefined,
  unavailable: Action['unavailable'],
  run: () => void,
) => Action;

/** Makes the actions of a view: their ids begin with its own, as in `dsa.guest.new`. */
export function actionsOf(view: string): ActionMaker {
  return (id, group, icon, label, shortcut, unavailable, run) => ({
    id: `${view}.${id}`,
    group,
    icon,
    label,
    unavailable,
    run,
    ...(shortcut === undefined ? {} : { shortcut }),
  });
}
