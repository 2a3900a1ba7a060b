/** What an address page is now (xive.md 3.1, 3.3): what it stands for, what it should show, and since when it does not. */
import type { PageState } from '../../../../shared/xive/moment.ts';
import type { HwPage, Parity } from '../../../../shared/xive/pages.ts';
import type { Machine, Vm } from './machine.ts';

/** The LISN and side an address page stands for; null where nothing was announced. */
export function intended(_vm: Vm, _page: number): { readonly lisn: number; readonly parity: Parity } | null {
  return null;
}

/** Page of that side of the owner of a LISN; null = the LISN has no owner. */
export function expectedPage(_machine: Machine, _vm: Vm, _lisn: number, _parity: Parity): HwPage | null {
  return null;
}

export function pageState(_machine: Machine, _vm: Vm, _page: number): PageState {
  return 'hole';
}

/** First step from which on it is stale or misresolved without a break; the step it was populated while it is neither. */
export function wrongSince(_machine: Machine, _vm: Vm, _page: number): number {
  return 0;
}
