import { WorkBottom } from '../../panels/WorkBottom.tsx';
import { useDsa } from '../dsa-context.ts';
import { refLabel } from '../ref-label.ts';
import { GuestMark } from './GuestMark.tsx';
import { Inspector } from './Inspector.tsx';

const SCRIPT = `# For example
accel-config config-wq dsa0/wq0.0 --mode=dedicated
echo 16 > /sys/bus/dsa/devices/wq0.0/size
accel-config enable-device dsa0`;

const PLAN = {
  scriptExample: SCRIPT,
  firstChange: 'Drag a guest onto a work queue, or select a part and change its settings',
  GuestMark,
};

const NONE = [] as const;

export function BottomPanel({ withInspector }: { readonly withInspector: boolean }) {
  const { host, store } = useDsa();
  const { showRefs } = store.getState();
  return (
    <WorkBottom
      label="Problems, changes and findings"
      shown={host}
      store={store}
      refLabel={refLabel}
      onRefs={showRefs}
      plan={PLAN}
      inspector={withInspector ? <Inspector /> : null}
      extra={NONE}
    />
  );
}
