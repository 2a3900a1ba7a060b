import { create } from 'zustand';

/** What was done last in a view, for the live region. */
export const useAnnouncement = create<{ readonly text: string }>(() => ({ text: '' }));

export function Announcer() {
  const text = useAnnouncement((state) => state.text);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {text}
    </div>
  );
}
