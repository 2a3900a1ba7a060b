/**
 * LISNs of devices under one strategy and under another. Devices tell pairs; every other number is given so that the whole
 * is a permutation, and the one of the way back its inverse: a number that a device moves to changes places with the one
 * the device left.
 */
export class Renumbering {
  private readonly there = new Map<number, number>();
  private readonly back = new Map<number, number>();

  /** What was told before of either number is forgotten: the last device counts. */
  pair(from: number, to: number): void {
    const oldTo = this.there.get(from);
    if (oldTo !== undefined) this.back.delete(oldTo);
    const oldFrom = this.back.get(to);
    if (oldFrom !== undefined) this.there.delete(oldFrom);
    this.there.set(from, to);
    this.back.set(to, from);
  }

  of(lisn: number): number {
    const told = this.there.get(lisn);
    if (told !== undefined) return told;
    let free = lisn;
    for (let from = this.back.get(free); from !== undefined; from = this.back.get(free)) free = from;
    return free;
  }
}
