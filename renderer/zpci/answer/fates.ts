/** What happened to a value between host and guest, in a word and in a sentence. */
import type { ValueFate } from '../../../shared/zpci/cards.ts';

export const FATES: Readonly<Record<ValueFate, { readonly word: string; readonly about: string }>> = {
  copied: { word: 'copied', about: 'The guest reads what the host has.' },
  replaced: { word: 'replaced', about: 'The guest reads another value in its place.' },
  cut: { word: 'cut', about: 'The guest reads a smaller value than the host has.' },
  constant: {
    word: 'constant',
    about: 'The host’s kernel tells a constant, whatever the card can do.',
  },
  hidden: { word: 'hidden', about: 'QEMU does not pass it on: the guest reads 0.' },
  default: { word: 'default', about: 'Nothing told QEMU the value, so its default stays.' },
  own: { word: 'QEMU’s own', about: 'QEMU makes this value itself.' },
  unknown: { word: 'not known', about: 'What the guest reads depends on something that was not told.' },
};
