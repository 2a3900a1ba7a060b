import { type ReactNode, startTransition, useEffect, useState } from 'react';

/** Mounts its children after the first frame of what stands beside them: the main thing of a view goes first. */
export function Late({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    // A timer set in the frame's callback runs when that frame has been handed over.
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => startTransition(() => setShown(true)));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, []);
  return shown ? children : null;
}
