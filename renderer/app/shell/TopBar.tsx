import { redo, undo } from '../../store/api.ts';
import { useThemeShown } from '../../store/preferences.ts';
import { useWorkspace } from '../../store/studio.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Kbd } from '../../ui/Kbd.tsx';
import { Menu, type MenuEntry } from '../../ui/Menu.tsx';
import { actionOf, runAction } from '../actions.ts';
import { SHELL_ACTIONS } from '../shell-actions.ts';
import { HostChip } from './HostChip.tsx';
import { menuEntryOf } from './menu-entry.ts';

const MENU_GROUPS = [
  ['workspace', 'Workspace'],
  ['host', 'Host'],
  ['view', 'View'],
  ['help', 'Help'],
] as const;

/** One click away without the menu: the navigation, the search chip, the dialog "Change the appearance". */
const ELSEWHERE = new Set([
  'view.overview',
  'view.learn',
  'view.theme',
  'view.themeSystem',
  'view.density',
  'help.palette',
]);

/** Every group of the shell's own verbs under its name; the views have theirs in their tool bars and context menus. */
function mainMenu(): MenuEntry[] {
  return MENU_GROUPS.flatMap(([group, label], index): MenuEntry[] => [
    ...(index === 0 ? [] : [{ kind: 'separator', id: `line-${group}` } as const]),
    { kind: 'heading', id: group, label },
    ...SHELL_ACTIONS.filter((action) => action.group === group && !ELSEWHERE.has(action.id)).flatMap(
      menuEntryOf,
    ),
  ]);
}

function WorkspaceChip() {
  const workspace = useWorkspace();
  if (workspace === null) return null;
  return (
    <Menu
      label="Workspace"
      entries={() =>
        ['workspace.save', 'workspace.saveAs', 'workspace.open', 'workspace.new', 'workspace.close'].flatMap(
          (id) => menuEntryOf(actionOf(id)),
        )
      }
      trigger={
        <button
          type="button"
          className="chip workspace-chip"
          title={workspace.path ?? 'Not saved to a file yet'}
        >
          <span className="chip-strong truncate">{workspace.name}</span>
          {workspace.edited && (
            <span className="chip-edited">{workspace.path === null ? 'not saved' : 'edited'}</span>
          )}
        </button>
      }
    />
  );
}

function UndoButtons() {
  const workspace = useWorkspace();
  if (workspace === null) return null;
  return (
    <div className="undo-group">
      <Button
        variant="quiet"
        icon="undo"
        aria-label="Undo"
        disabledReason={workspace.undo === null ? 'There is nothing to undo.' : null}
        hint={`Undo: ${workspace.undo}`}
        shortcut="Mod+Z"
        onClick={() => void undo()}
      >
        Undo
      </Button>
      <Button
        variant="quiet"
        icon="redo"
        aria-label="Redo"
        disabledReason={workspace.redo === null ? 'There is nothing to redo.' : null}
        hint={`Redo: ${workspace.redo}`}
        shortcut="Mod+Shift+Z"
        onClick={() => void redo()}
      >
        Redo
      </Button>
    </div>
  );
}

export function TopBar() {
  const dark = useThemeShown() === 'dark';
  return (
    <header className="top-bar">
      <span className="product" translate="no">
        Passthrough Studio
      </span>
      <WorkspaceChip />
      <HostChip />
      <div className="top-bar-end">
        <UndoButtons />
        <button type="button" className="chip search-chip" onClick={() => void runAction('help.palette')}>
          <Icon name="search" size={15} />
          <span className="search-chip-text">Search or run a command</span>
          <Kbd shortcut="Mod+K" />
        </button>
        <IconButton
          icon={dark ? 'sun' : 'moon'}
          label={dark ? 'Use the light theme' : 'Use the dark theme'}
          onClick={() => void runAction('view.theme')}
        />
        <Menu label="Menu" align="end" entries={mainMenu} trigger={<IconButton icon="menu" label="Menu" />} />
      </div>
    </header>
  );
}
