/**
 * A second model of the rules, as simple as can be: everything is told page by page and number by number, in plain
 * lists. It knows no ranges, no chunks and no sharing; it only judges the real one in property tests.
 */
export const PAGES = 64;
/** The base mapping covers pages 0 to 31, for LISNs 0 to 15. */
export const BASE_PAGES = 32;
export const LISNS = 16;
/** Beyond every LISN that a page of these 64 can serve, so that claims create nothing that a touch could meet. */
export const FIRST_MSI = 64;
export const MSIS = 24;

interface NaivePage {
  /** Number of the line it belongs to; null = hole. */
  line: number | null;
  file: number;
  prot: 'readWrite' | 'read';
  /** Name of the hardware page it shows. */
  shows: string | null;
  /** ESB page it stands for; null = nothing. */
  stands: number | null;
}

export interface NaiveOptions {
  readonly zaps: 'none' | 'remembered' | 'file';
  readonly faultIndex: 'relative' | 'absolute';
  readonly special: boolean;
  readonly leavesHole: boolean;
}

export class NaiveModel {
  readonly pages: NaivePage[];
  readonly created: boolean[] = Array.from({ length: LISNS }, (_, lisn) => lisn < 12);
  readonly owner: (string | null)[] = Array.from({ length: LISNS }, () => null);
  readonly had: Set<string>[] = Array.from({ length: LISNS }, () => new Set());
  readonly claimed: boolean[] = Array.from({ length: MSIS }, () => false);
  zaps = 0;
  #remembered: number | null = 0;
  #lines = 1;
  readonly #options: NaiveOptions;

  constructor(options: NaiveOptions) {
    this.#options = options;
    this.pages = Array.from({ length: PAGES }, (_, page) => ({
      line: page < BASE_PAGES ? 0 : null,
      file: page + 4,
      prot: 'readWrite',
      shows: null,
      stands: page < BASE_PAGES ? page : null,
    }));
  }

  #together(left: NaivePage | undefined, right: NaivePage | undefined): boolean {
    if (left === undefined || right === undefined || left.line === null || right.line === null) return false;
    if (this.#options.special) return left.line === right.line;
    return left.prot === right.prot && left.file + 1 === right.file;
  }

  /** First page of the line that a page is in. */
  #start(page: number): number {
    let at = page;
    while (this.#together(this.pages[at - 1], this.pages[at])) at -= 1;
    return at;
  }

  lines(): readonly (readonly [start: number, end: number, pgoff: number])[] {
    const lines: [number, number, number][] = [];
    this.pages.forEach((page, at) => {
      if (page.line === null) return;
      if (this.#start(at) === at) lines.push([at, at + 1, page.file]);
      else lines.at(-1)![1] = at + 1;
    });
    return lines;
  }

  /** Gives what is cut off a line's upper side a line of its own; B0 keeps the lower side, or what is left. */
  #cut(start: number, end: number, gone: boolean): void {
    const lines = new Set(this.pages.slice(start, end).map(({ line }) => line));
    for (const line of lines) {
      if (line === null) continue;
      const of = (from: number, to: number) =>
        this.pages.slice(from, to).filter((page) => page.line === line);
      const parts = [of(0, start), gone ? [] : of(start, end), of(end, PAGES)].filter(
        ({ length }) => length > 0,
      );
      for (const part of parts.slice(1)) {
        const made = this.#lines++;
        for (const page of part) page.line = made;
      }
      if (parts.length === 0 && line === this.#remembered) this.#remembered = null;
    }
  }

  unmap(start: number, length: number, withdraw = true): void {
    const end = Math.min(start + length, PAGES);
    this.#cut(start, end, true);
    for (let at = start; at < end; at += 1) {
      const page = this.pages[at]!;
      page.line = null;
      page.shows = null;
      if (withdraw && at >= BASE_PAGES) page.stands = null;
    }
  }

  mapFixed(start: number, length: number, pgoff: number, accepted: boolean): void {
    if (accepted || this.#options.leavesHole) this.unmap(start, length, false);
    if (!accepted) return;
    const line = this.#lines++;
    for (let at = start; at < start + length; at += 1) {
      const page = this.pages[at]!;
      page.line = line;
      page.file = pgoff + at - start;
      page.prot = 'readWrite';
      page.stands ??= page.file - 4;
    }
  }

  protect(start: number, length: number, prot: 'readWrite' | 'read'): void {
    this.#cut(start, start + length, false);
    for (const page of this.pages.slice(start, start + length)) page.prot = prot;
  }

  #name(lisn: number, parity: number): string | null {
    if (this.owner[lisn] !== null) return this.owner[lisn]!;
    return this.created[lisn] ? `ipi(0x${(0x40 + lisn).toString(16)}):${parity === 0 ? 'T' : 'E'}` : null;
  }

  touch(at: number): string {
    const page = this.pages[at]!;
    if (page.line === null) return 'SIGSEGV';
    if (page.shows !== null) return page.shows;
    const index = this.#options.faultIndex === 'relative' ? at - this.#start(at) : page.file - 4;
    const lisn = Math.floor(index / 2);
    const shows = lisn < LISNS && this.created[lisn] ? this.#name(lisn, index % 2) : null;
    page.shows = shows;
    return shows ?? 'SIGBUS';
  }

  zap(lisn: number): void {
    this.zaps += 1;
    for (const page of this.pages) {
      const reached = this.#options.zaps !== 'remembered' || page.line === this.#remembered;
      if (reached && page.line !== null && Math.floor((page.file - 4) / 2) === lisn) page.shows = null;
    }
  }

  setMapped(lisn: number, phb: string): boolean {
    if (this.owner[lisn] !== null) return false;
    this.#change(lisn, phb);
    return true;
  }

  clrMapped(lisn: number): void {
    this.#change(lisn, null);
  }

  #change(lisn: number, phb: string | null): void {
    this.owner[lisn] = phb;
    if (phb !== null) this.had[lisn]!.add(phb);
    if (this.#options.zaps !== 'none') this.zap(lisn);
  }

  state(at: number): string {
    const { line, shows, stands } = this.pages[at]!;
    if (line === null) return 'hole';
    if (shows === null) return 'empty';
    if (stands === null) return 'fresh';
    const [lisn, parity] = [Math.floor(stands / 2), stands % 2];
    if (lisn >= LISNS) return 'misresolved';
    if (shows === this.#name(lisn, parity)) return 'fresh';
    const ipi =
      this.created[lisn] && shows === `ipi(0x${(0x40 + lisn).toString(16)}):${parity === 0 ? 'T' : 'E'}`;
    return ipi || this.had[lisn]!.has(shows) ? 'stale' : 'misresolved';
  }

  claim(n: number, even: boolean): number | null {
    for (let first = 0; first + n <= MSIS; first += 1) {
      if (even && (FIRST_MSI + first) % 2 === 1) continue;
      if (this.claimed.slice(first, first + n).some((one) => one)) continue;
      this.claimed.fill(true, first, first + n);
      return FIRST_MSI + first;
    }
    return null;
  }

  free(first: number, n: number): void {
    this.claimed.fill(false, first - FIRST_MSI, first - FIRST_MSI + n);
  }
}
