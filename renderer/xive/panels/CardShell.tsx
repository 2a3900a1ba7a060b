import type { ReactNode } from 'react';
import type { Place, VmMoment } from '../../../shared/xive/moment.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Callout, Spinner } from '../../ui/Callout.tsx';
import { useDrawn } from '../timeline/use-drawn.ts';
import { useShownPlace, useShownVm, useXive } from '../xive-context.ts';

/** Headline and the way back to nothing selected; `waiting` while the engine has not answered. */
export function CardShell({
  title,
  mark,
  waiting = false,
  error = null,
  children,
}: {
  readonly title: ReactNode;
  readonly mark?: ReactNode;
  readonly waiting?: boolean;
  readonly error?: string | null;
  readonly children?: ReactNode;
}) {
  const { store } = useXive();
  return (
    <section className="work-card">
      <header className="work-card-head">
        {mark}
        <h2>{title}</h2>
        <IconButton
          icon="close"
          size="small"
          label="Select nothing"
          onClick={() => store.getState().select(null)}
        />
      </header>
      {error !== null && (
        <Callout tone="warning" title="Not known">
          {error}
        </Callout>
      )}
      {waiting && error === null && <Spinner label="Asking the engine" />}
      {children}
    </section>
  );
}

/** Panels that ask about a guest at a place; nothing is asked until both are known. */
export function AtPlace({ children }: { readonly children: (place: Place, vm: VmMoment) => ReactNode }) {
  const place = useDrawn(useShownPlace(), 'cards');
  const vm = useShownVm();
  return place === null || vm === null ? null : children(place, vm);
}
