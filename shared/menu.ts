/** The native menu of the desktop as data. Items name actions of the renderer, or roles the system knows itself. */
export type MenuItem =
  | { readonly action: string; readonly label: string; readonly shortcut?: string }
  | { readonly role: 'quit' | 'cut' | 'copy' | 'paste' | 'selectAll' | 'togglefullscreen' | 'minimize' }
  | { readonly separator: true };

export interface MenuSection {
  readonly label: string;
  readonly items: readonly MenuItem[];
}

const SEPARATOR = { separator: true } as const;

export const NATIVE_MENU: readonly MenuSection[] = [
  {
    label: 'File',
    items: [
      { action: 'workspace.new', label: 'New workspace' },
      { action: 'workspace.open', label: 'Open…', shortcut: 'Mod+O' },
      { action: 'workspace.openFolder', label: 'Open a folder…' },
      SEPARATOR,
      { action: 'workspace.save', label: 'Save', shortcut: 'Mod+S' },
      { action: 'workspace.saveAs', label: 'Save as…', shortcut: 'Mod+Shift+S' },
      SEPARATOR,
      { action: 'host.import', label: 'Add a host from a capture…' },
      { action: 'host.readSsh', label: 'Read a host over ssh…' },
      { action: 'host.refresh', label: 'Read the host again' },
      { action: 'workspace.close', label: 'Close workspace' },
      SEPARATOR,
      { role: 'quit' },
    ],
  },
  {
    label: 'Edit',
    items: [
      // Without shortcuts: in a text field Ctrl+Z must stay the field's own; the page decides.
      { action: 'workspace.undo', label: 'Undo' },
      { action: 'workspace.redo', label: 'Redo' },
      SEPARATOR,
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
    ],
  },
  {
    label: 'Changes',
    items: [
      { action: 'plan.changes', label: 'Show the changes' },
      { action: 'plan.commands', label: 'Show the commands' },
      { action: 'plan.rehearse', label: 'Rehearse the changes' },
      { action: 'plan.script', label: 'Rehearse a script…' },
      SEPARATOR,
      { action: 'plan.apply', label: 'Apply the changes…' },
    ],
  },
  {
    label: 'View',
    items: [
      { action: 'view.overview', label: 'Overview' },
      { action: 'view.learn', label: 'Learn' },
      { action: 'view.theme', label: 'Switch theme' },
      SEPARATOR,
      { action: 'view.largerText', label: 'Larger text' },
      { action: 'view.smallerText', label: 'Smaller text' },
      { action: 'view.resetText', label: 'Normal text size' },
      SEPARATOR,
      { role: 'togglefullscreen' },
    ],
  },
  {
    label: 'Help',
    items: [
      { action: 'help.palette', label: 'Find an action…' },
      { action: 'help.shortcuts', label: 'Keyboard shortcuts' },
      { action: 'help.about', label: 'About Passthrough Studio' },
    ],
  },
];
