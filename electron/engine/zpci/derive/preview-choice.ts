/** One choice of a preview: its edits tried, its steps, its price and what a guest would get. */
import type { PreviewChoice, PreviewStep } from '../../../../shared/zpci/cards.ts';
import type { ZpciEdit } from '../../../../shared/zpci/edits.ts';
import {
  fidText,
  guestById,
  uidText,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { plural } from '../../words.ts';
import { applyGesture } from '../edits.ts';
import { windowOf, windowSize } from './answer-dma.ts';
import { builtOf, functionOf } from './built.ts';
import { aboutSize, hex } from './shown.ts';
import { byHandStops, stepsBetween } from './steps.ts';

/** More steps than that are counted in the last line. */
const MOST_STEPS = 60;

/** `h1: UID 0x0024 · FID 0x00000063 · group 0xf1 · window 256 MiB` */
function getsOf(after: ZpciState, guest: ZpciGuest, device: string): string | null {
  const made = functionOf(builtOf(after, guest), device);
  if (made === undefined) return null;
  const window = windowOf(made.values.sdma, made.values.edma);
  return [
    `UID ${uidText(made.uid)}`,
    `FID ${fidText(made.fid)}`,
    ...(made.mode === 'waiting' ? ['waits for its card'] : []),
    ...(made.mode === 'waiting' || made.group < 0 ? [] : [`group ${hex(made.group, 2)}`]),
    ...(made.mode === 'waiting' || window === null ? [] : [`window ${aboutSize(windowSize(window))}`]),
    ...(made.mode === 'interpret' ? ['interpreted'] : []),
  ].join(' · ');
}

/** The steps up to the one that is refused; of a single edit its refusal says all. */
function refusedSteps(state: ZpciState, edits: readonly ZpciEdit[]): readonly PreviewStep[] {
  if (edits.length < 2) return [];
  let current = state;
  for (const edit of edits) {
    const outcome = applyGesture(current, [edit]);
    if (!outcome.ok)
      return shortened([
        ...stepsBetween(state, current),
        { text: 'This step is refused', command: '', refused: outcome.refusal },
      ]);
    current = outcome.state;
  }
  return [];
}

function shortened(steps: readonly PreviewStep[]): readonly PreviewStep[] {
  const rest = steps.length - MOST_STEPS;
  return rest <= 0
    ? steps
    : [...steps.slice(0, MOST_STEPS), { text: plural(rest, 'more step'), command: '', refused: null }];
}

/** `about`: devices whose new values are told. */
export function choiceOf(
  state: ZpciState,
  label: string,
  edits: readonly ZpciEdit[],
  about: readonly { readonly guest: string; readonly device: string }[] = [],
): PreviewChoice {
  const outcome = applyGesture(state, edits);
  if (!outcome.ok)
    return { label, edits, steps: refusedSteps(state, edits), price: [], gets: [], refusal: outcome.refusal };
  const steps = shortened(stepsBetween(state, outcome.state));
  const gets = about.flatMap(({ guest: id, device }) => {
    const guest = guestById(outcome.state, id);
    const words = guest === undefined ? null : getsOf(outcome.state, guest, device);
    return words === null ? [] : [about.length > 1 ? `${device}: ${words}` : words];
  });
  const stops = byHandStops(state, outcome.state).map(
    ({ message }) => `${message} The plan stops there; its monitor takes the lines of the QEMU export.`,
  );
  return { label, edits, steps, price: [...new Set([...outcome.notes, ...stops])], gets, refusal: null };
}

/** An id no device of the guest has, and that nobody has to think of. */
export function freshId(
  guest: ZpciGuest | undefined,
  prefix: string,
  taken: ReadonlySet<string> = new Set(),
): string {
  const used = new Set(guest?.devices.map(({ id }) => id));
  let number = 0;
  while (used.has(`${prefix}${number}`) || taken.has(`${prefix}${number}`)) number++;
  return `${prefix}${number}`;
}

/** The refusal's own fixes become choices, so that a clash is answered by numbers that pass. */
export function withFixes(
  state: ZpciState,
  first: PreviewChoice,
  about: readonly { readonly guest: string; readonly device: string }[],
): readonly PreviewChoice[] {
  if (first.refusal === null) return [first];
  const fixed = first.refusal.fixes.map((fix) =>
    choiceOf(state, fix.label, fix.edits as readonly ZpciEdit[], about),
  );
  return [first, ...fixed.filter(({ refusal }) => refusal === null)];
}
