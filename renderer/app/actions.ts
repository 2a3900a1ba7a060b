/** All user verbs of the program. Families add theirs through `registerActions`; menus, palette and shortcuts read `allActions`. */
import type { Action } from './action.ts';

type ActionSource = () => readonly Action[];

const sources = new Set<ActionSource>();

/** Adds verbs; called again at every reading, so the list may depend on the state. The answer takes them out again. */
export function registerActions(source: ActionSource): () => void {
  sources.add(source);
  return () => {
    sources.delete(source);
  };
}

/** Every action of the moment. The first one with an id stays: a view that is mounted twice adds nothing twice. */
export function allActions(): readonly Action[] {
  const byId = new Map<string, Action>();
  for (const source of sources)
    for (const action of source()) if (!byId.has(action.id)) byId.set(action.id, action);
  return [...byId.values()];
}

export function actionOf(id: string): Action | undefined {
  return allActions().find((action) => action.id === id);
}

/** Runs an action by its id unless it is unavailable; false when it did not run. */
export function runAction(id: string): boolean {
  const action = actionOf(id);
  if (action === undefined || action.unavailable() !== null) return false;
  void action.run();
  return true;
}
