/** One glyph for every state and mark: told apart by their shape, coloured besides. 12 x 12. */
import type { ReactNode } from 'react';
import type { Standing } from './words.ts';

const SHAPES: Readonly<Record<Exclude<Standing, 'none'>, ReactNode>> = {
  enabled: <circle cx="6" cy="6" r="3.6" fill="currentColor" />,
  disabled: <circle cx="6" cy="6" r="3.2" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  locked: (
    <>
      <rect x="2.5" y="5.4" width="7" height="5" rx="1.1" fill="currentColor" />
      <path d="M4 5.4V4a2 2 0 0 1 4 0v1.4" fill="none" stroke="currentColor" strokeWidth="1.4" />
    </>
  ),
  halted: <path d="M3 3l6 6M9 3l-6 6" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round" />,
  running: <path d="M3.4 2.2v7.6L10 6z" fill="currentColor" />,
  stopped: (
    <rect x="3" y="3" width="6" height="6" rx="1" fill="none" stroke="currentColor" strokeWidth="1.5" />
  ),
  orphan: (
    <path
      d="M2 6h2.4M7.6 6H10M5 9l2-6"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
    />
  ),
  given: (
    <path
      d="M2.5 6h6M6 3.2 8.8 6 6 8.8"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  untold: (
    <path
      d="M4 4.4a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.4M6 9.6v.1"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
    />
  ),
};

export function StateGlyph({ standing }: { readonly standing: Standing }) {
  if (standing === 'none') return null;
  return (
    <svg className="dsa-glyph" data-standing={standing} width="12" height="12" viewBox="0 0 12 12">
      {SHAPES[standing]}
    </svg>
  );
}

export function TroubleGlyph({ severity }: { readonly severity: 'error' | 'warning' | 'info' }) {
  const outline =
    severity === 'error'
      ? 'M4.8 1.5h4.4l3.3 3.3v4.4l-3.3 3.3H4.8L1.5 9.2V4.8z'
      : severity === 'warning'
        ? 'M7 1.6 13 12H1z'
        : 'M7 1.4a5.6 5.6 0 1 0 0 11.2A5.6 5.6 0 0 0 7 1.4z';
  return (
    <svg className="dsa-trouble" data-severity={severity} width="14" height="14" viewBox="0 0 14 14">
      <path d={outline} fill="currentColor" />
      <path
        className="dsa-trouble-sign"
        d={severity === 'info' ? 'M7 6.4v3.4M7 4.2v.1' : 'M7 4.4v3.2M7 9.8v.1'}
        fill="none"
        strokeWidth="1.6"
        strokeLinecap="round"
      />
    </svg>
  );
}

/** A circle with a bar: nothing can be dropped here. */
export function NoGlyph() {
  return (
    <svg className="dsa-no" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2" />
      <path d="M3.8 3.8l8.4 8.4" stroke="currentColor" strokeWidth="2" />
    </svg>
  );
}

export function Chevron({ open }: { readonly open: boolean }) {
  return (
    <svg className="dsa-chevron" width="12" height="12" viewBox="0 0 12 12">
      <path
        d={open ? 'M2.5 4.5 6 8l3.5-3.5' : 'M4.5 2.5 8 6l-3.5 3.5'}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
