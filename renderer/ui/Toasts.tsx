import './toasts.css';
import { useEffect, useState } from 'react';
import { dismissToast, type Toast, useNotices } from '../store/notices.ts';
import { Button, IconButton } from './Button.tsx';
import { Icon } from './icons.tsx';

/** Long enough to read a sentence twice; an error is often two sentences with a path in them. */
const SHOWN_FOR_MS = 6000;
const ERROR_SHOWN_FOR_MS = 12_000;
const ICONS = { info: 'info', success: 'check', warning: 'warning', danger: 'error' } as const;

function ToastCard({ entry }: { readonly entry: Toast }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(
      () => dismissToast(entry.id),
      entry.tone === 'danger' ? ERROR_SHOWN_FOR_MS : SHOWN_FOR_MS,
    );
    return () => clearTimeout(timer);
  }, [held, entry]);
  const { action } = entry;
  return (
    <li
      className={`toast toast-${entry.tone}`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon name={ICONS[entry.tone]} />
      <span className="toast-text">{entry.text}</span>
      {action !== undefined && (
        <Button
          size="small"
          onClick={() => {
            dismissToast(entry.id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon="close" label="Dismiss" size="small" onClick={() => dismissToast(entry.id)} />
    </li>
  );
}

/** The live region is there from the start and holds only text, so that each toast is announced exactly once. */
export function ToastRegion() {
  const toasts = useNotices((state) => state.toasts);
  const announced = useNotices((state) => state.announced);
  return (
    <>
      <div className="visually-hidden" role="status" aria-live="polite" aria-atomic="true">
        {announced}
      </div>
      {toasts.length > 0 && (
        <section aria-label="Notifications">
          <ul className="toasts">
            {toasts.map((entry) => (
              <ToastCard key={entry.id} entry={entry} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
