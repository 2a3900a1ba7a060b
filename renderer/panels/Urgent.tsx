import { type ReactNode, useEffect, useRef } from 'react';

/** What was refused, offered or proposed: stays in sight however far the rest is scrolled. `about` changes with it. */
export function Urgent({ about, children }: { readonly about: unknown; readonly children: ReactNode }) {
  const head = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (about === null) return;
    head.current?.scrollTo({ top: 0 });
    // The bottom panel is too low for a head that stays: there everything scrolls, to the top.
    if (head.current?.closest('.work-side') === null) head.current.scrollIntoView({ block: 'start' });
  }, [about]);
  return (
    <div className="work-urgent" ref={head}>
      {children}
    </div>
  );
}
