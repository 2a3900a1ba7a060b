/** What a family tells of captures: where its files lie on a host, and which saved texts are about its devices. */

export interface TextKind {
  /** As it is told to a person: the command, or what the text is. */
  readonly what: string;
  /** Of the text's beginning, anchored to lines so that prose does not match. */
  readonly pattern: RegExp;
  /** Where in the tree a text saved under that name belongs; with `anywhere` its folders are in the name. */
  place(name: string): string;
  /** Known in folders of any depth: the captures of several moments lie in a folder each. */
  readonly anywhere?: true;
}

export interface TextHalves {
  /** Places of two texts that tell one host only together. */
  readonly places: readonly [string, string];
  /** Finds each device's name, in its first group: both halves of one host name the same. */
  readonly names: RegExp;
}

export interface FamilyCaptures {
  /** Folder that a host with such devices has: `/sys/bus/ap`; with a `*`, any file of such a path. */
  readonly bus: string;
  /** What a host without it lacks, for people: `an AP bus`; and what it then has none of: `crypto queues of IBM Z`. */
  readonly busWords: string;
  readonly devices: string;
  /** What the capture command copies, and tells that it looked for; absolute. */
  readonly places: readonly string[];
  /**
   * Further commands of the capture for any POSIX shell, without `'`. `$r` the root that is read (empty for `/`), `$z`
   * the same without links, `$t/$n` the copy's root, `$c` its folder captured, `$c/errors` for what cp says.
   */
  readonly steps: readonly string[];
  /** The same for a running host only, never for a mirrored tree: programs that tell more than its files. */
  readonly liveSteps: readonly string[];
  /** Two components of paths below /sys, by which a packed /sys without its name is known. */
  readonly sysFolders: readonly RegExp[];
  /** Commands whose output sos or dbginfo.sh keep, and where in the tree it belongs. */
  readonly commands: readonly (readonly [command: string, place: string])[];
  /** First match wins. */
  readonly texts: readonly TextKind[];
  /** Names of texts a person can open, for a refusal: `lszcrypt -V`. */
  readonly outputs: readonly string[];
  /** Places of which a host has one text: a second is another host's, or of another time. */
  readonly oneAHost: readonly string[];
  readonly halves: readonly TextHalves[];
  /** Files that most hosts and processes have, and that are kept only where they speak of these devices. */
  readonly onlyWith?: readonly { readonly path: RegExp; readonly pattern: RegExp }[];
  /** Files whose content is no text: a tree holds them as `hex:d3c1c2`. */
  readonly byteFiles?: readonly RegExp[];
}
