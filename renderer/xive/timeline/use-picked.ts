/** The events that are picked, and the changes that can be made to them. */
import type { XiveEvent } from '../../../shared/xive/events.ts';
import type { BranchView } from '../../../shared/xive/view.ts';
import { call } from '../../store/api.ts';
import { useXive } from '../xive-context.ts';
import {
  duplicate,
  type EventChange,
  moveBy,
  moveTo,
  type Picked,
  pickedOf,
  removal,
  split,
} from './event-moves.ts';
import { askForEvent, playerOf, standAt, usePlayer } from './player.ts';
import type { ShownTimeline } from './use-timeline.ts';

export interface PickedEvents {
  /** Null at the start, before the first event. */
  readonly picked: Picked | null;
  /** Goes to that step; `extend` keeps the other end of what is picked. */
  readonly pick: (step: number, extend: boolean) => void;
  /** Goes to the end: what is picked reaches from the first event to the step that is shown. */
  readonly pickAll: () => void;
  readonly moveBy: (by: -1 | 1) => void;
  readonly moveTo: (before: number) => void;
  readonly remove: () => void;
  readonly duplicate: () => void;
  readonly split: () => void;
  readonly change: () => void;
  readonly insert: (where: 'before' | 'after') => void;
  readonly branchOff: () => void;
}

export function usePicked(branch: BranchView, step: number, timeline: ShownTimeline): PickedEvents {
  const { host, store } = useXive();
  const anchor = usePlayer((state) => state.anchor);
  const picked = pickedOf(anchor ?? step, step);
  const player = playerOf(store);
  const { edit, goToStep, set } = store.getState();

  async function make(change: EventChange | null): Promise<void> {
    if (
      change === null ||
      !(await edit(
        change.label,
        change.edits.map((one) => ({ ...one })),
      ))
    )
      return;
    standAt(store, branch.id, change.step);
    player.setState({ anchor: change.picked.first === change.picked.last ? null : change.picked.first });
  }
  /** Rows hold the events near the window only; a long run picked is asked for. */
  async function eventsOf({ first, last }: Picked): Promise<XiveEvent[]> {
    const events: XiveEvent[] = [];
    for (let from = first - 1; from < last; from += 2000) {
      const { rows } = await call('xive.timeline', {
        hostId: host.host.id,
        branch: branch.id,
        from,
        count: Math.min(2000, last - from),
      });
      events.push(...rows.filter((row) => row.step >= first && row.step <= last).map((row) => row.event));
    }
    return events;
  }
  return {
    picked,
    pick: (to, extend) => {
      player.setState({ anchor: extend ? (anchor ?? step) : null });
      goToStep(to);
    },
    pickAll: () => {
      player.setState({ anchor: 1 });
      goToStep(branch.events);
    },
    moveBy: (by) => {
      if (picked !== null) void make(moveBy(branch.id, picked, by, branch.events));
    },
    moveTo: (before) => {
      if (picked !== null) void make(moveTo(branch.id, picked, before));
    },
    remove: () => {
      if (picked !== null) void make(removal(branch.id, picked, branch.events));
    },
    duplicate: () => {
      if (picked === null) return;
      void eventsOf(picked).then(
        (events) => make(duplicate(branch.id, picked, events)),
        // A branch that went away meanwhile has nothing to be duplicated.
        () => {},
      );
    },
    split: () => void make(split(branch.id, step)),
    change: () => {
      const event = timeline.row(step)?.event;
      if (event !== undefined) set({ dialog: { kind: 'event', at: step - 1, event } });
    },
    insert: (where) => askForEvent(store, where === 'before' ? Math.max(0, step - 1) : step),
    branchOff: () => set({ dialog: { kind: 'branch', step, strategy: null } }),
  };
}
