import type { FieldClass } from '../../../shared/zpci/fields.ts';
import { CLASS_LOOKS } from './classes.ts';

/** Class of a field; `wide` with its name. */
export function ClassBadge({ cls, wide = false }: { readonly cls: FieldClass; readonly wide?: boolean }) {
  const { letter, sign, name } = CLASS_LOOKS[cls];
  return (
    <span className="zpci-class" data-cls={cls} title={name}>
      <span aria-hidden="true" className="zpci-class-sign">
        {sign}
      </span>
      <span aria-hidden="true" className="zpci-class-letter">
        {letter}
      </span>
      <span className={wide ? 'zpci-class-name' : 'visually-hidden'}>{name}</span>
    </span>
  );
}
