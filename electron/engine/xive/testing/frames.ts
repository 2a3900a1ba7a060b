/** Page frame numbers of the lab's machine (xive.md 2.3), as kprobes print them with 64 KiB pages. */
import { type HwPage, hwSource } from '../../../../shared/xive/pages.ts';

const IC_FRAME = 0x601000000;
const PHB_FRAMES = [0x600c30000, 0x600c32000, 0x600c34000] as const;
const TIMA_OS_FRAME = 0x60302031a;

/** NaN for a page the lab had not. */
export function hardwareFrame(page: HwPage): number {
  const source = hwSource(page);
  if (source === null) return Number.NaN;
  if (source.kind === 'tima') return TIMA_OS_FRAME;
  if (source.kind === 'ipi') return IC_FRAME + 2 * source.hw + source.parity;
  return (PHB_FRAMES[source.phb] ?? Number.NaN) + source.index;
}
