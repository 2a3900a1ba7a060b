/** Plays operations on the model and keeps what happened to one function, rung by rung. */
import type { LifeFrame } from '../../../../shared/zpci/cards.ts';
import type { ClpEvent, GuestFunction, GuestMachine } from '../kernel/machine.ts';
import { applyZpciOp, type ZpciOp } from '../kernel/operations.ts';
import { hex } from './shown.ts';

/** zpci.md 3.11, in short. */
const MEANINGS: Readonly<Record<number, string>> = {
  0x0001: 'no translation is registered',
  0x0002: 'address out of range',
  0x0301: 'a function was configured',
  0x0303: 'please deconfigure',
  0x0308: 'the function is gone',
};

export interface Rung {
  readonly actor: LifeFrame['actor'];
  readonly towards?: LifeFrame['actor'];
  readonly title: string;
  readonly detail: string;
  readonly action?: string;
  readonly rule?: string;
  /** Told of the function as it is afterwards; before it went, where it is gone. */
  readonly log?: (one: GuestFunction) => readonly string[];
  readonly ops?: readonly ZpciOp[];
}

/** Without prefix, as the kernel's log writes numbers. */
export function bare(value: number): string {
  return value.toString(16);
}

export interface Player {
  readonly machine: () => GuestMachine;
  readonly function: () => GuestFunction | undefined;
  readonly play: (rung: Rung) => void;
  readonly frames: () => readonly LifeFrame[];
}

function told(event: ClpEvent | undefined): LifeFrame['event'] {
  return event === undefined
    ? null
    : {
        pec: hex(event.pec, 4),
        meaning: MEANINGS[event.pec] ?? '',
        fh: hex(event.fh, 8),
        fid: hex(event.fid, 8),
      };
}

export function player(start: GuestMachine, target: string): Player {
  let machine = start;
  const frames: LifeFrame[] = [];
  let wasThere = false;
  const find = () => machine.functions.find((one) => one.target === target);
  return {
    machine: () => machine,
    function: find,
    frames: () => frames,
    play: ({ actor, towards, title, detail, action = '', rule, log, ops = [] }) => {
      const before = machine;
      const was = find();
      let refusal = '';
      let refusedBy: string | null = null;
      for (const op of ops) {
        const result = applyZpciOp(machine, op);
        machine = result.machine;
        if (result.failure === null) continue;
        refusal = result.failure.message;
        refusedBy = result.failure.rule;
        break;
      }
      const now = find();
      wasThere ||= was !== undefined || now !== undefined;
      const subject = now ?? was;
      frames.push({
        actor,
        towards: towards ?? null,
        title,
        detail,
        action,
        rule: rule ?? refusedBy,
        refusal,
        event: told(machine.events.slice(before.events.length).at(-1)),
        log: log === undefined || subject === undefined ? [] : log(subject),
        state: now?.state ?? (wasThere ? 'gone' : 'absent'),
        handle: now === undefined ? '' : hex(now.fh, 8),
        listed: machine.functions.filter(({ state }) => state !== 'reserved').length,
      });
    },
  };
}
