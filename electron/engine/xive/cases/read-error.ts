/** Where a case cannot be read: the key, and what was expected of it. */
export interface ReadError {
  readonly key: string;
  readonly expected: string;
  readonly got: unknown;
}
