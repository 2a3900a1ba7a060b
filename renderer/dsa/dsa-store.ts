/**
 * The store of the DSA view of one host and what its gestures do. No DOM: everything outside comes through DsaPort,
 * so every flow runs in a test with a fake client.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DsaPreview, PreviewChoice } from '../../shared/dsa/cards.ts';
import type { DsaGesture } from '../../shared/dsa/edits.ts';
import type { Edit } from '../../shared/edit.ts';
import { toWireError } from '../../shared/errors.ts';
import { sendEdits } from '../panels/view-port.ts';
import { inTurns } from '../store/in-turn.ts';
import { createPreviewer } from '../store/previewer.ts';
import type { Carried } from './graph/graph-props.ts';
import { type DsaPort, type DsaStore, type ShownRefusal, START } from './dsa-view-state.ts';
import { findPart, guestOf, type PartState, partLabel, withShortIds } from './parts.ts';

const EMPTY: PartState = { devices: [], mdevs: [], guests: [] };

type Give = Extract<DsaGesture, { readonly kind: 'give' }>;
/** What dragging does. */
type Carrying = Extract<DsaGesture, { readonly kind: 'give' | 'move' }>;

/** A guest dropped on a wq, on a device, or on nothing in particular (then the studio proposes). */
function giveGesture(guest: string, target: string | null): Give {
  const onWq = target?.startsWith('wq') === true;
  return {
    kind: 'give',
    guest,
    wq: onWq ? target : null,
    device: onWq ? null : target,
    mode: null,
  };
}

/** What letting go of it there would do; null = nothing is done there: an mdev goes to one queue, not to a device. */
function gestureOf(what: Carried, target: string): Carrying | null {
  if (what.kind === 'guest') return giveGesture(what.id, target);
  return target.startsWith('wq') ? { kind: 'move', mdev: what.id, wq: target } : null;
}

function sameCarrying(left: Carrying, right: Carrying): boolean {
  if (left.kind === 'move' || right.kind === 'move')
    return left.kind === 'move' && right.kind === 'move' && left.mdev === right.mdev && left.wq === right.wq;
  return left.guest === right.guest && left.wq === right.wq && left.device === right.device;
}

/** What a drop does: the first choice that is not refused; null when all are. */
function firstPossible(preview: DsaPreview): PreviewChoice | null {
  return preview.choices.find((choice) => choice.refusal === null) ?? null;
}

function wordsOf(preview: DsaPreview): string {
  const first = firstPossible(preview);
  if (first !== null) return first.label;
  const refused = preview.choices[0]?.refusal;
  if (!refused) return '';
  return refused.errno === undefined ? refused.message : `${refused.errno}: ${refused.message}`;
}

export function createDsaStore(port: DsaPort): StoreApi<DsaStore> {
  /** Gestures are made one after the other, in the order they were made. */
  const inTurn = inTurns();
  let serial = 0;
  /** Grows with every offer: an answer to an offer that was left is dropped. */
  let offers = 0;
  /** What was refused or offered last was said of these states. */
  let seen: ReturnType<DsaPort['host']> = null;

  return createStore<DsaStore>((set, get) => {
    const previewer = createPreviewer<Carrying, DsaPreview>({
      call: (gesture, signal) => port.call('dsa.preview', { hostId: port.hostId, gesture }, { signal }),
      same: sameCarrying,
      onAnswer: (preview) => {
        const { dragged } = get();
        if (dragged === null || preview === null) return;
        const drop = firstPossible(preview) === null ? 'refuses' : 'takes';
        set({ dragged: { ...dragged, drop, words: wordsOf(preview) } });
      },
      onError: fail,
    });

    /** A broken connection has its banner, which says it once for all that fails meanwhile. */
    function fail(thrown: unknown): void {
      const { code, message } = toWireError(thrown);
      if (code !== 'disconnected' && code !== 'cancelled') port.say(message, 'error');
    }

    function refuse(refusal: ShownRefusal): void {
      seen = port.host();
      set({ refusal, offer: null, made: null });
      port.refused(refusal);
    }

    function settle(): void {
      if (get().refusal === null) return;
      set({ refusal: null });
      port.refused(null);
    }

    function nameOf(id: string): string {
      const host = port.host();
      return host === null ? id : partLabel(host.desired, id);
    }

    async function edit(label: string, edits: readonly Edit[]): Promise<boolean> {
      if (edits.length === 0) {
        port.say(`${label}: nothing would change.`, 'info');
        return false;
      }
      try {
        const answer = await sendEdits(port, label, edits);
        if (!answer.ok) {
          refuse({ what: label, refusal: answer.refusal, instead: [] });
          return false;
        }
        previewer.invalidate();
        port.refused(null);
        set({
          refusal: null,
          offer: null,
          made: answer.notes.length > 0 ? { label, notes: answer.notes } : null,
        });
        port.say([`${label}.`, ...answer.notes].join(' '), 'done');
        return true;
      } catch (thrown) {
        fail(thrown);
        return false;
      }
    }

    /** What was given is looked at next. */
    async function take(choice: PreviewChoice): Promise<void> {
      if (
        (await edit(withShortIds(port.host()?.desired ?? EMPTY, choice.label), choice.edits)) &&
        choice.wq !== null
      )
        get().select(choice.wq);
    }

    async function propose(title: string, gesture: DsaGesture): Promise<void> {
      settle();
      offers += 1;
      seen = port.host();
      const mine = offers;
      set({ offer: { title, gesture, preview: null, chosen: 0 } });
      try {
        const preview = await port.call('dsa.preview', { hostId: port.hostId, gesture });
        if (mine !== offers || get().offer === null) return;
        const chosen = Math.max(
          0,
          preview.choices.findIndex((choice) => choice.refusal === null),
        );
        set({ offer: { title, gesture, preview, chosen } });
      } catch (thrown) {
        if (mine === offers) set({ offer: null });
        fail(thrown);
      }
    }

    async function give(guest: string, target: string | null): Promise<void> {
      const gesture = giveGesture(guest, target);
      const what = target === null ? 'a queue' : gesture.wq === null ? `a queue of ${target}` : target;
      await carryOut(`Give ${nameOf(guest)} ${what}`, gesture, target === null);
    }

    /** Does the first choice that is not refused; one that stops something, and any when `ask`, is shown first. */
    async function carryOut(title: string, gesture: Carrying, ask: boolean): Promise<void> {
      let preview: DsaPreview;
      try {
        preview = await previewer.answerTo(gesture);
      } catch (thrown) {
        return fail(thrown);
      }
      const first = firstPossible(preview);
      if (first === null) {
        const [choice] = preview.choices;
        if (choice?.refusal) refuse({ what: title, refusal: choice.refusal, instead: [] });
        return;
      }
      // Where the pointed-at wq itself refuses, another one is not taken unasked.
      const elsewhere = gesture.kind === 'give' && gesture.wq !== null && first.wq !== gesture.wq;
      const [asked] = preview.choices;
      if (elsewhere && asked?.refusal)
        return refuse({
          what: title,
          refusal: asked.refusal,
          instead: preview.choices.filter((choice) => choice.refusal === null),
        });
      if (first.price.length > 0 || ask) {
        offers += 1;
        settle();
        seen = port.host();
        set({ offer: { title, gesture, preview, chosen: preview.choices.indexOf(first) } });
        port.say(first.price.length > 0 ? first.price.join(' ') : first.label, 'done');
        return;
      }
      await take(first);
    }

    async function move(mdev: string, wq: string): Promise<void> {
      await carryOut(`Move ${nameOf(mdev)} to ${wq}`, { kind: 'move', mdev, wq }, false);
    }

    return {
      ...START,
      set,
      select: (id) => {
        if (id !== get().selected) set({ pointed: new Set() });
        const guest = id === null ? null : guestOf(port.host()?.desired ?? EMPTY, id);
        set({ selected: id, ...(guest === null ? {} : { guestId: guest.id }) });
      },
      show: (id, keepZoom = false) => {
        serial += 1;
        const found = findPart(port.host()?.desired ?? EMPTY, id);
        const collapsed = new Set(get().collapsed);
        if (found?.device && found.kind !== 'device') collapsed.delete(found.device.name);
        get().select(id);
        set({ goTo: { id, serial, keepZoom }, collapsed });
      },
      pickGuest: (guestId) => {
        settle();
        set({ guestId, ...(guestId === null ? {} : { selected: guestId }) });
      },
      stepGuest: (by) => {
        const guests = port.host()?.desired.guests ?? [];
        if (guests.length === 0) return;
        const at = guests.findIndex((guest) => guest.id === get().guestId);
        const next = at < 0 ? (by === 1 ? 0 : guests.length - 1) : (at + by + guests.length) % guests.length;
        get().pickGuest(guests[next]!.id);
      },
      toggleDevice: (device) => {
        const collapsed = new Set(get().collapsed);
        if (!collapsed.delete(device)) collapsed.add(device);
        set({ collapsed });
      },
      showRefs: (refs) => {
        const ids = refs.flatMap((ref) =>
          ref.kind === 'guest' || (ref.kind === 'part' && ref.family === 'dsa') ? [ref.id] : [],
        );
        const [first] = ids;
        if (first === undefined) return;
        get().show(first);
        set({ pointed: new Set(ids) });
      },

      dragStart: (what) => set({ dragged: { what, over: null, drop: 'unknown', words: '' } }),
      dragOver: (part) => {
        const { dragged } = get();
        if (dragged === null) return;
        const gesture = part === null ? null : gestureOf(dragged.what, part);
        const over = gesture === null ? null : part;
        if (dragged.over === over) return;
        set({ dragged: { ...dragged, over, drop: 'unknown', words: '' } });
        previewer.ask(gesture);
      },
      drop: async (part) => {
        const { dragged } = get();
        set({ dragged: null });
        if (dragged !== null && part !== null) {
          const { kind, id } = dragged.what;
          if (kind === 'guest') await inTurn(() => give(id, part));
          else if (part.startsWith('wq')) await inTurn(() => move(id, part));
        }
        previewer.ask(null);
      },
      give: (guest, target) => inTurn(() => give(guest, target)),
      move: (mdev, wq) => inTurn(() => move(mdev, wq)),
      propose,
      choose: (at) => {
        const { offer } = get();
        if (offer !== null) set({ offer: { ...offer, chosen: at } });
      },
      accept: () =>
        inTurn(async () => {
          const { offer } = get();
          const choice = offer?.preview?.choices[offer.chosen];
          if (choice === undefined) return;
          if (choice.refusal !== null) return port.say(choice.refusal.message, 'info');
          await take(choice);
        }),

      edit: (label, edits) => inTurn(() => edit(label, edits)),
      dismiss: () => {
        const { refusal, offer, pointed } = get();
        port.refused(null);
        offers += 1;
        set({ refusal: null, ...(refusal === null ? { offer: null, pointed: new Set() } : {}) });
        return refusal !== null || offer !== null || pointed.size > 0;
      },
      hostChanged: () => {
        previewer.invalidate();
        const host = port.host();
        if (host === null) return;
        const { guestId, selected, made } = get();
        const isOther = seen !== null && (seen.desired !== host.desired || seen.observed !== host.observed);
        seen = { desired: host.desired, observed: host.observed };
        const isThere = (id: string) =>
          findPart(host.desired, id) !== null || findPart(host.observed, id) !== null;
        set({
          ...(guestId !== null && guestOf(host.desired, guestId) === null ? { guestId: null } : {}),
          ...(selected !== null && !isThere(selected) ? { selected: null } : {}),
          ...(made && port.undoLabel() !== made.label ? { made: null } : {}),
        });
        if (!isOther) return;
        offers += 1;
        set({ refusal: null, offer: null });
        port.refused(null);
      },
    };
  });
}
