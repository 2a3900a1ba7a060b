/** The number line of DMA addresses: what the platform gives, the host handles and the guest is told (zpci.md 3.6). */
import type { DmaBar } from '../../../../shared/zpci/cards.ts';
import type { DmaWindow } from '../../../../shared/zpci/types.ts';
import type { AnswerContext } from './answer-context.ts';
import { aboutSize, hex } from './shown.ts';

export function windowOf(start: bigint | null, end: bigint | null): DmaWindow | null {
  return start === null || end === null ? null : { start: hex(start), end: hex(end) };
}

export function windowSize({ start, end }: DmaWindow): bigint {
  return BigInt(end) - BigInt(start) + 1n;
}

function notesOf(context: AnswerContext, bar: Omit<DmaBar, 'notes'>): readonly string[] {
  const { made, setup, answered } = context;
  if (answered === 'emulated') return ['QEMU’s own card has QEMU’s own window, and nothing cuts it.'];
  const { platform, host, guest } = bar;
  const notes: string[] = [];
  if (platform !== null && host !== null && platform.end !== host.end)
    notes.push(
      `The host’s kernel handles ${aboutSize(windowSize(host))} of the platform’s ${aboutSize(windowSize(platform))}.`,
    );
  if (host === null) notes.push('What the host’s kernel handles is not known.');
  if (guest === null) notes.push('What the guest is told depends on what is not known of the host.');
  else if (windowSize(guest) <= 0n)
    notes.push('QEMU tells an empty window: it takes a missing limit of mappings for a limit of 0.');
  else if (
    host !== null &&
    guest.start === host.start &&
    guest.end !== host.end &&
    BigInt(guest.end) < BigInt(host.end)
  )
    notes.push(
      `QEMU cuts the host’s ${aboutSize(windowSize(host))} to ${aboutSize(windowSize(guest))}: ${(setup.dmaAvail ?? 0).toLocaleString('en-US')} mappings of 4 KiB.`,
    );
  else if (host !== null && (guest.start !== host.start || guest.end !== host.end))
    notes.push('The guest is told another window than the one the host handles.');
  else if (host !== null) notes.push('The guest gets the whole window that the host handles.');
  if (made.relaxed && setup.dmaAvail !== null)
    notes.push('Relaxed translation is on, so that the limit of mappings does not cut the window.');
  if (setup.iommu === 'iommufd') notes.push('With iommufd there is no limit of mappings.');
  else if (!setup.dmaAvailTold) notes.push('The limit of DMA mappings was not read.');
  else if (setup.dmaAvail === null) notes.push('The kernel tells no limit of DMA mappings.');
  return notes;
}

export function dmaBar(context: AnswerContext): DmaBar {
  const { made, one, full, group, setup } = context;
  const bar = {
    platform: one?.platformWindow ?? null,
    host: windowOf(full?.base?.start ?? null, full?.base?.end ?? null) ?? one?.window ?? null,
    guest: windowOf(made.values.sdma, made.values.edma),
    msi: group?.values.msia == null ? null : hex(group.values.msia),
    mappings:
      context.answered === 'emulated' || !setup.dmaAvailTold ? null : (made.mappings ?? setup.dmaAvail),
  };
  return { ...bar, notes: notesOf(context, bar) };
}
