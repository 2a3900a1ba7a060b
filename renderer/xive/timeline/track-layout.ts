/** Where steps stand on the track, which part of a long timeline is seen, and which labels have room. Pure; CSS pixels. */

/** Pixels from one step to the next that an eye wants, before anybody zooms. */
export const USUAL_SPACING = 64;
const MOST_SPACING = 180;
/** Room left and right of the first and last dot. */
const MARGIN = 40;
/** Steps closer than this are drawn as bars of one pixel, coloured by the worst step under them. */
export const BAR_SPACING = 5;
/** From here on a dot has room for its glyph. */
export const GLYPH_SPACING = 15;

export interface TrackView {
  readonly width: number;
  /** Steps 0 to `steps`. */
  readonly steps: number;
  readonly spacing: number;
  /** Step at the left edge, with fractions; negative = the margin before step 0. */
  readonly left: number;
}

export function fitSpacing(width: number, steps: number): number {
  return Math.max(0.02, (width - 2 * MARGIN) / Math.max(1, steps));
}

/** As wide as all steps have room, but not wider than reads well. */
export function usualSpacing(width: number, steps: number): number {
  const fit = fitSpacing(width, steps);
  return fit >= USUAL_SPACING ? Math.min(fit, MOST_SPACING * 0.75) : USUAL_SPACING;
}

export function clampSpacing(spacing: number, width: number, steps: number): number {
  return Math.min(MOST_SPACING, Math.max(Math.min(fitSpacing(width, steps), USUAL_SPACING), spacing));
}

function clampLeft(left: number, spacing: number, width: number, steps: number): number {
  const margin = MARGIN / spacing;
  const last = steps + margin - width / spacing;
  // A short timeline starts at the left edge.
  return last <= -margin ? -margin : Math.min(last, Math.max(-margin, left));
}

export function trackView(
  width: number,
  steps: number,
  spacing: number | null,
  left: number | null,
): TrackView {
  const usual = clampSpacing(spacing ?? usualSpacing(width, steps), width, steps);
  return { width, steps, spacing: usual, left: clampLeft(left ?? -1, usual, width, steps) };
}

export function xOf(view: TrackView, step: number): number {
  return (step - view.left) * view.spacing;
}

export function stepAt(view: TrackView, x: number): number {
  return Math.min(view.steps, Math.max(0, Math.round(view.left + x / view.spacing)));
}

/** Moves the view only as far as needed to have the step in its middle three fifths. */
export function keepInView(view: TrackView, step: number): TrackView {
  const seen = view.width / view.spacing;
  const [first, last] = [view.left + seen * 0.2, view.left + seen * 0.8];
  const left =
    step < first ? view.left - (first - step) : step > last ? view.left + (step - last) : view.left;
  return { ...view, left: clampLeft(left, view.spacing, view.width, view.steps) };
}

/** `factor` > 1 zooms in; what is under `x` stays there. */
export function zoomAt(view: TrackView, factor: number, x: number): TrackView {
  const spacing = clampSpacing(view.spacing * factor, view.width, view.steps);
  const left = view.left + x / view.spacing - x / spacing;
  return { ...view, spacing, left: clampLeft(left, spacing, view.width, view.steps) };
}

export function panBy(view: TrackView, pixels: number): TrackView {
  return {
    ...view,
    left: clampLeft(view.left + pixels / view.spacing, view.spacing, view.width, view.steps),
  };
}

/** First and last step with a dot in view. */
export function seenSteps(view: TrackView): readonly [first: number, last: number] {
  return [
    Math.max(0, Math.floor(view.left)),
    Math.min(view.steps, Math.ceil(view.left + view.width / view.spacing)),
  ];
}

export interface LabelWish {
  readonly step: number;
  readonly width: number;
  /** The highest gets its place first. */
  readonly weight: number;
}

export interface PlacedLabel {
  readonly step: number;
  readonly side: 'above' | 'below';
  readonly x: number;
  readonly width: number;
}

const LABEL_GAP = 10;

/** Labels alternate above and below the line by their step; where both sides are taken a label is left out. */
export function placeLabels(view: TrackView, wishes: readonly LabelWish[]): PlacedLabel[] {
  const taken = { above: [] as PlacedLabel[], below: [] as PlacedLabel[] };
  for (const wish of wishes.toSorted((a, b) => b.weight - a.weight || a.step - b.step)) {
    const middle = xOf(view, wish.step);
    const x = Math.min(view.width - wish.width - 4, Math.max(4, middle - wish.width / 2));
    const preferred = wish.step % 2 === 0 ? 'above' : 'below';
    const sides = preferred === 'above' ? (['above', 'below'] as const) : (['below', 'above'] as const);
    const side = sides.find((each) =>
      taken[each].every(
        (other) => x + wish.width + LABEL_GAP <= other.x || other.x + other.width + LABEL_GAP <= x,
      ),
    );
    if (side !== undefined) taken[side].push({ step: wish.step, side, x, width: wish.width });
  }
  return [...taken.above, ...taken.below].toSorted((a, b) => a.step - b.step);
}

/** Columns of the overview strip: the steps `[first, last]` (from 1) of column `at` of `columns`. */
export function columnSteps(
  steps: number,
  columns: number,
  at: number,
): readonly [first: number, last: number] {
  const first = Math.floor((at * steps) / columns) + 1;
  return [first, Math.max(first, Math.floor(((at + 1) * steps) / columns))];
}
