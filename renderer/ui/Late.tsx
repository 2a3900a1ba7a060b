import { type ReactNode, useDeferredValue } from 'react';

/** Mounts its children right after the first paint of what stands beside them: the main thing of a view goes first. */
export function Late({ children }: { readonly children: ReactNode }) {
  return useDeferredValue(true, false) ? children : null;
}
