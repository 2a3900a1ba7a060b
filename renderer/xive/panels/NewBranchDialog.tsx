import { useState } from 'react';
import { DEFAULT_CONFIG, type XiveConfig } from '../../../shared/xive/types.ts';
import { TextField } from '../../ui/TextField.tsx';
import { branchId, freeName } from '../branch-ids.ts';
import { newSetup } from '../new-setup.ts';
import { useXive } from '../xive-context.ts';
import { ConfigFields } from './ConfigFields.tsx';
import { NumberField, parseCount } from './fields.tsx';
import { FormDialog } from './FormDialog.tsx';

/** CPU IPIs have the LISNs below 0x1000 (xive.md 2.4). */
const MOST_VCPUS = 4096;
const LEAST_LISNS = 0x1310;
const MOST_LISNS = 1_048_576;

/** A guest as QEMU starts it, on the kernel one chooses. */
export function NewBranchDialog({ onClose }: { readonly onClose: () => void }) {
  const { host, store } = useXive();
  const { branches } = host.desired;
  const [name, setName] = useState(() => freeName('New guest', branches));
  const [vcpus, setVcpus] = useState('2');
  const [lisns, setLisns] = useState('8192');
  const [config, setConfig] = useState<XiveConfig>(DEFAULT_CONFIG);
  const [cpus, irqs] = [parseCount(vcpus, 1, MOST_VCPUS), parseCount(lisns, LEAST_LISNS, MOST_LISNS)];
  const fault =
    name.trim() === ''
      ? 'Type a name.'
      : cpus === null || irqs === null
        ? 'Correct the marked number first.'
        : null;
  async function make(): Promise<boolean> {
    if (cpus === null || irqs === null) return false;
    const { strategy, ...rest } = config;
    const id = branchId(name.trim(), branches);
    const msiCount = Math.min(irqs - rest.msiBase, MOST_LISNS);
    const made = await store.getState().edit(`New guest ${name.trim()}`, [
      {
        family: 'xive',
        op: 'newBranch',
        id,
        name: name.trim(),
        setup: newSetup(cpus, irqs),
        config: { ...rest, nrIrqs: irqs, msiCount },
      },
      ...(strategy === DEFAULT_CONFIG.strategy
        ? []
        : [{ family: 'xive', op: 'setStrategy', branch: id, strategy }]),
    ]);
    if (made) {
      store.getState().open({ kind: 'branch', id });
      store.getState().set({ selected: null, window: null, vm: null });
    }
    return made;
  }
  return (
    <FormDialog
      title="New guest to study"
      description="A pseries guest as QEMU starts it: one mapping of all ESB pages, one of the TIMA, nothing touched yet. What happens to it then, you say on its timeline."
      verb="Make the guest"
      fault={fault}
      onClose={onClose}
      onSubmit={make}
    >
      <TextField label="Name" value={name} maxLength={80} onChange={setName} />
      <div className="xive-form-row">
        <NumberField
          label="vCPUs"
          value={vcpus}
          least={1}
          most={MOST_VCPUS}
          hint="Each has an IPI: LISN 0 and up."
          onChange={setVcpus}
        />
        <NumberField
          label="LISNs"
          value={lisns}
          least={LEAST_LISNS}
          most={MOST_LISNS}
          hint="A pseries VM has 8192; MSIs begin at 0x1300."
          onChange={setLisns}
        />
      </div>
      <ConfigFields config={config} onChange={(patch) => setConfig({ ...config, ...patch })} />
    </FormDialog>
  );
}
