/** Mistakes 7 and 8 of the reference: what is gone, or not there yet, after the next boot. One problem a kind, whatever the number of guests. */
import type { ApState, Mdev } from '../../../../shared/ap/types.ts';
import type { Fix, Problem } from '../../../../shared/findings.ts';
import { listWords } from '../../words.ts';
import { guestRef, MOST_REFS } from './problem-parts.ts';

function startAll(mdevs: readonly Mdev[], start: 'auto' | 'manual'): Fix {
  const them = mdevs.length === 1 ? 'it' : 'them';
  return {
    label:
      start === 'auto'
        ? `Define ${them} and start ${them} at boot`
        : `Define ${them} and start ${them} by hand`,
    edits: mdevs.map((mdev) => ({ family: 'ap', op: 'setStart', mdev: mdev.id, start })),
  };
}

function note(id: string, rule: string, mdevs: readonly Mdev[], tell: (many: boolean) => string): Problem[] {
  if (mdevs.length === 0) return [];
  const names = listWords(mdevs.map((mdev) => mdev.name));
  const fixes = rule === 'AP-D2' ? [startAll(mdevs, 'auto'), startAll(mdevs, 'manual')] : [];
  const refs = mdevs.slice(0, MOST_REFS).map(guestRef);
  return [{ id, severity: 'info', rule, message: `${names} ${tell(mdevs.length > 1)}`, refs, fixes }];
}

/** Only said where definitions were looked for. */
export function lastingProblems(state: ApState): Problem[] {
  if (state.unknown.has('definitions')) return [];
  const waiting = state.mdevs.filter((mdev) => !mdev.active);
  const atBoot = waiting.filter((mdev) => mdev.defined === 'auto');
  const byHand = waiting.filter((mdev) => mdev.defined !== 'auto');
  const transient = state.mdevs.filter((mdev) => mdev.active && mdev.defined === null);
  const are = (many: boolean) => (many ? 'are' : 'is');
  return [
    ...note(
      'ap:inactive:auto',
      'AP-D4',
      atBoot,
      (many) =>
        `${are(many)} defined and not started; ${many ? 'they start' : 'it starts'} with the next boot.`,
    ),
    ...note(
      'ap:inactive:manual',
      'AP-D4',
      byHand,
      (many) => `${are(many)} defined and not started; ${many ? 'they start' : 'it starts'} only by hand.`,
    ),
    ...note('ap:transient', 'AP-D2', transient, (many) =>
      many
        ? 'have no definition: they are gone after the next boot.'
        : 'has no definition: it is gone after the next boot.',
    ),
  ];
}
