/** One word of the field. */
export interface GlossaryEntry {
  /** As it is written in a sentence. */
  readonly term: string;
  /** One or two sentences: enough to go on reading. */
  readonly short: string;
  /** What follows from it in practice. */
  readonly long: string;
  /** Other spellings a person may search for. */
  readonly also: readonly string[];
  readonly see: readonly string[];
}
