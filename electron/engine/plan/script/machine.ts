/** The host a script runs on: the families' models, the files the script makes itself, and what is told of one statement. */
import type { Ref } from '../../../../shared/findings.ts';
import type { Expectation, ReadBack, ScriptRehearsal, StepAction } from '../../../../shared/plan.ts';
import type { FamilyPlanning } from '../planning.ts';
import { Exit } from './shell.ts';
import { NotUnderstood } from './syntax.ts';

export type States = ReadonlyMap<string, unknown>;
export type Plannings = ReadonlyMap<string, FamilyPlanning>;
export type Advice = ScriptRehearsal['advice'][number];

/** Gathered while one statement runs. */
export interface Report {
  /** Actions that a model answered. */
  actions: number;
  failure: { readonly errno: string | null; readonly rule: string | null; readonly message: string } | null;
  rule: string | null;
  readonly output: string[];
  readonly notes: string[];
  readonly lost: Ref[];
  readonly advice: Advice[];
}

export function newReport(): Report {
  return { actions: 0, failure: null, rule: null, output: [], notes: [], lost: [], advice: [] };
}

/** A state is kept for each: so many of a whole machine take 160 MB. */
const MOST_ACTIONS = 2500;
/** Files a script makes for itself may hold so much together. */
const MOST_FILE_TEXT = 4_000_000;

export class Machine {
  states: States;
  report: Report = newReport();
  /** Null = the script has deleted it. */
  readonly #files = new Map<string, string | null>();
  readonly #plannings: Plannings;
  #fileText = 0;
  #actions = 0;

  constructor(plannings: Plannings, states: States) {
    this.#plannings = plannings;
    this.states = states;
  }

  /** Whether it went well; null when no family's model knows the action. */
  perform(action: StepAction): boolean | null {
    for (const [family, planning] of this.#plannings) {
      const state = this.states.get(family);
      const outcome = state === undefined ? null : planning.perform(state, action);
      if (outcome === null) continue;
      if (++this.#actions > MOST_ACTIONS)
        throw new Exit(
          1,
          'limit',
          `More than ${MOST_ACTIONS} actions were rehearsed; the rehearsal stops here.`,
        );
      this.states = new Map(this.states).set(family, outcome.state);
      const { report } = this;
      report.actions++;
      report.output.push(...outcome.output);
      report.notes.push(...outcome.notes);
      report.lost.push(...outcome.lost);
      report.advice.push(...(outcome.advice ?? []));
      report.rule ??= outcome.rule;
      const { errno, rule, message } = outcome;
      if (message !== null) report.failure ??= { errno, rule, message };
      return message === null;
    }
    return null;
  }

  check(expectation: Expectation): ReadBack | null {
    for (const [family, planning] of this.#plannings) {
      const state = this.states.get(family);
      const back = state === undefined ? null : planning.check(state, expectation);
      if (back !== null) return back;
    }
    return null;
  }

  ownFile(path: string): string | null | undefined {
    return this.#files.get(path);
  }

  /** Text of a file; null = it is not there. Throws {@link NotUnderstood} where nobody knows. */
  read(path: string): string | null {
    const own = this.#files.get(path);
    if (own !== undefined) return own;
    const back = this.check({ kind: 'text', path, text: '' });
    if (back === null) throw new NotUnderstood(`what ${path} holds is not known to the model`);
    return back.got;
  }

  exists(path: string): boolean {
    const own = this.#files.get(path);
    if (own !== undefined) return own !== null;
    const back = this.check({ kind: 'present', path });
    if (back === null) throw new NotUnderstood(`whether ${path} is there is not known to the model`);
    return back.ok;
  }

  /** Last part of a link's target; null = no such link. */
  link(path: string): string | null {
    const back = this.check({ kind: 'link', path, name: null });
    if (back === null) throw new NotUnderstood(`whether ${path} is a link is not known to the model`);
    return back.ok ? null : back.got;
  }

  /** What `>` does with a whole text. Whether it went well. */
  write(path: string, text: string, append: boolean): boolean {
    if (/^\/dev\/(?:null|stdout|stderr|tty|fd\/\d)$/.test(path)) return true;
    if (path.startsWith('/sys/') || path.startsWith('/proc/')) return this.#writeKernel(path, text);
    const before = append
      ? (this.#files.get(path) ?? this.check({ kind: 'text', path, text: '' })?.got ?? '')
      : '';
    const whole = before + text;
    const kept = this.perform({ kind: 'run', commands: [], files: [{ path, text: whole }] });
    if (kept !== null) return kept;
    this.#fileText += whole.length;
    if (this.#fileText > MOST_FILE_TEXT)
      throw new NotUnderstood('the script writes more text than is rehearsed');
    this.#files.set(path, whole);
    return true;
  }

  /** One write(2); a text without a single byte is none at all. */
  #writeKernel(path: string, text: string): boolean {
    if (text === '') {
      const back = this.check({ kind: 'present', path });
      if (back === null) throw new NotUnderstood(`${path} is not in the model`);
      if (back.ok) {
        this.report.notes.push(`Nothing is written to ${path}: the text has no byte, not even a newline.`);
        return true;
      }
    }
    const done = this.perform({ kind: 'write', path, text: text.replace(/\n$/, '') });
    if (done === null) throw new NotUnderstood(`${path} is not in the model`);
    return done;
  }

  remove(path: string): boolean {
    if (this.#files.has(path)) {
      this.#files.set(path, null);
      return true;
    }
    return this.perform({ kind: 'run', commands: [], files: [{ path, text: null }] }) ?? true;
  }
}
