/** Plays a strategy's life cycle on the model kernel: each step is done, and what is shown is read from the model. */
import type { PlayerFrame, PlayerRun, PlayerSetting } from '../../../../shared/dsa/cards.ts';
import type { DsaState, StrategyId } from '../../../../shared/dsa/types.ts';
import { applyOp } from '../kernel/apply-op.ts';
import type { OpResult } from '../kernel/kernel.ts';
import { applyOwnOp, isOwnOp } from './own-ops.ts';
import { demoHost } from './demo-host.ts';
import { hybridScript, pullScript, uuidScript } from './mdev-scripts.ts';
import { devlinkScript, userScript, wholeScript } from './other-scripts.ts';
import { actionOf, type Script, type ScriptOp, type Step } from './script.ts';
import { changedParts, showsOf } from './shows.ts';
import { pushCreateScript, pushScript, vdevScript } from './vfio-scripts.ts';

const SCRIPTS: Readonly<Record<StrategyId, (setting: PlayerSetting) => Script>> = {
  user: userScript,
  'mdev-hybrid': hybridScript,
  'mdev-uuid': uuidScript,
  'mdev-pull': pullScript,
  'push-vfio': pushScript,
  'push-vfio-create': pushCreateScript,
  vdev: vdevScript,
  devlink: devlinkScript,
  pf: wholeScript,
};

/** The steps that {@link playStrategy} plays; for whoever wants to play them again. */
export function scriptOf(strategy: StrategyId, setting: PlayerSetting): Script {
  return SCRIPTS[strategy](setting);
}

/** What is so after some steps: the host, and programs of the host that have a node open. */
export interface Scene {
  readonly state: DsaState;
  readonly programs: ReadonlySet<string>;
}

function programsAfter(programs: ReadonlySet<string>, op: ScriptOp): ReadonlySet<string> {
  if (op.op === 'open') return new Set([...programs, op.program]);
  if (op.op === 'close') return new Set([...programs].filter((program) => program !== op.program));
  return programs;
}

export interface Played {
  readonly scene: Scene;
  /** Of the last operation that was tried; null for a step without any. */
  readonly result: OpResult | null;
}

/** Does a step's operations up to the first refusal. A refused one can leave traces. */
export function playStep(scene: Scene, step: Step): Played {
  let { state, programs } = scene;
  let last: OpResult | null = null;
  for (const op of step.ops) {
    const result = isOwnOp(op) ? applyOwnOp(state, op) : applyOp(state, op);
    last = result;
    state = result.state;
    if (result.failure !== null) break;
    programs = programsAfter(programs, op);
  }
  return { scene: { state, programs }, result: last };
}

const UNTRIED: Omit<OpResult, 'state'> = {
  failure: null,
  picks: null,
  slot: null,
  pasid: null,
  status: null,
  told: null,
};

function frameOf(step: Step, before: Scene, { scene, result }: Played): PlayerFrame {
  const shows = showsOf(scene.state, scene.programs);
  const failure = result?.failure ?? null;
  const refused = failure ?? step.told ?? null;
  return {
    actor: step.actor,
    title: step.title,
    detail:
      typeof step.detail === 'string'
        ? step.detail
        : step.detail(result ?? { ...UNTRIED, state: scene.state }),
    action: actionOf(step),
    errno: refused?.errno ?? null,
    rule: refused?.rule ?? step.rule ?? null,
    message: refused?.message ?? '',
    toldOnly: step.told !== undefined,
    shows,
    changed: changedParts(showsOf(before.state, before.programs), shows),
  };
}

export interface PlayerQuestion extends PlayerSetting {
  readonly strategy: StrategyId;
}

/** A life from the bare device to the guest and back (dsa.md 5.1), refusals that teach something included. */
export function playStrategy({ strategy, ...setting }: PlayerQuestion): PlayerRun {
  const { steps, undo } = scriptOf(strategy, setting);
  let scene: Scene = { state: demoHost(strategy, setting), programs: new Set() };
  const frames = [...steps, ...undo].map((step) => {
    const played = playStep(scene, step);
    const frame = frameOf(step, scene, played);
    scene = played.scene;
    return frame;
  });
  return { strategy, frames, undoFrom: steps.length };
}
