/** One line of the maps file in its lane: what of it the guest cannot reach, and where a fault would go wrong. */
import type { ShownVma, VmMoment } from '../../../shared/xive/moment.ts';
import { hex, lisnName } from '../../../shared/xive/pages.ts';
import { uncovered } from './bars.ts';
import { differenceMark, hatched, misresolvedMark } from './marks.ts';
import type { Stage } from './scene.ts';
import { textWidth } from './shapes.ts';
import type { Interval } from './space.ts';
import { many, pieceName } from './words.ts';

/** Where a piece stands on the axis; null where the guest knows nothing of it. */
export function unitOf(stage: Pick<Stage, 'ground'>, { start, pgoff, stands }: ShownVma): number | null {
  const { view } = stage.ground.space;
  return view === 'guest' ? stands : view === 'file' ? pgoff : start;
}

function lisnsOf({ lisns }: ShownVma): string {
  return lisns === null ? '' : `LISN ${lisnName(lisns[0])} – ${lisnName(lisns[1])}`;
}

/** A fault in it finds another LISN than the guest means (xive.md 3.3). */
export function isWrong({ serves, stands }: ShownVma): boolean {
  return serves !== null && stands !== null && serves !== stands;
}

/** Address pages of a piece that no region shows to the guest. */
function hiddenParts({ ground }: Stage, { start, end }: ShownVma): [number, number][] {
  if (ground.moment.regions.length === 0) return [];
  const shown = ground.addressToGuest.flatMap(({ from, to }): Interval[] =>
    from < end && to > start ? [[from, to]] : [],
  );
  return uncovered(start, end, shown);
}

export function drawPiece(
  stage: Stage,
  vma: ShownVma,
  unit: number,
  top: number,
  height: number,
  one: number,
): void {
  const { sketch, colours, axis, hits, left, right, ground } = stage;
  const [x, end] = [Math.max(left, axis.x(unit)), Math.min(right, axis.x(unit + vma.end - vma.start))];
  if (end - x < 0.4) return;
  const owner = colours.owners[one]!;
  const hidden = hiddenParts(stage, vma);
  const at = (page: number) => Math.max(x, Math.min(end, axis.x(unit + page - vma.start)));
  const name = pieceName(vma);
  const short = vma.pieces > 1 ? `.${name.split('.').at(-1)}` : name;
  const last = vma.pgoff + vma.end - vma.start - 1;
  const wrong = isWrong(vma);
  let titled = false;
  for (const [from, to] of uncovered(vma.start, vma.end, hidden)) {
    const [start, stop] = [at(from), at(to)];
    const width = Math.max(1.5, stop - start - 1.5);
    if (stop <= start) continue;
    const box = { x: start, y: top, width, height };
    sketch.rect(start, top, width, height, { fill: owner.fill, radius: Math.min(4, width / 2) });
    if (one !== 0) sketch.box(owner.text, start + 2, top + height - 3, Math.max(0, width - 4), 3);
    sketch.flush();
    if (wrong) {
      hatched(sketch, box, colours.danger, 7);
      sketch.rect(start + 1, top + 1, width - 2, height - 2, { stroke: colours.danger, line: 2, radius: 4 });
    }
    const texts = [
      [name, `pgoff ${hex(vma.pgoff)} – ${hex(last)}`, lisnsOf(vma)].join('   '),
      `${name}  pgoff ${hex(vma.pgoff)}`,
      name,
      short,
    ];
    const fitting = titled ? undefined : texts.find((text) => textWidth(text, 11, true) + 6 <= width);
    if (wrong) wrongWords(stage, vma, box);
    else if (fitting !== undefined) {
      sketch.text(
        start + Math.min(8, (width - textWidth(fitting, 11, true)) / 2),
        top + height / 2 + 4,
        fitting,
        { size: 11, mono: true, fill: owner.text },
      );
      titled = true;
    }
  }
  for (const [from, to] of hidden) {
    const [start, stop] = [at(from), at(to)];
    if (stop - start < 1) continue;
    sketch.rect(start + 0.5, top + 0.5, Math.max(1, stop - start - 2.5), height - 1, {
      stroke: owner.ink,
      dash: [4, 3],
      radius: 4,
    });
    sketch.text(start + 8, top + height / 2 + 4, 'hidden', {
      size: 11,
      fill: colours.textSoft,
      within: stop - start - 12,
    });
  }
  if (ground.other !== null && !hasSame(ground.other, vma))
    differenceMark(sketch, Math.min(end - 8, x + (end - x) / 2), top - 3, 8, colours);
  hits.push({
    x,
    y: top,
    width: Math.max(3, end - x),
    height,
    target: { kind: 'vma', id: vma.id },
    lines: [
      name,
      `File pages ${hex(vma.pgoff)} to ${hex(last)}, ${lisnsOf(vma)}`,
      `At ${hex(ground.moment.base + vma.start * ground.moment.pageSize)}, ${many(vma.end - vma.start, 'page')}`,
      ...(hidden.length > 0
        ? [
            `${many(
              hidden.reduce((sum, [from, to]) => sum + to - from, 0),
              'page',
            )} hidden from the guest`,
          ]
        : []),
      ...(wrong ? [`A fault in it shows ${servedWords(vma)}`] : []),
      ...(vma.protection === 'readWrite'
        ? []
        : [vma.protection === 'read' ? 'Stores end in a signal' : 'No access is allowed']),
    ],
  });
}

/** Lines of the maps file that the other side has not. */
export function differingVmas(moment: VmMoment, other: VmMoment): number {
  return moment.vmas.filter((vma) => !hasSame(other, vma)).length;
}

function hasSame(other: VmMoment, { mapping, start, end, pgoff }: ShownVma): boolean {
  return other.vmas.some(
    (one) => one.mapping === mapping && one.start === start && one.end === end && one.pgoff === pgoff,
  );
}

function servedWords({ serves, stands }: ShownVma): string {
  const side = (page: number) => `LISN ${lisnName(Math.floor(page / 2))}`;
  return `${side(serves!)} where ${side(stands!)} is meant`;
}

function wrongWords(
  { sketch, colours }: Stage,
  vma: ShownVma,
  box: { x: number; y: number; width: number; height: number },
): void {
  const text = servedWords(vma);
  const within = box.width - 34;
  const width = Math.min(textWidth(text, 10.5, false), within);
  const middle = box.y + box.height / 2;
  if (within > 60) {
    sketch.rect(box.x + 5, middle - 8, width + 24, 16, { fill: colours.background, radius: 3 });
    sketch.text(box.x + 22, middle + 4, text, { size: 10.5, bold: true, fill: colours.danger, within });
  }
  misresolvedMark(sketch, box.x + Math.min(13, box.width / 2), middle + 6, 12, colours);
}
