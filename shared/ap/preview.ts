/** Answers of the AP queries: what a gesture would do, what one queue is, how the masks could release cells. */
import { z } from 'zod';
import type { Fix, Refusal } from '../findings.ts';
import type { ApEdit } from './edits.ts';

/** Cells of the matrix as rows: adapter -> domains, as ranges text (`maskToText`). */
export type CellRows = readonly (readonly [adapter: number, domains: string])[];

/** What a gesture on the grid changes: a guest's queues, its control domains (columns only), or the host masks. */
const GESTURE_TARGETS = ['usage', 'control', 'masks'] as const;

/** The rectangle under the pointer, for which guest (empty for masks), and whether cells are painted or erased. */
export const gestureSchema = z.object({
  target: z.enum(GESTURE_TARGETS).default('usage'),
  mdev: z.string().max(64),
  adapters: z.array(z.number().int().min(0).max(255)).max(256),
  domains: z.array(z.number().int().min(0).max(255)).max(256),
  mode: z.enum(['paint', 'erase']),
});
export type Gesture = z.infer<typeof gestureSchema>;

/** What a change of the host masks moves. All queues are cells of the LPAR. */
export interface MaskMove {
  readonly toHost: CellRows;
  readonly toGuests: CellRows;
  /** Of these: cells that change hands although nobody asked for them. */
  readonly collateral: CellRows;
  readonly hostKeeps: number;
  /** The host has queues of its default domain before, and none after. */
  readonly givesAwayDefaultDomain: boolean;
  /** It has a price, or there may be other ways: to be shown for comparison before it is made. */
  readonly compare: boolean;
}

/** One way to do a gesture. The first choice is what a click does. Without edits the label says why nothing happens. */
export interface PaintChoice {
  /** Sentence for the tooltip: `Adds adapter 10 to payments-a: 3 new queues`. */
  readonly label: string;
  readonly edits: readonly ApEdit[];
  /** Null when the engine accepts the edits. */
  readonly refusal: Refusal | null;
  /** Cells the guest's matrix gains and loses. */
  readonly adds: CellRows;
  readonly removes: CellRows;
  /** Of `adds`: cells that another guest has. */
  readonly takenByGuest: CellRows;
  /**
   * Cells refused with EADDRNOTAVAIL: of `adds`, or of the matrix so far, which the kernel judges again. Before Linux 6.0
   * also queues that exist and are not bound to vfio_ap, or that do not exist.
   */
  readonly hostOwned: CellRows;
  /** Cells the guest sees now and would no longer see, although they stay in its matrix (FILTER). */
  readonly hides: CellRows;
  /** Cells the guest would newly see. */
  readonly reveals: CellRows;
  /** Consequences in words: running guest, zeroized queues, filtered adapters with the culprit cell. */
  readonly notes: readonly string[];
  /** Null for gestures that are not about the host masks. */
  readonly masks: MaskMove | null;
}

export interface PaintPreview {
  readonly choices: readonly PaintChoice[];
}

/** A way to release host-owned cells for guests by masks (ap.md 3.3, the rectangle problem). */
export interface ReleaseAlternative {
  readonly label: string;
  readonly adapters: readonly number[];
  readonly domains: readonly number[];
  /** Cells that leave the host although nobody asked for them. */
  readonly collateral: CellRows;
  readonly hostKeeps: number;
  readonly givesAwayDefaultDomain: boolean;
  readonly edits: readonly ApEdit[];
  readonly refusal: Refusal | null;
}

/** Something worth saying on a card. */
export interface CardNote {
  readonly severity: 'error' | 'warning' | 'info';
  readonly text: string;
  readonly rule?: string;
  readonly fixes: readonly Fix[];
}

export interface QueueCard {
  readonly apqn: number;
  /** label -> value lines of the inspector, in order; both number bases. */
  readonly facts: readonly { readonly label: string; readonly value: string; readonly unknown?: boolean }[];
  readonly wantedBy: readonly string[];
  readonly notes: readonly CardNote[];
}

export const VIRTUAL_POLICIES = ['round-robin', 'least-outstanding', 'priority-failover'] as const;
export type VirtualPolicy = (typeof VIRTUAL_POLICIES)[number];

/** One request of the virtual type's step-through (ap.md 4.3). */
export interface VirtualStep {
  readonly request: number;
  readonly instruction: 'NQAP' | 'DQAP';
  /** Real APQN that was chosen; null with a response code when none was usable. */
  readonly chosen: number | null;
  readonly responseCode: number;
  readonly candidates: readonly {
    readonly apqn: number;
    readonly usable: boolean;
    readonly why: string;
    readonly outstanding: number;
    readonly depth: number;
  }[];
  readonly why: string;
}
