import { useId, useState } from 'react';
import { PROFILES } from '../../../shared/zpci/profiles.ts';
import { PROFILE_IDS, type ProfileId, type ZpciGuest } from '../../../shared/zpci/types.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Segmented, Toggle } from '../../ui/Segmented.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { setGuest } from '../guest-edits.ts';
import { useZpci } from '../zpci-context.ts';

type Facts = Pick<
  ZpciGuest,
  'profile' | 'machine' | 'kvm' | 'cpuZpci' | 'isProtected' | 'iommu' | 'functionLimit'
>;

/** Only what is otherwise than before: facts left out stay. */
export function changedFacts(before: Facts, after: Facts): Partial<Facts> {
  const names = ['profile', 'machine', 'kvm', 'cpuZpci', 'isProtected', 'iommu', 'functionLimit'] as const;
  return Object.fromEntries(
    names.filter((name) => before[name] !== after[name]).map((name) => [name, after[name]]),
  );
}

function factsOf(guest: ZpciGuest): Facts {
  const { profile, machine, kvm, cpuZpci, isProtected, iommu, functionLimit } = guest;
  return { profile, machine, kvm, cpuZpci, isProtected, iommu, functionLimit };
}

/** What a guest is run with: its QEMU decides what it reads of its functions. */
export function SettingsDialog({
  guest,
  onClose,
}: {
  readonly guest: ZpciGuest;
  readonly onClose: () => void;
}) {
  const form = useId();
  const { store } = useZpci();
  const [facts, setFacts] = useState<Facts>(() => factsOf(guest));
  const [machine, setMachine] = useState(guest.machine ?? '');
  const [limit, setLimit] = useState(guest.functionLimit === null ? '' : String(guest.functionLimit));
  const change = (part: Partial<Facts>) => setFacts((now) => ({ ...now, ...part }));
  const isMachine = machine.trim() === '' || /^\d{1,2}\.\d{1,2}$/.test(machine.trim());
  const isLimit =
    limit.trim() === '' || (/^\d{1,4}$/.test(limit.trim()) && Number(limit) >= 1 && Number(limit) <= 4096);
  const wished: Facts = {
    ...facts,
    machine: machine.trim() === '' ? null : machine.trim(),
    functionLimit: limit.trim() === '' ? null : Number(limit),
  };
  const changed = changedFacts(factsOf(guest), wished);
  const profile = PROFILES[facts.profile];
  async function submit(): Promise<void> {
    if (!isMachine || !isLimit) return;
    if (Object.keys(changed).length > 0) {
      const { label, edits } = setGuest(guest, changed);
      if (!(await store.getState().edit(label, edits))) return;
    }
    onClose();
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`Settings of ${guest.name}`}
      description="Its QEMU and its machine decide what it reads of its functions."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form={form}
            variant="primary"
            disabledReason={isMachine && isLimit ? null : 'One of the fields cannot be read.'}
          >
            Take these
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="work-stack zpci-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className="field">
          <label htmlFor={`${form}-profile`}>QEMU</label>
          <select
            id={`${form}-profile`}
            className="field-input"
            data-first-focus=""
            value={facts.profile}
            onChange={(event) => change({ profile: event.target.value as ProfileId })}
          >
            {PROFILE_IDS.map((id) => (
              <option key={id} value={id}>
                {PROFILES[id].name}
              </option>
            ))}
          </select>
          <p className="field-message">{profile.about}</p>
        </div>
        <TextField
          label="Machine type"
          mono
          placeholder={profile.machine}
          value={machine}
          onChange={setMachine}
          error={isMachine ? null : 'A version such as 9.2.'}
          hint="s390-ccw-virtio of this version; empty = the newest of its QEMU."
        />
        <div className="work-row">
          <span className="work-field-label">Accelerator</span>
          <Segmented
            label="Accelerator"
            value={facts.kvm ? 'kvm' : 'tcg'}
            onChange={(next) => change({ kvm: next === 'kvm' })}
            options={[
              { value: 'kvm', label: 'KVM', hint: 'Passed-through functions and interpretation need it.' },
              { value: 'tcg', label: 'TCG', hint: 'QEMU executes all instructions itself.' },
            ]}
          />
          <span className="work-field-label">VFIO by</span>
          <Segmented
            label="VFIO by"
            value={facts.iommu}
            onChange={(next) => change({ iommu: next })}
            options={[
              {
                value: 'type1',
                label: 'Type 1',
                hint: 'The container tells how many DMA mappings are left.',
              },
              { value: 'iommufd', label: 'iommufd', hint: 'No limit of mappings is told.' },
            ]}
          />
        </div>
        <Toggle
          label="CPU feature zpci"
          description="Without it the guest has no PCI instruction and sees no function (ZPCI-A17)."
          checked={facts.cpuZpci}
          onChange={(cpuZpci) => change({ cpuZpci })}
        />
        <Toggle
          label="Secure Execution"
          description="A protected guest: interpretation is not used (ZPCI-I2)."
          checked={facts.isProtected}
          onChange={(isProtected) => change({ isProtected })}
        />
        <TextField
          label="Functions its kernel takes"
          inputMode="numeric"
          placeholder="not told"
          value={limit}
          onChange={setLimit}
          error={isLimit ? null : 'A number from 1 to 4096, or nothing.'}
          hint="CONFIG_PCI_NR_FUNCTIONS of the guest’s kernel; functions beyond it are ignored there."
        />
      </form>
    </Dialog>
  );
}
