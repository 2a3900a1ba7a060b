/** A change as data: which family, which operation, its arguments. The family's own schema says the rest. */
export interface Edit {
  readonly family: string;
  readonly op: string;
  readonly [argument: string]: unknown;
}
