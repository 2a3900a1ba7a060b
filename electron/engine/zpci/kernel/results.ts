/** Answers of an operation, and small changes every operation makes to a machine. */
import type { ClpEvent, GuestFunction, GuestMachine } from './machine.ts';
import type { OpResult, ZpciFailure } from './operations.ts';

export function failureOf(rule: string, message: string, code: string | null = null): ZpciFailure {
  return { rule, message, code };
}

export function done(machine: GuestMachine, warnings: readonly string[] = []): OpResult {
  return { machine, failure: null, warnings };
}

export function refused(
  machine: GuestMachine,
  failure: ZpciFailure,
  warnings: readonly string[] = [],
): OpResult {
  return { machine, failure, warnings };
}

/** Handles are unsigned 32-bit numbers, which bit operations of the language are not. */
export function withBits(handle: number, bits: number): number {
  return (handle | bits) >>> 0;
}
export function withoutBits(handle: number, bits: number): number {
  return (handle & ~bits) >>> 0;
}

export function changed(
  machine: GuestMachine,
  one: GuestFunction,
  parts: Partial<GuestFunction>,
): GuestMachine {
  return {
    ...machine,
    functions: machine.functions.map((other) =>
      other.target === one.target ? { ...other, ...parts } : other,
    ),
  };
}

export function removed(machine: GuestMachine, one: GuestFunction): GuestMachine {
  return { ...machine, functions: machine.functions.filter(({ target }) => target !== one.target) };
}

export function withEvent(machine: GuestMachine, event: ClpEvent): GuestMachine {
  return { ...machine, events: [...machine.events, event] };
}

/** States in which a guest has the function configured (zpci.md 1.4). */
export function isConfigured({ state }: Pick<GuestFunction, 'state'>): boolean {
  return state !== 'reserved' && state !== 'standby';
}
