/** Notes on a file: each once, and never more than people read. */
const MOST = 100;

export class NoteList {
  readonly #notes = new Set<string>();
  #more = 0;

  add(note: string): void {
    if (this.#notes.has(note)) return;
    if (this.#notes.size < MOST) this.#notes.add(note);
    else this.#more += 1;
  }

  all(): string[] {
    return this.#more === 0 ? [...this.#notes] : [...this.#notes, `And ${this.#more} more of this kind.`];
  }
}
