import type { ValueFate } from '../../../shared/zpci/cards.ts';
import type { FieldClass } from '../../../shared/zpci/fields.ts';
import { FATES } from './fates.ts';

/** What is drawn between the two values, 56 x 12: a line that goes through, stops, is exchanged or begins at QEMU. */
const STROKES: Readonly<Record<ValueFate, string>> = {
  copied: 'M2 6H52',
  replaced: 'M2 6H19M37 6H52M28 1.5 32.5 6 28 10.5 23.5 6z',
  cut: 'M2 6H23M33 6H52M24 11l4-10M28 11l4-10',
  constant: 'M2 6H16M16 1.5v9M24 2.5h7v7h-7zM31 6H52',
  hidden: 'M2 6H24M24 1.5v9M30 6h3M37 6h3',
  default: 'M24 6a3.5 3.5 0 1 0 7 0 3.5 3.5 0 1 0-7 0M31 6H52',
  own: 'M28 1.5 32.5 6 28 10.5 23.5 6zM33 6H52',
  unknown: 'M2 6h3M10 6h3M18 6h3M36 6h3M44 6h3M25.5 4c0-3 5-3 5 0 0 2-2.5 1.8-2.5 4M28 10.4v.2',
};
const ARROW = 'M48 2.5 52.5 6 48 9.5';

export function FatePath({ fate, cls }: { readonly fate: ValueFate; readonly cls: FieldClass }) {
  const { word, about } = FATES[fate];
  return (
    <span className="zpci-fate" data-cls={cls} data-fate={fate} title={about}>
      <svg viewBox="0 0 56 12" width="56" height="12" aria-hidden="true">
        <path d={STROKES[fate]} />
        {fate !== 'hidden' && fate !== 'unknown' && <path d={ARROW} />}
      </svg>
      <span className="zpci-fate-word">{word}</span>
    </span>
  );
}
