import { useHost } from '../../store/studio.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Kbd } from '../../ui/Kbd.tsx';
import type { Action } from '../action.ts';
import { allActions } from '../actions.ts';
import { closeDialog } from '../dialogs.ts';
import { familiesOf } from '../families.ts';
import type { KeyHelp } from '../family.ts';

const GROUPS: readonly (readonly [Action['group'], string])[] = [
  ['edit', 'Edit'],
  ['grid', 'Picture'],
  ['guest', 'Guests'],
  ['plan', 'Changes'],
  ['workspace', 'Workspace'],
  ['host', 'Host'],
  ['view', 'View'],
  ['help', 'Help'],
];

/** Keys that are no verbs: they work wherever such a part of the window has the focus. */
const EVERYWHERE: readonly { readonly title: string; readonly keys: readonly KeyHelp[] }[] = [
  {
    title: 'Dialogs and cards',
    keys: [
      { keys: 'Escape', what: 'Close without doing anything' },
      { keys: 'Enter', what: 'Do what the marked button says' },
      { keys: 'Tab, Shift+Tab', what: 'Next or previous control' },
    ],
  },
  {
    title: 'Menus and the command palette',
    keys: [
      { keys: 'ArrowUp, ArrowDown', what: 'Previous or next entry' },
      { keys: 'Enter', what: 'Choose the entry' },
      { keys: 'Home, End', what: 'First or last entry' },
    ],
  },
  {
    title: 'Lists, tabs and dividers',
    keys: [
      { keys: 'ArrowUp, ArrowDown', what: 'Previous or next row' },
      { keys: 'ArrowLeft, ArrowRight', what: 'Previous or next tab or choice' },
      { keys: 'Backspace', what: 'Folder above, in a list of files' },
      { keys: 'Arrow keys, Home, End', what: 'Move the divider between two panes' },
    ],
  },
];

function Keys({ keys }: { readonly keys: string }) {
  return keys.split(/,\s+/).map((each) => <Kbd key={each} shortcut={each} />);
}

function KeySection({ title, keys }: { readonly title: string; readonly keys: readonly KeyHelp[] }) {
  if (keys.length === 0) return null;
  return (
    <section>
      <h3 className="section-label">{title}</h3>
      <dl>
        {keys.map((entry) => (
          <div key={`${entry.keys} ${entry.what}`} className="shortcut-row">
            <dt>{entry.what}</dt>
            <dd>
              <Keys keys={entry.keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function ShortcutSheet() {
  const families = familiesOf(useHost());
  const actions = allActions().filter((action) => action.shortcut !== undefined);
  return (
    <Dialog
      open
      onOpenChange={closeDialog}
      title="Keyboard shortcuts"
      width="wide"
      description="Every verb, with and without a shortcut, is also in the command palette."
    >
      <div className="shortcuts">
        {GROUPS.map(([group, title]) => (
          <KeySection
            key={group}
            title={title}
            keys={actions
              .filter((action) => action.group === group)
              .map(({ label, shortcut, alsoShortcut }) => ({
                keys: [shortcut, alsoShortcut].filter(Boolean).join(', '),
                what: label,
              }))}
          />
        ))}
        {families.map((family) => (
          <KeySection key={family.id} title={family.title} keys={family.keys ?? []} />
        ))}
        {EVERYWHERE.map(({ title, keys }) => (
          <KeySection key={title} title={title} keys={keys} />
        ))}
      </div>
    </Dialog>
  );
}
