/** The host a script runs on: the families' models, the files the script makes itself, and what is told of one statement. */
import type { Ref } from '../../../../shared/findings.ts';
import type { Expectation, ReadBack, ScriptRehearsal, StepAction } from '../../../../shared/plan.ts';
import type { FamilyPlanning } from '../planning.ts';
import { isKernels, isRoots, isTemporary, refuseOutside } from './outside.ts';
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
  /** A file that only root may write, and that was written without sudo; null when there was none. */
  plainWrite: string | null;
  usesSudo: boolean;
}

export function newReport(): Report {
  return {
    actions: 0,
    failure: null,
    rule: null,
    output: [],
    notes: [],
    lost: [],
    advice: [],
    plainWrite: null,
    usesSudo: false,
  };
}

/** A state is kept for each: so many of a whole machine take 160 MB. */
const MOST_ACTIONS = 2500;
/** A trial is one line and another; it has no loop over everything. */
const MOST_TRIED = 40;
/** Files a script makes for itself may hold so much together. */
const MOST_FILE_TEXT = 4_000_000;

export class Machine {
  states: States;
  report: Report = newReport();
  /** Within sudo. */
  elevated = false;
  /** The script looks who runs it, so it knows whether it is root. */
  knowsUser = false;
  #uuids = 0;
  /** Null = the script has deleted it. */
  readonly #files = new Map<string, string | null>();
  readonly #plannings: Plannings;
  #fileText = 0;
  #actions = 0;

  constructor(plannings: Plannings, states: States) {
    this.#plannings = plannings;
    this.states = states;
  }

  /** The same host once more, for a trial of few actions that leaves this one alone. */
  copy(states: States): Machine {
    const other = new Machine(this.#plannings, states);
    other.#actions = MOST_ACTIONS - MOST_TRIED;
    for (const [path, text] of this.#files) other.#files.set(path, text);
    other.elevated = this.elevated;
    return other;
  }

  /** What stops the script, unless something did already; the exit status of the program. */
  fail(errno: string | null, message: string, status = 1): number {
    this.report.failure ??= { errno, rule: null, message };
    return status;
  }

  /** Joins what was meant to the failure of this statement; where nothing failed, it is advice. */
  explain(text: string): void {
    const { report } = this;
    if (report.failure !== null)
      report.failure = { ...report.failure, message: `${report.failure.message} ${text}` };
    else if (!report.advice.some((entry) => entry.text === text)) report.advice.push({ rule: null, text });
  }

  /** Stands in for one that the kernel or uuidgen would make up. */
  newUuid(): string {
    const uuid = `5eed0000-0000-4000-8000-${(++this.#uuids).toString(16).padStart(12, '0')}`;
    this.report.notes.push(`${uuid} stands in for the UUID here; a real run gets another one each time.`);
    return uuid;
  }

  /** Whether it went well; null when no family's model knows the action. */
  perform(action: StepAction): boolean | null {
    let passedOver: string | null = null;
    for (const [family, planning] of this.#plannings) {
      const state = this.states.get(family);
      const outcome = state === undefined ? null : planning.perform(state, action);
      if (outcome === null) continue;
      if (outcome.passedOver !== undefined) {
        passedOver ??= outcome.passedOver;
        continue;
      }
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
    if (passedOver !== null) throw new NotUnderstood(passedOver);
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
    if (path === '/proc/sys/kernel/random/uuid') return `${this.newUuid()}\n`;
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
    if (!this.elevated && isRoots(path)) this.report.plainWrite ??= path;
    if (isKernels(path)) return this.#writeKernel(path, text);
    const before = append
      ? (this.#files.get(path) ?? this.check({ kind: 'text', path, text: '' })?.got ?? '')
      : '';
    const whole = before + text;
    const kept = this.perform({ kind: 'run', commands: [], files: [{ path, text: whole }] });
    if (kept !== null) return kept;
    if (isRoots(path)) this.report.notes.push(`${path} is not modelled; what it brings is not told here.`);
    else refuseOutside(path, 'writes to');
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
        if (this.report.failure !== null) return true;
        this.report.notes.push(`Nothing is written to ${path}: the text has no byte, not even a newline.`);
        return true;
      }
    }
    const done = this.perform({ kind: 'write', path, text: text.replace(/\n$/, '') });
    if (done === null) throw new NotUnderstood(`${path} is not in the model`);
    return done;
  }

  /** Deletes the script's own file, or one of the model's. */
  remove(path: string): boolean {
    if (this.#files.has(path)) {
      this.#files.set(path, null);
      return true;
    }
    if (isTemporary(path)) return true;
    if (isKernels(path)) {
      this.fail(
        'EPERM',
        `${path} cannot be deleted: files and folders of /sys and /proc are the kernel’s. A device goes by a write to its file remove.`,
      );
      return false;
    }
    if (!this.elevated && isRoots(path)) this.report.plainWrite ??= path;
    const done = this.perform({ kind: 'run', commands: [], files: [{ path, text: null }] });
    if (done === null) throw new NotUnderstood(`it deletes ${path}, which is not modelled`);
    return done;
  }

  /** Whether a deletion of it is followed. */
  follows(path: string): boolean {
    return (
      this.#files.has(path) ||
      isTemporary(path) ||
      isKernels(path) ||
      this.check({ kind: 'present', path }) !== null
    );
  }
}
