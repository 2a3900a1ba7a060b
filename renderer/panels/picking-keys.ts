import { useEffect } from 'react';
import { isWriting } from '../app/shortcuts.ts';

/** Number keys pick a guest wherever the focus is, unless what has it uses them itself. */
export function usePickingKeys(
  guests: readonly { readonly id: string }[],
  pick: (guest: string) => void,
): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || isWriting(target))
        return;
      if (target?.closest('[role="dialog"], [role="menu"]')) return;
      const guest = /^[1-9]$/.test(event.key) ? guests[Number(event.key) - 1] : undefined;
      if (guest) pick(guest.id);
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [guests, pick]);
}
