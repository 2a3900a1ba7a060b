/** Answers that the guest itself has read, where the machine that was read is that guest (zpci.md 4.1, M-7). */
import type { DmaBar } from '../../../../shared/zpci/cards.ts';
import type { ClpField } from '../../../../shared/zpci/fields.ts';
import { isOwnView, seenInside } from '../../../../shared/zpci/own-view.ts';
import type { DmaWindow, HostFunction, ZpciGuest, ZpciState } from '../../../../shared/zpci/types.ts';
import type { GuestFunction } from '../kernel/machine.ts';
import { inWords, wayOf } from './field-ways.ts';
import { type Raw, shown } from './shown.ts';

/** The function of the source that this device is; null where the source has a host's functions, or not this one. */
export function readInside(
  state: ZpciState,
  guest: ZpciGuest,
  made: Pick<GuestFunction, 'uid' | 'fid'>,
): HostFunction | null {
  return isOwnView(state, guest) ? seenInside(state.functions, made.uid, made.fid) : null;
}

/** As its bytes say, else as its sysfs does, which has no window of the answer. */
export function readValue(one: HostFunction, field: ClpField): Raw {
  if (field.form !== 'text' && field.form !== 'path') {
    const inBytes = inWords(field.block === 'group' ? one.groupAnswer : one.answer, field);
    if (inBytes !== null) return inBytes;
  }
  if (field.usualClass === 'frame' || field.name === 'flags') return null;
  if (field.name === 'sdma') return one.platformWindow === null ? null : BigInt(one.platformWindow.start);
  if (field.name === 'edma') return one.platformWindow === null ? null : BigInt(one.platformWindow.end);
  const told = wayOf(field.block, field.name).host(one);
  return field.form === 'address' && typeof told === 'string' ? BigInt(told) : told;
}

/** What was read beside what the model says of it, in a clause. */
export function comparedWords(field: ClpField, read: Raw, model: Raw, because: string): string {
  if (model === null) return 'as the guest read it; its host was not read';
  if (shown(field, read).text === shown(field, model).text) return `${because}; the guest read the same`;
  return `as the guest read it; the model says ${shown(field, model).text ?? 'nothing'} (${because})`;
}

/** Bytes of an answer as they were read; null = none were. */
export function readBytes(words: string | null, length: number): readonly (number | null)[] | null {
  const pairs = words?.replaceAll(/[^0-9a-fA-F]/g, '').match(/../g) ?? null;
  if (pairs === null) return null;
  return Array.from({ length }, (_, at) => (at < pairs.length ? Number.parseInt(pairs[at]!, 16) : null));
}

/** The window that the guest was told; what its host handles is not known. */
export function readWindow(bar: DmaBar, window: DmaWindow | null): DmaBar {
  return window === null
    ? bar
    : { ...bar, guest: window, notes: ['The window is the one that the guest read; its host was not read.'] };
}
