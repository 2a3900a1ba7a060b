/** How the classes of fields look: a letter and a sign each, so that colour never says it alone (zpci.md 1.7). */
import type { AnswerField } from '../../../shared/zpci/cards.ts';
import { CLASS_NAMES, FIELD_CLASSES, type FieldClass } from '../../../shared/zpci/fields.ts';

export interface ClassLook {
  readonly letter: string;
  readonly sign: string;
  readonly name: string;
  /** A full sentence. */
  readonly about: string;
}

export const CLASS_LOOKS: Readonly<Record<FieldClass, ClassLook>> = {
  V: {
    letter: 'V',
    sign: '◇',
    name: CLASS_NAMES.V,
    about: 'An identifier that has to be unique in the guest, so QEMU gives it one of the guest’s own.',
  },
  C: {
    letter: 'C',
    sign: '●',
    name: CLASS_NAMES.C,
    about: 'Has to be what the host was told by its own CLP, since the card behind works by it.',
  },
  H: {
    letter: 'H',
    sign: '▲',
    name: CLASS_NAMES.H,
    about: 'Has to be what the host’s kernel made of it, not what the machine said.',
  },
  I: {
    letter: 'I',
    sign: '■',
    name: CLASS_NAMES.I,
    about: 'Is limited by what the host’s IOMMU driver and QEMU can do.',
  },
  E: {
    letter: 'E',
    sign: '○',
    name: CLASS_NAMES.E,
    about: 'A value that QEMU has predefined: right for a card of its own, a guess for any other.',
  },
  config: {
    letter: 'P',
    sign: '▤',
    name: CLASS_NAMES.config,
    about: 'Follows from the PCI configuration space and the regions of the card.',
  },
  frame: {
    letter: 'F',
    sign: '·',
    name: CLASS_NAMES.frame,
    about: 'Length and response code: about the answer itself.',
  },
};

export interface ClassCount {
  readonly cls: FieldClass;
  readonly count: number;
}

/** Classes that occur, in the order of the seed, with how many fields each has. */
export function countClasses(fields: readonly Pick<AnswerField, 'cls'>[]): readonly ClassCount[] {
  return FIELD_CLASSES.map((cls) => ({
    cls,
    count: fields.filter((field) => field.cls === cls).length,
  })).filter(({ count }) => count > 0);
}
