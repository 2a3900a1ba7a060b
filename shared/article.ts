/** `an mdev`, `a user`: a word of the field with its article, by how it is said: em-dev, eye-em-ess, double-u-queue. */
export function withArticle(word: string): string {
  return `${/^(?:[aeio]|mdev|msi)/i.test(word) ? 'an' : 'a'} ${word}`;
}
