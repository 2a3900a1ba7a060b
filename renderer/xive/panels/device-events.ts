/** What the buttons of a device let happen: the events of plugging, unplugging, and taking out without release. */
import type { XiveEvent } from '../../../shared/xive/events.ts';
import type { ShownDevice } from '../../../shared/xive/moment.ts';

export interface LabelledEvents {
  readonly label: string;
  readonly events: readonly XiveEvent[];
}

/** The PHB a device is behind, as `plug` writes it; null where a capture calls it otherwise. */
export function phbOf(device: Pick<ShownDevice, 'about'>): string | null {
  return /phb\d{1,3}(?:\[\d+\])?/.exec(device.about)?.[0] ?? null;
}

export function plugEvents(vm: string, dev: string, owner: string, vectors: number): LabelledEvents {
  return { label: `Plug ${dev}`, events: [{ op: 'plug', dev, owner, vectors, vm }] };
}

export function unplugEvents(vm: string, dev: string): LabelledEvents {
  return { label: `Unplug ${dev}`, events: [{ op: 'unplug', dev, vm }] };
}

export function removeEvents(vm: string, dev: string): LabelledEvents {
  return { label: `Take ${dev} out without release`, events: [{ op: 'removeUnclean', dev, vm }] };
}

export function touchEvents(vm: string, dev: string): LabelledEvents {
  return { label: `The guest touches the pages of ${dev}`, events: [{ op: 'touchAllMgmt', dev, vm }] };
}

export function deviceState(device: ShownDevice, orphans: boolean): 'plugged' | 'orphan' | 'unplugged' {
  if (device.plugged) return 'plugged';
  return orphans ? 'orphan' : 'unplugged';
}
