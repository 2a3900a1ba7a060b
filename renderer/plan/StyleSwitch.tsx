import { IconButton } from '../ui/Button.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { usePlanPlace, usePlanState } from './plan-context.tsx';
import { planStoreOf, setStyle, useStyle } from './plan-store.ts';
import { AT_START } from './scrubber.ts';
import { STYLES } from './words.ts';

/** How the changes are made, and which guests may be restarted for them. */
export function StyleSwitch() {
  const { host, refLabel } = usePlanPlace();
  const style = useStyle(host.name);
  const restart = usePlanState(host, (state) => state.restart);
  return (
    <>
      <Segmented
        label="How long the changes last"
        value={style}
        options={STYLES}
        onChange={(next) => {
          setStyle(host.name, next);
          planStoreOf(host).getState().set({ showing: false, scrubber: AT_START });
        }}
      />
      {restart.map((guest) => {
        const name = refLabel({ kind: 'guest', id: guest });
        return (
          <span key={guest} className="plan-chip">
            May restart {name}
            <IconButton
              icon="close"
              size="small"
              label={`Do not restart ${name}`}
              onClick={() => planStoreOf(host).getState().mayNotRestart(guest)}
            />
          </span>
        );
      })}
    </>
  );
}
