/**
 * Assignments of mdevs to wqs in which every wq gets exactly as many mdevs as it counts clients (DSA-O32, DSA-O33): what
 * none of them has is no possibility. A bipartite b-matching; mdevs with the same candidates are one node of it.
 */

interface Alike {
  readonly ids: string[];
  readonly wqs: readonly number[];
  /** How many of them have each wq. */
  readonly has: Map<number, number>;
}

function add(counts: Map<number, number>, key: number, amount: number): void {
  counts.set(key, (counts.get(key) ?? 0) + amount);
}

function alikes(
  clients: ReadonlyMap<number, number>,
  mdevs: readonly { readonly id: string; readonly candidates: readonly number[] }[],
): readonly Alike[] {
  const byWqs = new Map<string, Alike>();
  for (const { id, candidates } of mdevs) {
    const wqs = candidates.filter((wq) => clients.has(wq));
    const key = wqs.join();
    const known = byWqs.get(key);
    if (known) known.ids.push(id);
    else byWqs.set(key, { ids: [id], wqs, has: new Map() });
  }
  return [...byWqs.values()];
}

/** A way from `start` to a wq with a free place, over mdevs that can change to another wq: its steps, or null. */
function wayToFree(
  all: readonly Alike[],
  start: Alike,
  free: ReadonlyMap<number, number>,
): readonly { readonly of: Alike; readonly to: number }[] | null {
  const cameBy = new Map<number, Alike>();
  const cameFrom = new Map<Alike, number | null>([[start, null]]);
  const open = [start];
  for (const of of open)
    for (const wq of of.wqs) {
      if (cameBy.has(wq)) continue;
      cameBy.set(wq, of);
      if (free.get(wq)! > 0) {
        const steps = [];
        for (let at: number | null = wq; at !== null; at = cameFrom.get(cameBy.get(at)!)!)
          steps.push({ of: cameBy.get(at)!, to: at });
        return steps;
      }
      for (const other of all)
        if (!cameFrom.has(other) && (other.has.get(wq) ?? 0) > 0) {
          cameFrom.set(other, wq);
          open.push(other);
        }
    }
  return null;
}

/** Gives all of `start` a wq, moving others aside; false when there is no place for all. */
function place(all: readonly Alike[], start: Alike, free: Map<number, number>): boolean {
  let left = start.ids.length;
  while (left > 0) {
    const steps = wayToFree(all, start, free);
    if (steps === null) return false;
    // `steps` runs backwards: whoever moves to a wq leaves the one that the step after it in the list fills.
    const moves = steps.map(({ of, to }, at) => ({ of, to, from: steps[at + 1]?.to ?? null }));
    const amount = Math.min(
      left,
      free.get(steps[0]!.to)!,
      ...moves.flatMap(({ of, from }) => (from === null ? [] : [of.has.get(from)!])),
    );
    for (const { of, to, from } of moves) {
      add(of.has, to, amount);
      if (from !== null) add(of.has, from, -amount);
    }
    add(free, steps[0]!.to, -amount);
    left -= amount;
  }
  return true;
}

/** Those that can give up `wq` for another one when somebody else takes it, in turn. */
function canLeave(all: readonly Alike[], wq: number): ReadonlySet<Alike> {
  const seen = new Set([wq]);
  const found = new Set<Alike>();
  for (const at of seen)
    for (const of of all)
      if (!found.has(of) && (of.has.get(at) ?? 0) > 0) {
        found.add(of);
        for (const next of of.wqs) seen.add(next);
      }
  return found;
}

/**
 * Of every mdev those candidates that it has in some assignment, in their order; null when there is no assignment at all.
 * `clients`: wq -> mdevs it has, exactly. The work grows with the kinds of candidate lists, not with the mdevs.
 */
export function possibleWqs(
  clients: ReadonlyMap<number, number>,
  mdevs: readonly { readonly id: string; readonly candidates: readonly number[] }[],
): ReadonlyMap<string, readonly number[]> | null {
  const places = [...clients.values()].reduce((sum, count) => sum + count, 0);
  if (places !== mdevs.length) return null;
  const all = alikes(clients, mdevs);
  const free = new Map(clients);
  for (const each of all) if (!place(all, each, free)) return null;
  const leaving = new Map([...clients.keys()].map((wq) => [wq, canLeave(all, wq)]));
  return new Map(
    all.flatMap((each) => {
      const wqs = each.wqs.filter((wq) => (each.has.get(wq) ?? 0) > 0 || leaving.get(wq)!.has(each));
      return each.ids.map((id) => [id, wqs] as const);
    }),
  );
}
