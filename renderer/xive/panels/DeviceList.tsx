import type { ShownDevice, VmMoment } from '../../../shared/xive/moment.ts';
import { lisnName } from '../../../shared/xive/pages.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Menu, type MenuEntry } from '../../ui/Menu.tsx';
import { useShownPlace, useShownVm, useXive, useXiveState } from '../xive-context.ts';
import { Swatch } from './card-parts.tsx';
import {
  deviceState,
  type LabelledEvents,
  removeEvents,
  touchEvents,
  unplugEvents,
} from './device-events.ts';

/** Numbers of the device that stayed claimed when it was taken out. */
function hasOrphans(vm: VmMoment, { lisns }: ShownDevice): boolean {
  if (lisns === null) return false;
  return vm.sources.some(({ orphan, from, to }) => orphan && from <= lisns[1] && lisns[0] <= to);
}

function DeviceRow({ device, vm }: { readonly device: ShownDevice; readonly vm: VmMoment }) {
  const { store } = useXive();
  const place = useShownPlace();
  const picked = useXiveState(({ selected }) => selected?.kind === 'device' && selected.name === device.name);
  const { name, lisns } = device;
  const state = deviceState(device, hasOrphans(vm, device));
  const happen = ({ label, events }: LabelledEvents) => void store.getState().happen(label, events);
  const gone = device.plugged ? null : `${name} is not plugged at this step.`;
  const entries: readonly MenuEntry[] = [
    {
      kind: 'item',
      id: 'plug',
      label: 'Plug…',
      icon: 'plus',
      disabledReason: device.plugged ? `${name} is plugged already.` : null,
      onSelect: () => store.getState().set({ dialog: { kind: 'plug', name } }),
    },
    {
      kind: 'item',
      id: 'touch',
      label: 'Let the guest touch its pages',
      icon: 'play',
      disabledReason: gone,
      onSelect: () => happen(touchEvents(vm.vm, name)),
    },
    {
      kind: 'item',
      id: 'unplug',
      label: 'Unplug',
      icon: 'minus',
      disabledReason: gone,
      onSelect: () => happen(unplugEvents(vm.vm, name)),
    },
    {
      kind: 'item',
      id: 'remove',
      label: 'Remove without release',
      icon: 'warning',
      danger: true,
      disabledReason: gone,
      onSelect: () => happen(removeEvents(vm.vm, name)),
    },
  ];
  const numbers = lisns === null ? '' : `${lisnName(lisns[0])}–${lisnName(lisns[1])}`;
  return (
    <li className="xive-item" data-picked={picked} data-absent={!device.plugged}>
      <button
        type="button"
        className="xive-pick"
        aria-pressed={picked}
        title={`${device.about}${numbers === '' ? '' : `, LISN ${numbers}`}`}
        onClick={() => store.getState().show({ kind: 'device', name })}
      >
        <Swatch name={name} />
        <span className="xive-device-words">
          <span className="truncate">{name}</span>
          <span className="faint truncate">{numbers === '' ? device.about : numbers}</span>
        </span>
        <span className="xive-count">
          {state === 'plugged' ? `${device.vectors} MSI` : state === 'orphan' ? 'orphans' : 'unplugged'}
        </span>
      </button>
      {place?.kind === 'branch' && (
        <Menu
          label={`What can happen to ${name}`}
          align="end"
          entries={entries}
          trigger={<IconButton icon="more" size="small" label={`More for ${name}`} />}
        />
      )}
    </li>
  );
}

/** More than these scroll, so that what stands below them is still found. */
const MOST_OPEN = 8;

/** Passed-through devices of the guest that is drawn, as they are at the step. */
export function DeviceList() {
  const { store } = useXive();
  const vm = useShownVm();
  const place = useShownPlace();
  if (vm === null || (place?.kind === 'reading' && vm.devices.length === 0)) return null;
  return (
    <section className="xive-section" aria-labelledby="xive-devices">
      <header className="work-column-head">
        <h2 id="xive-devices" className="section-label">
          Devices
        </h2>
        {vm.devices.length > MOST_OPEN && <span className="faint tabular">{vm.devices.length}</span>}
      </header>
      <ul className="xive-list" data-many={vm.devices.length > MOST_OPEN}>
        {vm.devices.map((device) => (
          <DeviceRow key={device.name} device={device} vm={vm} />
        ))}
      </ul>
      {vm.devices.length === 0 && <p className="xive-none">None plugged so far.</p>}
      {place?.kind === 'branch' && (
        <Button
          variant="quiet"
          icon="plus"
          className="work-new-guest"
          onClick={() => store.getState().set({ dialog: { kind: 'plug', name: null } })}
        >
          Plug a device
        </Button>
      )}
    </section>
  );
}
