import type { ShownDevice, VmMoment } from '../../../shared/xive/moment.ts';
import { Button } from '../../ui/Button.tsx';
import { useXive } from '../xive-context.ts';
import { type LabelledEvents, removeEvents, touchEvents, unplugEvents } from './device-events.ts';

/** What can happen to a device, behind the step that is shown. */
export function DeviceButtons({ device, vm }: { readonly device: ShownDevice; readonly vm: VmMoment }) {
  const { store } = useXive();
  const happen = ({ label, events }: LabelledEvents) => void store.getState().happen(label, events);
  const { name } = device;
  if (!device.plugged)
    return (
      <div className="work-row">
        <Button
          size="small"
          icon="plus"
          onClick={() => store.getState().set({ dialog: { kind: 'plug', name } })}
        >
          Plug it again…
        </Button>
      </div>
    );
  return (
    <div className="work-row">
      <Button
        size="small"
        icon="play"
        hint="The guest loads from the management page of each vector."
        onClick={() => happen(touchEvents(vm.vm, name))}
      >
        Touch its pages
      </Button>
      <Button
        size="small"
        icon="minus"
        hint="The driver lets go of its vectors, then the device goes."
        onClick={() => happen(unplugEvents(vm.vm, name))}
      >
        Unplug
      </Button>
      <Button
        size="small"
        icon="warning"
        hint="The device goes while the driver is bound: its numbers stay claimed."
        onClick={() => happen(removeEvents(vm.vm, name))}
      >
        Remove without release
      </Button>
    </div>
  );
}
