/** What every family's edits say of a guest. */
import { z } from 'zod';
import { isFitName, MOST_NAME_LETTERS } from './names.ts';

export const guestName = z
  .string()
  .trim()
  .min(1, 'a guest needs a name')
  .max(MOST_NAME_LETTERS, `a name has at most ${MOST_NAME_LETTERS} characters`)
  .refine(
    isFitName,
    'a name has no line breaks, control characters, or marks that turn the direction of text',
  );

/** One of the eight hues guests are drawn in. */
export const guestHue = z.number().int().min(0).max(7);
