/** The shell's own verbs. Everything that shows verbs reads them from the registry in actions.ts. */
import { redo, undo } from '../store/api.ts';
import { setPreference, themeShown, usePreferences, ZOOM_STEPS, zoomBy } from '../store/preferences.ts';
import { navigate } from '../store/route.ts';
import { hostOf, useStudio } from '../store/studio.ts';
import type { Action } from './action.ts';
import { FAMILIES, noBusWords } from './families.ts';
import * as commands from './commands.ts';
import { openDialog } from './dialogs.ts';
import { refreshHost, rereadFault } from './refresh-host.ts';

const always = () => null;

function needsWorkspace(): string | null {
  return useStudio.getState().view?.workspace == null ? 'No workspace is open.' : null;
}
function needsHost(): string | null {
  return (
    needsWorkspace() ?? (hostOf(useStudio.getState()) === null ? 'The workspace has no host yet.' : null)
  );
}
function shownHostId(): string {
  return hostOf(useStudio.getState())?.id ?? '';
}
function needsUndo(which: 'undo' | 'redo'): string | null {
  const open = useStudio.getState().view?.workspace ?? null;
  if (open === null) return 'No workspace is open.';
  return open[which] === null ? `There is nothing to ${which}.` : null;
}
function needsSource(): string | null {
  const host = hostOf(useStudio.getState());
  if (host === null) return needsHost();
  return rereadFault(host);
}
function needsThisMachine(): string | null {
  const info = useStudio.getState().info;
  return info?.canReadThisMachine === true ? null : `The machine the engine runs on has ${noBusWords()}.`;
}

export const SHELL_ACTIONS: readonly Action[] = [
  {
    id: 'workspace.new',
    label: 'New workspace',
    group: 'workspace',
    icon: 'file',
    unavailable: always,
    run: commands.newWorkspace,
  },
  {
    id: 'workspace.open',
    label: 'Open capture or workspace',
    group: 'workspace',
    icon: 'folder',
    shortcut: 'Mod+O',
    unavailable: always,
    run: commands.openFile,
  },
  {
    id: 'workspace.openFolder',
    label: 'Open a capture folder',
    group: 'workspace',
    icon: 'folder',
    unavailable: always,
    run: commands.openFolder,
  },
  {
    id: 'workspace.save',
    label: 'Save',
    group: 'workspace',
    icon: 'save',
    shortcut: 'Mod+S',
    unavailable: needsWorkspace,
    run: async () => void (await commands.saveWorkspace()),
  },
  {
    id: 'workspace.saveAs',
    label: 'Save as',
    group: 'workspace',
    icon: 'save',
    shortcut: 'Mod+Shift+S',
    unavailable: needsWorkspace,
    run: async () => void (await commands.saveWorkspaceAs()),
  },
  {
    id: 'workspace.close',
    label: 'Close the workspace',
    group: 'workspace',
    icon: 'close',
    unavailable: needsWorkspace,
    run: commands.closeWorkspace,
  },

  {
    id: 'workspace.undo',
    label: 'Undo',
    group: 'edit',
    icon: 'undo',
    shortcut: 'Mod+Z',
    unavailable: () => needsUndo('undo'),
    run: undo,
  },
  {
    id: 'workspace.redo',
    label: 'Redo',
    group: 'edit',
    icon: 'redo',
    shortcut: 'Mod+Shift+Z',
    alsoShortcut: 'Mod+Y',
    unavailable: () => needsUndo('redo'),
    run: redo,
  },

  {
    id: 'view.overview',
    label: 'Show the overview',
    group: 'view',
    icon: 'overview',
    unavailable: always,
    run: () => navigate('overview'),
  },
  {
    id: 'view.learn',
    label: 'Show Learn',
    group: 'view',
    icon: 'learn',
    unavailable: always,
    run: () => navigate('learn'),
  },
  {
    id: 'view.theme',
    label: 'Switch between the light and the dark theme',
    group: 'view',
    icon: 'moon',
    unavailable: always,
    run: () =>
      setPreference('theme', themeShown(usePreferences.getState().theme) === 'dark' ? 'light' : 'dark'),
  },
  {
    id: 'view.themeSystem',
    label: 'Use the theme of the system',
    group: 'view',
    icon: 'sun',
    unavailable: () =>
      usePreferences.getState().theme === 'system' ? 'The theme already follows the system.' : null,
    run: () => setPreference('theme', 'system'),
  },
  {
    id: 'view.appearance',
    label: 'Change the appearance',
    group: 'view',
    icon: 'eye',
    unavailable: always,
    run: () => openDialog({ kind: 'appearance' }),
  },
  {
    id: 'view.density',
    label: 'Switch between comfortable and compact rows',
    group: 'view',
    icon: 'list',
    unavailable: always,
    run: () =>
      setPreference('density', usePreferences.getState().density === 'compact' ? 'comfortable' : 'compact'),
  },
  {
    id: 'view.largerText',
    label: 'Make the text larger',
    group: 'view',
    icon: 'zoomIn',
    shortcut: 'Mod+Alt+ArrowUp',
    unavailable: () =>
      usePreferences.getState().zoom >= ZOOM_STEPS.at(-1)! ? 'The text is as large as it gets.' : null,
    run: () => zoomBy(1),
  },
  {
    id: 'view.smallerText',
    label: 'Make the text smaller',
    group: 'view',
    icon: 'zoomOut',
    shortcut: 'Mod+Alt+ArrowDown',
    unavailable: () =>
      usePreferences.getState().zoom <= ZOOM_STEPS[0] ? 'The text is as small as it gets.' : null,
    run: () => zoomBy(-1),
  },
  {
    id: 'view.resetText',
    label: 'Reset the text size',
    group: 'view',
    icon: 'fit',
    unavailable: () => (usePreferences.getState().zoom === 1 ? 'The text has its normal size.' : null),
    run: () => setPreference('zoom', 1),
  },

  {
    id: 'host.import',
    label: 'Add a host from a capture',
    group: 'host',
    icon: 'capture',
    shortcut: 'Mod+I',
    unavailable: always,
    run: commands.importCapture,
  },
  {
    id: 'host.readThisMachine',
    label: 'Read this machine',
    group: 'host',
    icon: 'machine',
    unavailable: needsThisMachine,
    run: commands.readThisMachine,
  },
  {
    id: 'host.readSsh',
    label: 'Read a host over ssh',
    group: 'host',
    icon: 'link',
    unavailable: always,
    run: () => openDialog({ kind: 'read-ssh' }),
  },
  {
    id: 'host.refresh',
    label: 'Read the host again',
    group: 'host',
    icon: 'refresh',
    shortcut: 'Alt+Shift+R',
    unavailable: needsSource,
    run: async () => {
      const host = hostOf(useStudio.getState());
      if (host !== null) await refreshHost(host);
    },
  },
  {
    id: 'host.capture',
    label: 'Show how to make a capture',
    group: 'host',
    icon: 'terminal',
    unavailable: always,
    run: () => openDialog({ kind: 'capture' }),
  },
  {
    id: 'host.findings',
    label: 'Show what reading the host found',
    group: 'host',
    icon: 'list',
    unavailable: needsHost,
    run: () => openDialog({ kind: 'findings', hostId: shownHostId() }),
  },
  {
    id: 'host.rename',
    label: 'Rename the host',
    group: 'host',
    icon: 'edit',
    unavailable: needsHost,
    run: () => openDialog({ kind: 'rename', hostId: shownHostId() }),
  },
  {
    id: 'host.revert',
    label: 'Drop all changes of the host',
    group: 'host',
    icon: 'revert',
    unavailable: needsHost,
    run: () => commands.revertHost(shownHostId()),
  },
  {
    id: 'host.remove',
    label: 'Remove the host',
    group: 'host',
    icon: 'trash',
    unavailable: needsHost,
    run: () => commands.removeHost(shownHostId()),
  },

  {
    id: 'help.palette',
    label: 'Search or run a command',
    group: 'help',
    icon: 'search',
    shortcut: 'Mod+K',
    unavailable: always,
    run: () => openDialog({ kind: 'palette' }),
  },
  {
    id: 'help.shortcuts',
    label: 'Show the keyboard shortcuts',
    group: 'help',
    icon: 'keyboard',
    shortcut: '?',
    unavailable: always,
    run: () => openDialog({ kind: 'shortcuts' }),
  },
  {
    id: 'help.about',
    label: 'About Passthrough Studio',
    group: 'help',
    icon: 'info',
    unavailable: always,
    run: () => openDialog({ kind: 'about' }),
  },
];

/** What families make from nothing. */
export function createActions(): readonly Action[] {
  return FAMILIES.flatMap((family) =>
    family.create === undefined
      ? []
      : [
          {
            id: `${family.id}.create`,
            label: family.create.label,
            group: 'workspace' as const,
            icon: family.create.icon,
            unavailable: always,
            run: () => commands.createOf(family),
          },
        ],
  );
}
