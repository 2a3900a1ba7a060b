/** Values of the dsa bus as sysfs takes and shows them (dsa.md 2). */
import type { Attribute } from '../../../../shared/dsa/attributes.ts';

/** 64 hex digits -> eight words with commas, as op_config takes and shows them. */
export function opWords(hex: string): string {
  return (hex.match(/.{8}/g) ?? [hex]).join(',');
}

export function textOf(attribute: Pick<Attribute<never>, 'form'>, value: unknown): string {
  switch (attribute.form) {
    case 'bool':
      return value === true ? '1' : '0';
    case 'opmask':
      return opWords(String(value));
    default:
      return String(value);
  }
}

/** The value of `attribute` of its owner, as text; the tables name every field by its key. */
export function valueText<Owner>(attribute: Attribute<Owner>, owner: Owner): string {
  return textOf(attribute, (owner as Readonly<Record<string, unknown>>)[attribute.field]);
}

/** Do both show the same in that file? */
export function sameValue<Owner>(attribute: Attribute<Owner>, left: Owner, right: Owner): boolean {
  const field = attribute.field;
  const [one, other] = [left, right] as readonly [
    Readonly<Record<string, unknown>>,
    Readonly<Record<string, unknown>>,
  ];
  return one[field] === other[field] || valueText(attribute, left) === valueText(attribute, right);
}
