/** What a device family gives for plans: rehearsal, drift, apply and export are written once over this interface. */
import type {
  ChangeGroup,
  DriftRow,
  Expectation,
  Plan,
  PlanOptions,
  PlanStyle,
  ReadBack,
  ScriptRehearsal,
  StepAction,
} from '../../../shared/plan.ts';
import type { Ref } from '../../../shared/findings.ts';

/** A state after one action, or the same state object and why the model refused. */
export interface Performed<State> {
  readonly state: State;
  readonly errno: string | null;
  readonly rule: string | null;
  readonly message: string | null;
  readonly output: readonly string[];
  readonly notes: readonly string[];
  readonly lost: readonly Ref[];
  /** Mistakes that did not fail, such as a number that was read in another base than meant. */
  readonly advice?: ScriptRehearsal['advice'];
  /** It may concern this family, but nobody can tell: why, as a clause. The state is the same; nothing was done. */
  readonly passedOver?: string;
}

/** A file, link or folder of a host's tree; paths absolute as on the host. */
export type TreeLine =
  | readonly [path: string, content: string]
  | readonly [path: string, content: null, target: string];

export interface FamilyPlanning<State = unknown> {
  /** Steps from one state to the other, or what blocks. Never throws for what a user can wish. Equal states give no steps. */
  plan(observed: State, desired: State, options: PlanOptions): Plan;
  /** The state a host has after the plan of that style: what `rehearse` and `apply` must end in. */
  target(observed: State, desired: State, style: PlanStyle): State;
  /**
   * One action against the model of kernel and tools; null when it concerns no device of this family. `refs` of the
   * step tell which device a name means that only the host's files could tell, such as a domain's that is started.
   */
  perform(state: State, action: StepAction, refs?: readonly Ref[]): Performed<State> | null;
  /** What the model's file would show; null when the path is not of this family. */
  check(state: State, expectation: Expectation): ReadBack | null;
  /** What a reader should know of the way from the state a script found to the one it leaves: lasting, losses, half measures. */
  advice?(before: State, after: State): ScriptRehearsal['advice'];
  /** How two states of one host differ in what a host can show, in sentences; facts that either does not know are left out. */
  differences(left: State, right: State): readonly string[];
  /**
   * Ids of the guests that people mean by `text`: the id itself, else the name of the guest, else the name its tool
   * knows, read or wished. More than one = that name does not tell which.
   */
  guestIds(observed: State, desired: State, text: string): readonly string[];
  changes(observed: State, desired: State): readonly ChangeGroup[];
  /** What was read now, with what of the wish no host keeps, such as the names of guests. */
  carryOver?(now: State, wish: State): State;
  drift(observed: State, desired: State): readonly DriftRow[];
  /** Every file of a host in that state, for a stand-in of its kernel over plain folders. */
  tree(state: State): Iterable<TreeLine>;
  /** The renderer's form of a state during a rehearsal to that wish, as a difference from the observed one. */
  viewOf(observed: State, state: State, desired: State): unknown;
}
