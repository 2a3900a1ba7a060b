/** What colours and signs mean, for the legend on screen and in a saved picture. */
import type { Colours } from './colours.ts';
import { differenceMark, hatched, misresolvedMark, staleMark } from './marks.ts';
import type { Sketch } from './shapes.ts';

export type Sign =
  | 'ipi'
  | 'phb'
  | 'empty'
  | 'likely'
  | 'stale'
  | 'misresolved'
  | 'hidden'
  | 'wrongPiece'
  | 'orphan'
  | 'freed'
  | 'fold'
  | 'difference';

export const LEGEND: readonly { readonly sign: Sign; readonly text: string }[] = [
  { sign: 'ipi', text: 'IPI source' },
  { sign: 'phb', text: 'PHB source, in its device’s colour, with a foot' },
  { sign: 'empty', text: 'not populated: the next access faults' },
  { sign: 'likely', text: 'likely, not known' },
  { sign: 'stale', text: 'stale: shows an earlier owner' },
  { sign: 'misresolved', text: 'misresolved: shows another LISN' },
  { sign: 'hidden', text: 'hidden from the guest' },
  { sign: 'wrongPiece', text: 'faults here go to wrong LISNs' },
  { sign: 'orphan', text: 'orphan: claimed without a device' },
  { sign: 'freed', text: 'freed by QEMU, still valid in KVM' },
  { sign: 'fold', text: 'folded: nothing there' },
  { sign: 'difference', text: 'differs from the other side' },
];

export const SIGN_WIDTH = 26;
export const SIGN_HEIGHT = 15;

export function legendSign(sketch: Sketch, sign: Sign, x: number, y: number, colours: Colours): void {
  const [ipi, device] = [colours.owners[0]!, colours.owners[1]!];
  const box = { x, y, width: SIGN_WIDTH, height: SIGN_HEIGHT };
  const rect = (look: Parameters<Sketch['rect']>[4]) =>
    sketch.rect(x, y, SIGN_WIDTH, SIGN_HEIGHT, { radius: 2, ...look });
  const foot = () => sketch.rect(x, y + SIGN_HEIGHT - 3, SIGN_WIDTH, 3, { fill: device.text });
  const middle = x + SIGN_WIDTH / 2;
  if (sign === 'ipi') rect({ fill: ipi.fill });
  else if (sign === 'phb') {
    rect({ fill: device.fill });
    foot();
  } else if (sign === 'empty') rect({ fill: colours.empty });
  else if (sign === 'likely') {
    rect({ stroke: ipi.ink, dash: [2, 2] });
    sketch.text(middle, y + 11, '?', { size: 10, fill: ipi.ink, align: 'center' });
  } else if (sign === 'stale' || sign === 'misresolved') {
    rect({ stroke: colours.danger, line: 2 });
    (sign === 'stale' ? staleMark : misresolvedMark)(sketch, middle, y + 13, 11, colours);
  } else if (sign === 'hidden') rect({ stroke: ipi.ink, dash: [4, 3] });
  else if (sign === 'wrongPiece') {
    rect({ fill: ipi.fill, stroke: colours.danger, line: 2 });
    hatched(sketch, box, colours.danger, 6);
  } else if (sign === 'orphan') {
    rect({ fill: ipi.fill });
    rect({ stroke: colours.warning, line: 2, dash: [4, 3] });
  } else if (sign === 'freed')
    for (const top of [y, y + SIGN_HEIGHT - 2]) sketch.rect(x, top, SIGN_WIDTH, 2, { fill: ipi.fill });
  else if (sign === 'fold') {
    rect({ fill: colours.plate });
    hatched(sketch, box, colours.lineStrong, 6);
  } else {
    sketch.rect(x, y + 8, SIGN_WIDTH, 7, { fill: colours.warning });
    differenceMark(sketch, middle, y + 4, 8, colours);
  }
}
