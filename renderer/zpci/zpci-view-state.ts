/** What the zPCI view of one host remembers, what can be asked of it, and what it needs of the rest of the program. */
import type { Edit } from '../../shared/edit.ts';
import type { Ref, Refusal } from '../../shared/findings.ts';
import type { Life, PreviewChoice, ZpciPreview } from '../../shared/zpci/cards.ts';
import type { WhatIf, ZpciGesture } from '../../shared/zpci/edits.ts';
import type { Block } from '../../shared/zpci/fields.ts';
import type { ZpciState } from '../../shared/zpci/types.ts';
import type { ViewPort } from '../panels/view-port.ts';
import type { WorkTab } from '../panels/WorkBottom.tsx';

export type ZpciPort = ViewPort<ZpciState>;

/** What the centre shows. `assign`: functions and guests side by side. `answer`: what one guest's function reads. */
export const DISPLAYS = ['assign', 'answer', 'groups', 'sources', 'list', 'life'] as const;
export type Display = (typeof DISPLAYS)[number];

export interface FieldPlace {
  readonly block: Block;
  readonly name: string;
}

/** What a gesture would do, shown before it is done. */
export interface Offer {
  readonly title: string;
  readonly gesture: ZpciGesture;
  /** Null while the engine is asked. */
  readonly preview: ZpciPreview | null;
  /** Index of the choice that is looked at. */
  readonly chosen: number;
}

export interface ShownRefusal {
  readonly what: string;
  readonly refusal: Refusal;
  readonly instead: readonly PreviewChoice[];
}

/** A function of the host, or a device of a guest, on its way. */
export type Carried =
  | { readonly kind: 'functions'; readonly fids: readonly number[] }
  | { readonly kind: 'device'; readonly guest: string; readonly device: string };

/** A guest's id, or `host` for giving back. */
export type DropTarget = string;

export interface Dragged {
  readonly what: Carried;
  readonly over: DropTarget | null;
  readonly drop: 'unknown' | 'takes' | 'refuses';
  /** What a drop there would do, in one line; empty while the engine is asked. */
  readonly words: string;
}

/** What the guest that is picked would get of the function pointed at or focused, before anything is done. */
export interface Peeked {
  readonly fid: number;
  readonly guest: string;
  /** Null while the engine is asked. */
  readonly preview: ZpciPreview | null;
}

export type ZpciDialog =
  /** `fids`: functions that are for the new guest at once. */
  | { readonly kind: 'new-guest'; readonly name: string; readonly fids: readonly number[] }
  | { readonly kind: 'rename' | 'domain' | 'delete' | 'settings' | 'emulated'; readonly guest: string }
  | { readonly kind: 'choose-guest'; readonly fids: readonly number[] }
  | { readonly kind: 'ids' | 'rename-device'; readonly guest: string; readonly device: string }
  | { readonly kind: 'dma-limit' };

export type BottomTab = WorkTab<'bytes'>;

export interface ZpciViewState {
  readonly display: Display;
  readonly layer: 'desired' | 'host';
  readonly search: string;
  /** Only functions of this type (`pft`), null = all. */
  readonly type: number | null;
  /** A guest's id, or a name of refs.ts: `fn:00000041`, `dev:g1/h0`, `group:g1/f0`. */
  readonly selected: string | null;
  /** Functions picked together on the board. */
  readonly marked: ReadonlySet<number>;
  /** The guest that gets what is given next. */
  readonly guestId: string | null;
  /** Things a link pointed out. */
  readonly pointed: ReadonlySet<string>;
  /** Which answer is shown. */
  readonly block: 'function' | 'group';
  readonly field: FieldPlace | null;
  /** Under the pointer, in the table or among the bytes. */
  readonly hovered: FieldPlace | null;
  readonly whatIf: WhatIf;
  readonly life: Life;
  readonly dragged: Dragged | null;
  readonly peeked: Peeked | null;
  readonly offer: Offer | null;
  readonly refusal: ShownRefusal | null;
  readonly made: { readonly label: string; readonly notes: readonly string[] } | null;
  readonly menu: { readonly id: string; readonly at: { readonly x: number; readonly y: number } } | null;
  readonly dialog: ZpciDialog | null;
  readonly bottomTab: BottomTab;
  readonly bottomOpen: boolean;
  readonly legend: boolean;
}

export interface ZpciActions {
  readonly set: (part: Partial<ZpciViewState>) => void;
  readonly select: (id: string | null) => void;
  /** Selects it and changes to a display that shows it. */
  readonly show: (id: string) => void;
  readonly showRefs: (refs: readonly Ref[]) => void;
  readonly pickGuest: (id: string | null) => void;
  readonly stepGuest: (by: 1 | -1) => void;
  /** Asks what the picked guest would get of it; null leaves it. */
  readonly peek: (fid: number | null) => void;
  /** Adds it to the functions picked together, or takes it out. */
  readonly mark: (fid: number) => void;
  readonly dragStart: (what: Carried) => void;
  readonly dragOver: (target: DropTarget | null) => void;
  /** Null cancels. */
  readonly drop: (target: DropTarget | null) => Promise<void>;
  /** Does the engine's first choice; what has a price, or is refused, is shown first. */
  readonly give: (guest: string, fids: readonly number[]) => Promise<void>;
  readonly take: (guest: string, device: string) => Promise<void>;
  readonly move: (from: string, device: string, to: string) => Promise<void>;
  readonly propose: (title: string, gesture: ZpciGesture) => Promise<void>;
  readonly choose: (at: number) => void;
  readonly accept: () => Promise<void>;
  /** One undo step; true when the engine made it. */
  readonly edit: (label: string, edits: readonly Edit[]) => Promise<boolean>;
  readonly dismiss: () => boolean;
  /** The host's state changed: what was derived from the old one goes. */
  readonly hostChanged: () => void;
}

export type ZpciStore = ZpciViewState & ZpciActions;

export const START: ZpciViewState = {
  display: 'assign',
  layer: 'desired',
  search: '',
  type: null,
  selected: null,
  marked: new Set(),
  guestId: null,
  pointed: new Set(),
  block: 'function',
  field: null,
  hovered: null,
  whatIf: {},
  life: 'plug',
  dragged: null,
  peeked: null,
  offer: null,
  refusal: null,
  made: null,
  menu: null,
  dialog: null,
  bottomTab: 'problems',
  bottomOpen: true,
  legend: false,
};
