import { IconButton } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useAp, useApState } from '../ap-context.ts';

/** What the last gesture brought along (zeroized queues, what a running guest notices), next to where it was made. */
export function MadeStrip() {
  const { store } = useAp();
  const made = useApState((state) => state.made);
  if (!made) return null;
  const text = made.notes.join(' ');
  return (
    <div className="work-made">
      <Icon name="check" />
      <p title={text}>
        <strong>{made.label}.</strong> {text}
      </p>
      <IconButton
        icon="close"
        size="small"
        label="Dismiss"
        onClick={() => store.getState().set({ made: null })}
      />
    </div>
  );
}
