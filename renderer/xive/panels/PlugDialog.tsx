import { useState } from 'react';
import { TextField } from '../../ui/TextField.tsx';
import { useShownVm, useXive } from '../xive-context.ts';
import { phbOf, plugEvents } from './device-events.ts';
import { NumberField, parseCount } from './fields.tsx';
import { FormDialog } from './FormDialog.tsx';

const MOST_VECTORS = 2048;

/** `nvme0`, `nvme1`: the first name that no device has. */
function freeDevice(names: readonly string[]): string {
  let number = 0;
  while (names.includes(`nvme${number}`)) number += 1;
  return `nvme${number}`;
}

/** A device is plugged behind the shown step: a new one, or one that was there before. */
export function PlugDialog({
  known,
  onClose,
}: {
  readonly known: string | null;
  readonly onClose: () => void;
}) {
  const { store } = useXive();
  const vm = useShownVm();
  const device = vm?.devices.find(({ name }) => name === known);
  const [name, setName] = useState(() => known ?? freeDevice((vm?.devices ?? []).map((one) => one.name)));
  const [phb, setPhb] = useState(() => (device === undefined ? null : phbOf(device)) ?? 'phb1');
  const [vectors, setVectors] = useState(() => String(device?.vectors ?? 4));
  const count = parseCount(vectors, 1, MOST_VECTORS);
  const badName = /^\S{1,64}$/.test(name.trim()) ? null : 'Type a name without blanks, such as nvme1.';
  const badPhb = /^phb\d{1,3}(?:\[(?:0x[0-9a-f]{1,5}|\d{1,7})\])?$/i.test(phb.trim())
    ? null
    : 'Type a PHB such as phb1, or phb1[4] for the source its first vector has.';
  const taken =
    vm?.devices.some((one) => one.name === name.trim() && one.plugged) === true
      ? `${name.trim()} is plugged already: type another name.`
      : null;
  return (
    <FormDialog
      title={known === null ? 'Plug a device' : `Plug ${known} again`}
      description="QEMU claims a number for each vector, and the kernel connects each to its PHB source."
      verb="Plug it"
      width="small"
      fault={badName ?? badPhb ?? (count === null ? 'Correct the number of vectors first.' : null) ?? taken}
      onClose={onClose}
      onSubmit={async () => {
        if (vm === null || count === null) return false;
        const { label, events } = plugEvents(vm.vm, name.trim(), phb.trim(), count);
        const made = await store.getState().happen(label, events);
        if (made) store.getState().show({ kind: 'device', name: name.trim() });
        return made;
      }}
    >
      <TextField label="Name" value={name} maxLength={64} error={badName ?? taken} onChange={setName} />
      <TextField
        label="Host bridge (PHB)"
        mono
        value={phb}
        error={badPhb}
        hint="Vector i has source i of it; phb1[4] begins at source 4."
        onChange={setPhb}
      />
      <NumberField
        label="Vectors"
        value={vectors}
        least={1}
        most={MOST_VECTORS}
        hint="As many MSIs as its driver asks for."
        onChange={setVectors}
      />
    </FormDialog>
  );
}
