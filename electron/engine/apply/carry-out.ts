/** One action on a target, by the way the target takes it. */
import type { DeviceFamily } from '../family.ts';
import type { States } from '../plan/rehearse.ts';
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

function belowRootCarrier(target: Target): Carrier {
  return async (action, _refs, announce) => {
    if (action.kind === 'write') return outcome(await target.write(action.path, action.text), []);
    const effects = fileEffects(action);
    await announce(effects);
    await target.place(effects);
    const notes = ['Below a root the programs are not run; the files they leave were written.'];
    return { ...outcome(null, []), notes };
  };
}

/** `start`: the states of the target now. */
export function carrierFor(target: Target, families: readonly DeviceFamily[], start: States): Carrier {
  if (target.mode === 'host') return hostCarrier(target);
  return target.mode === 'below-root' ? belowRootCarrier(target) : standInCarrier(target, families, start);
}
