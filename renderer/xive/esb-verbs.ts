/** What the buttons of the P/Q diagram let the guest do: an access of its pages, or the hcall where it has none (LSIs). */
import { ESB_OFFSET, type XiveEvent } from '../../shared/xive/events.ts';
import { lisnName } from '../../shared/xive/pages.ts';
import type { IconName } from '../ui/icons.tsx';

export type EsbVerb = 'trigger' | 'eoi' | 'mask' | 'unmask' | 'read';

interface Verb {
  readonly name: string;
  readonly long: string;
  readonly icon: IconName;
  readonly shortcut: string;
  /** What the guest does, for the button's hint. */
  readonly hint: string;
  readonly make: (
    lisn: number,
    lsi: boolean,
    vm: string,
  ) => { readonly label: string; readonly event: XiveEvent };
}

/** A load of the management page, which an LSI's guest asks the hypervisor for. */
function loadAt(offset: number, words: string): Verb['make'] {
  return (lisn, lsi, vm) => ({
    label: `${words} ${lisnName(lisn)}`,
    event: lsi ? { op: 'hcallEsb', lisn, access: 'load', offset, vm } : { op: 'load', lisn, offset, vm },
  });
}

export const ESB_VERBS: Readonly<Record<EsbVerb, Verb>> = {
  trigger: {
    name: 'Trigger',
    long: 'Trigger the selected source',
    icon: 'play',
    shortcut: 'T',
    hint: 'The guest stores to the trigger page.',
    make: (lisn, lsi, vm) => ({
      label: lsi ? `Raise the line of ${lisnName(lisn)}` : `Trigger ${lisnName(lisn)}`,
      event: lsi ? { op: 'line', lisn, level: true, vm } : { op: 'store', lisn, offset: 'trigger', vm },
    }),
  },
  eoi: {
    name: 'EOI',
    long: 'End the interrupt of the selected source (EOI)',
    icon: 'check',
    shortcut: 'E',
    hint: 'The guest loads at 0x000 of the management page.',
    make: loadAt(ESB_OFFSET.eoi, 'EOI of'),
  },
  mask: {
    name: 'Mask',
    long: 'Mask the selected source',
    icon: 'hidden',
    shortcut: 'M',
    hint: 'The guest loads at 0xd00 of the management page: 01, off.',
    make: loadAt(ESB_OFFSET.set01, 'Mask'),
  },
  unmask: {
    name: 'Unmask',
    long: 'Unmask the selected source',
    icon: 'eye',
    shortcut: 'U',
    hint: 'The guest loads at 0xc00 of the management page: 00, ready.',
    make: loadAt(ESB_OFFSET.set00, 'Unmask'),
  },
  read: {
    name: 'Read',
    long: 'Read P and Q of the selected source',
    icon: 'search',
    shortcut: 'R',
    hint: 'The guest loads at 0x800 of the management page: nothing changes.',
    make: loadAt(ESB_OFFSET.get, 'Read P and Q of'),
  },
};
