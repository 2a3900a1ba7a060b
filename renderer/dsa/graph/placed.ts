/** What the layout places. Lengths are CSS pixels at zoom 1; the origin is the upper left corner of the drawing. */
import type { DsaDevice, DsaGuest, DsaMdev } from '../../../shared/dsa/types.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Children that are drawn as one node while nobody asked to see them. */
export type Folded = 'wqs' | 'engines' | 'groups';

export type Part =
  | { readonly kind: 'device'; readonly device: DsaDevice; readonly collapsed: boolean }
  | { readonly kind: 'engine'; readonly device: DsaDevice; readonly index: number }
  | { readonly kind: 'group'; readonly device: DsaDevice; readonly index: number }
  | { readonly kind: 'wq'; readonly device: DsaDevice; readonly index: number }
  | { readonly kind: 'mdev'; readonly device: DsaDevice | null; readonly mdev: DsaMdev }
  | { readonly kind: 'guest'; readonly guest: DsaGuest }
  | {
      readonly kind: 'fold';
      readonly device: DsaDevice;
      readonly folded: Folded;
      readonly members: readonly string[];
    };

export interface Placed extends Box {
  /** Unique in the drawing: some strategies name an mdev after its wq, so the kind is part of it. */
  readonly key: string;
  /** Name as the rest of the studio knows it; of a fold `dsa0 wqs`. */
  readonly id: string;
  readonly part: Part;
}

export type EdgeKind = 'engine-group' | 'group-wq' | 'wq-mdev' | 'mdev-guest' | 'device-guest';

export interface Edge {
  readonly key: string;
  readonly kind: EdgeKind;
  readonly from: Placed;
  readonly to: Placed;
  /** One of several wqs the mdev can be on; drawn dashed. */
  readonly oneOf: boolean;
  /** Hue of the guest it leads to; null = to none, or to several. */
  readonly hue: number | null;
  /** mdevs that it stands for. */
  readonly weight: number;
}

/** A column heading of one strip of devices. */
export interface Heading {
  readonly text: string;
  readonly x: number;
  readonly width: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Device by device in reading order, each frame before its parts; guests last. */
  readonly nodes: readonly Placed[];
  readonly byKey: ReadonlyMap<string, Placed>;
  /** The first of that name; a wq before an mdev named after it. */
  readonly byId: ReadonlyMap<string, Placed>;
  readonly edges: readonly Edge[];
  readonly headings: readonly Heading[];
  /** Devices stand in this many strips side by side; with more than one, edges to guests are bundled. */
  readonly strips: number;
}

/** Sizes of all that is placed, one table so that drawing and layout cannot differ. */
export const SIZE = {
  padding: 14,
  header: 66,
  engine: { width: 120, height: 36 },
  group: { width: 126, height: 50 },
  wq: { width: 200, height: 52 },
  mdev: { width: 200, height: 50 },
  guest: { width: 164, height: 50 },
  fold: { height: 34 },
  gapY: 12,
  bandGap: 20,
  blockGap: 30,
  /** More between devices for each strip: the more of them, the farther all is seen from, and names stand in the gaps. */
  blockGapOfStrip: 18,
  stripGap: 90,
  /** Left edges, from the left of the block. */
  engineX: 12,
  groupX: 162,
  wqX: 320,
  blockWidth: 532,
  mdevX: 570,
  stripWidth: 770,
  guestGap: 54,
} as const;
