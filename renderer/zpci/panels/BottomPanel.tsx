import { WorkBottom } from '../../panels/WorkBottom.tsx';
import { BytesPanel } from '../answer/BytesPanel.tsx';
import { refLabel } from '../ref-label.ts';
import { useZpci } from '../zpci-context.ts';
import { GuestMark } from './GuestMark.tsx';
import { Inspector } from './Inspector.tsx';

const SCRIPT = `# For example
echo 1 > /sys/bus/pci/slots/00000041/power
echo vfio-pci > /sys/bus/pci/devices/0031:00:00.0/driver_override
echo 0031:00:00.0 > /sys/bus/pci/drivers_probe
virsh attach-device db1 hostdev.xml --persistent`;

const PLAN = {
  scriptExample: SCRIPT,
  firstChange: 'Pick a guest and give it a function, or drag a function onto a guest',
  GuestMark,
};

const EXTRA = [{ value: 'bytes' as const, label: 'Bytes of the answer', content: <BytesPanel /> }];

export function BottomPanel({ withInspector }: { readonly withInspector: boolean }) {
  const { host, store } = useZpci();
  return (
    <WorkBottom<'bytes'>
      label="Bytes, problems, changes and findings"
      shown={host}
      store={store}
      refLabel={refLabel}
      onRefs={store.getState().showRefs}
      plan={PLAN}
      inspector={withInspector ? <Inspector /> : null}
      extra={EXTRA}
      extraFirst
    />
  );
}
