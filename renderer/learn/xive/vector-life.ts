/**
 * The life of one vector, LISN 0x1300, as a lab traced it: one NVMe plugged, removed, another one plugged in its slot. Times are
 * of the trace; what its management page shows under another measure follows from the rules of xive.md 3.3. Pure.
 */

export const MEASURES = ['none', 'zap', 'remap'] as const;
export type Measure = (typeof MEASURES)[number];

/** `lab`: the guest masks the new vector before it is connected, as it does. `late`: its first touch comes after. */
export type FirstTouch = 'lab' | 'late';

const IPI = 'ipi(0x1e):E';

interface LifeEvent {
  /** Seconds since the host's start; of `settled` only its place in the order counts. */
  readonly time: number;
  readonly kind: 'claim' | 'touch' | 'set' | 'clear' | 'settled';
  readonly text: string;
  /** `set`: the device's page. */
  readonly owner?: string;
  /** A touch before the first connection: it is left out when the first touch is late. */
  readonly early?: boolean;
}

const EVENTS: readonly LifeEvent[] = [
  { time: 85.7031, kind: 'claim', text: 'The first NVMe is plugged; QEMU claims 0x1300 for it.' },
  { time: 85.7055, kind: 'touch', text: 'The guest’s driver masks the new vector.', early: true },
  { time: 85.712, kind: 'set', owner: 'phb1[0]', text: 'set_mapped: the host connects the vector.' },
  { time: 85.7235, kind: 'touch', text: 'The driver unmasks the vector and uses it.' },
  { time: 85.7569, kind: 'clear', text: 'clr_mapped: QEMU makes all connections anew for the next vector.' },
  { time: 85.7672, kind: 'touch', text: 'The driver touches it meanwhile.', early: true },
  {
    time: 85.7871,
    kind: 'set',
    owner: 'phb1[0]',
    text: 'set_mapped for the last time, three rounds later.',
  },
  { time: 85.7872, kind: 'settled', text: 'The device is plugged.' },
  { time: 85.7882, kind: 'touch', text: 'The driver unmasks it once more and goes to work.' },
  { time: 125.6392, kind: 'clear', text: 'Unplugged: clr_mapped. The vector belongs to the host again.' },
  { time: 125.6393, kind: 'settled', text: 'The device is gone.' },
  { time: 125.6479, kind: 'touch', text: 'The guest lets the number go, with one more access.' },
  { time: 164.2266, kind: 'set', owner: 'phb2[0]', text: 'Another NVMe gets 0x1300: set_mapped.' },
  { time: 164.2326, kind: 'touch', text: 'Its driver unmasks the vector.' },
  {
    time: 164.2578,
    kind: 'set',
    owner: 'phb2[0]',
    text: 'set_mapped for the last time, four rounds later.',
  },
  { time: 164.2579, kind: 'settled', text: 'The second device is plugged.' },
  { time: 164.2587, kind: 'touch', text: 'The driver unmasks it once more and goes to work.' },
];

export interface LifeStep {
  readonly time: number;
  readonly kind: LifeEvent['kind'];
  readonly text: string;
  readonly owner: string;
  /** What the page shows after the event; null = nothing, the next access asks. */
  readonly shows: string | null;
  readonly stale: boolean;
  /** The measure acted here. */
  readonly cleaned: boolean;
  /** An access went through a stale page: what came of it. */
  readonly harm: string | null;
}

function harmOf(shows: string, owner: string): string {
  if (shows === IPI)
    return `It reached ${shows}, which never fired; ${owner} stays pending. The interrupt comes once or never.`;
  if (owner === IPI)
    return `It reached ${shows}, a source that is the host’s again. The guest drives a device it does not have.`;
  return `It reached ${shows}: the guest ends interrupts of the first device, and those of ${owner} stay pending.`;
}

export function lifeOf(measure: Measure, firstTouch: FirstTouch): readonly LifeStep[] {
  const events = EVENTS.filter(({ early }) => firstTouch === 'lab' || early !== true);
  let owner = IPI;
  let shows: string | null = null;
  return events.map(({ time, kind, text, owner: next }) => {
    const changes = kind === 'set' || kind === 'clear';
    if (kind === 'set') owner = next!;
    if (kind === 'clear') owner = IPI;
    const cleaned = (measure === 'zap' && changes) || (measure === 'remap' && kind === 'settled');
    if (cleaned) shows = null;
    const before = shows;
    if (kind === 'touch') shows ??= owner;
    const stale = shows !== null && shows !== owner;
    const harm = kind === 'touch' && before !== null && stale ? harmOf(before, owner) : null;
    return { time, kind, text, owner, shows, stale, cleaned, harm };
  });
}
