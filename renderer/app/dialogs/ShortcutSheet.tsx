import { Dialog } from '../../ui/Dialog.tsx';
import { Kbd } from '../../ui/Kbd.tsx';
import type { Action } from '../action.ts';
import { allActions } from '../actions.ts';
import { closeDialog } from '../dialogs.ts';

const GROUPS: readonly (readonly [Action['group'], string])[] = [
  ['edit', 'Edit'],
  ['grid', 'Matrix'],
  ['guest', 'Guests'],
  ['workspace', 'Workspace'],
  ['host', 'Host'],
  ['view', 'View'],
  ['help', 'Help'],
];

export function ShortcutSheet() {
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
        {GROUPS.map(([group, title]) => {
          const ofGroup = actions.filter((action) => action.group === group);
          if (ofGroup.length === 0) return null;
          return (
            <section key={group}>
              <h3 className="section-label">{title}</h3>
              <dl>
                {ofGroup.map((action) => (
                  <div key={action.id} className="shortcut-row">
                    <dt>{action.label}</dt>
                    <dd>
                      <Kbd shortcut={action.shortcut ?? ''} />
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
    </Dialog>
  );
}
