/** One action on a target, by the way the target takes it. */
import type { DeviceFamily } from '../family.ts';
import type { States } from '../plan/rehearse.ts';
import { type FolderKeeper, folderKeeper } from './made-folders.ts';
import { fileEffects, standInCarrier } from './stand-in.ts';
import type { Carrier, Failure, Outcome, Target } from './target.ts';

function outcome(failure: Failure | null, output: readonly string[]): Outcome {
  const { errno, message } = failure ?? { errno: null, message: null };
  return { ok: failure === null, errno, rule: null, message, output, notes: [], lost: [] };
}

function hostCarrier(target: Target): Carrier {
  return async (action) => {
    if (action.kind === 'write') return outcome(await target.write(action.path, action.text), []);
    const output: string[] = [];
    for (const command of action.commands) {
      const end = await target.run(command);
      output.push(...end.output);
      if (end.failure) return outcome(end.failure, output);
    }
    return outcome(null, output);
  };
}

function belowRootCarrier(target: Target, withFolders: FolderKeeper): Carrier {
  return async (action, _refs, announce) => {
    if (action.kind === 'write') return outcome(await target.write(action.path, action.text), []);
    const effects = await withFolders(fileEffects(action));
    await announce(effects);
    await target.place(effects);
    const notes = ['Below a root the programs are not run; the files they leave were written.'];
    return { ...outcome(null, []), notes };
  };
}

/** `start`: the states of the target now; `made`: folders that earlier runs made there. */
export function carrierFor(
  target: Target,
  families: readonly DeviceFamily[],
  start: States,
  made: Iterable<string> = [],
): Carrier {
  if (target.mode === 'host') return hostCarrier(target);
  const withFolders = folderKeeper(target, made);
  return target.mode === 'below-root'
    ? belowRootCarrier(target, withFolders)
    : standInCarrier(target, families, start, withFolders);
}
