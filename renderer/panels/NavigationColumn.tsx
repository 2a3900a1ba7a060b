import { type ReactNode, useLayoutEffect, useState } from 'react';
import { createPortal } from 'react-dom';

/** The lists of a view stand in the navigation column, below the links. */
export function NavigationColumn({ children }: { readonly children: ReactNode }) {
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  useLayoutEffect(() => setSlot(document.getElementById('navigation-extra')), []);
  return slot === null ? null : createPortal(<div className="work-column">{children}</div>, slot);
}
