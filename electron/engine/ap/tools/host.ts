/** What the models of the tools around the kernel have in common (ap.md 5.3 ... 5.5). */
import type { ApState, MatrixMasks } from '../../../../shared/ap/types.ts';
import { type Apqn, adapterOf, domainOf } from '../../../../shared/apqn.ts';
import { parseId } from '../kernel/grammar.ts';
import type { Failure } from '../kernel/kernel.ts';

export interface ToolHost {
  readonly state: ApState;
  /** Definitions that start at boot, besides the one under test. */
  readonly autostart: readonly { readonly id: string; readonly masks: MatrixMasks }[];
  /** Ids that have a definition, however they start. */
  readonly defined?: ReadonlySet<string>;
}

export interface ToolResult {
  readonly host: ToolHost;
  readonly ok: boolean;
  /** Lines as the tool prints them. */
  readonly messages: readonly string[];
  /** What the kernel answers to the writes; tools need not pass it on (AP-Z4, AP-K3). */
  readonly kernelErrno: string | null;
  /** The first write the kernel refused, where there was one. */
  readonly failure: Failure | null;
  /** Queues zeroized by the writes. */
  readonly resets: readonly Apqn[];
}

/** A tool that gave up before it wrote anything. */
export function refused(host: ToolHost, messages: readonly string[]): ToolResult {
  return { host, ok: false, messages, kernelErrno: null, failure: null, resets: [] };
}

/** Tools print APQNs in decimal. */
export function decimal(apqn: Apqn): string {
  return `${adapterOf(apqn)}.${domainOf(apqn)}`;
}

/** Null for anything but one id from 0 to 255, and for a number with a line end. */
export function smallId(text: string): number | null {
  const parsed = /^[0-9]/.test(text) && !text.endsWith('\n') ? parseId(text) : null;
  return parsed?.ok && parsed.value <= 255n ? Number(parsed.value) : null;
}
