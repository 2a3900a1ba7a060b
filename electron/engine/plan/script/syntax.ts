/** The careful subset of POSIX shell that hand-written admin scripts are rehearsed in. */

/** `quoted`: taken as it is; else its expansion is split into words. */
export type WordPart =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly quoted: boolean;
      /** `:-`, `-`, `:+`, `##`, `#`, `%%`, `%`, `:?`, `?`; null for the plain value. */
      readonly operator: string | null;
      readonly operand: Word;
    }
  | { readonly kind: 'output'; readonly body: List; readonly quoted: boolean }
  /** Something of the shell that is not rehearsed; `what` is a clause. */
  | { readonly kind: 'foreign'; readonly what: string };
export type Word = readonly WordPart[];

export interface Redirection {
  /** `<<` has its text in `target`; `>&` names a descriptor there. */
  readonly operator: '>' | '>>' | '<' | '<<' | '<<<' | '>&';
  readonly descriptor: number;
  /** The number stands there: `1> file`. */
  readonly numbered?: boolean;
  readonly target: Word;
}

export interface Simple {
  readonly kind: 'simple';
  readonly assignments: readonly { readonly name: string; readonly value: Word }[];
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
}

export type ShellCommand = (
  | Simple
  | {
      readonly kind: 'if';
      readonly branches: readonly { readonly test: List; readonly body: List }[];
      readonly otherwise: List | null;
    }
  | { readonly kind: 'for'; readonly name: string; readonly words: readonly Word[]; readonly body: List }
  | { readonly kind: 'while'; readonly until: boolean; readonly test: List; readonly body: List }
  | { readonly kind: 'group'; readonly body: List; readonly subshell: boolean }
  | { readonly kind: 'function'; readonly name: string; readonly body: ShellCommand }
  /** `what` is a clause. Broken: a real shell stops here too. */
  | { readonly kind: 'foreign' | 'broken'; readonly what: string }
) & { readonly redirections: readonly Redirection[] };

export interface Pipeline {
  readonly negated: boolean;
  readonly commands: readonly ShellCommand[];
}

/** One statement: pipelines joined by `&&` and `||`, with its place in the text. */
export interface Statement {
  readonly line: number;
  readonly text: string;
  readonly first: Pipeline;
  readonly rest: readonly { readonly operator: '&&' | '||'; readonly pipeline: Pipeline }[];
}
export type List = readonly Statement[];

/** The rest of the line is passed over; what stands behind it is read on. */
export class NotUnderstood extends Error {}

/** A real shell stops here as well: something that was opened is never closed. */
export class Broken extends Error {}

/** Deeper nesting is no hand-written script. */
export const MOST_DEPTH = 40;
