/** Guest or host: texts that both have alike, told apart by their name or by what they say (xive.md 4.4, 4.5). */
import type { DebugSource } from '../../../../shared/xive/types.ts';
import type { GatheredText } from './gather.ts';
import { type LinuxIrqs, parseDebugSources, parseInterrupts } from './parse-linux.ts';
import type { Rows } from './lines.ts';

type Side = 'guest' | 'host';

/** LISNs of a guest are below 0x2000 on a default machine; a chip gives its devices numbers far above. */
const MOST_LISN = 0xffff;

function sideOfInterrupts({ irqs }: LinuxIrqs): Side {
  const host = irqs.some(
    ({ chip, number, name }) =>
      chip.startsWith('PNV-') ||
      /^(?:opal|kvm-\d|vfio-)/.test(name) ||
      (chip === 'XIVE-IRQ' && number > MOST_LISN),
  );
  return host ? 'host' : 'guest';
}

function sideOfDebug({ rows }: Rows<DebugSource>): Side {
  return rows.some(({ number }) => number > MOST_LISN) ? 'host' : 'guest';
}

export interface Sides<Part> {
  readonly guest: Part | null;
  readonly host: Part | null;
}

function split<Part>(
  texts: readonly GatheredText[],
  read: (text: string) => Part,
  sideOf: (part: Part) => Side,
): Sides<Part> {
  const sides: { guest: Part | null; host: Part | null } = { guest: null, host: null };
  for (const { side, text } of texts) {
    const part = read(text);
    sides[side ?? sideOf(part)] ??= part;
  }
  return sides;
}

export function interruptsOf(texts: readonly GatheredText[]): Sides<LinuxIrqs> {
  return split(texts, parseInterrupts, sideOfInterrupts);
}

export function debugSourcesOf(texts: readonly GatheredText[]): Sides<Rows<DebugSource>> {
  return split(texts, parseDebugSources, sideOfDebug);
}

/** A guest's `ipis` says which bitmap its numbers come from. */
export function ipiText(texts: readonly GatheredText[]): GatheredText | null {
  return (
    texts.find(({ side, text }) => (side ?? (/^bitmap #/m.test(text) ? 'guest' : 'host')) === 'guest') ?? null
  );
}
