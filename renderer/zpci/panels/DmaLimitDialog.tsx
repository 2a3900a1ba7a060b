import { useId, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Toggle } from '../../ui/Segmented.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { setDmaLimit } from '../guest-edits.ts';
import { windowSize } from '../parts.ts';
import { useZpci } from '../zpci-context.ts';

/** The kernel's own value (D-3). */
const USUAL = 65_535;

/** How many mappings vfio_iommu_type1 allows a container: QEMU cuts DMA windows to it. */
export function DmaLimitDialog({ onClose }: { readonly onClose: () => void }) {
  const form = useId();
  const { host, store } = useZpci();
  const { dmaEntryLimit, dmaEntryLimitKept } = host.desired.host;
  const [text, setText] = useState(String(dmaEntryLimit ?? USUAL));
  const [keep, setKeep] = useState(dmaEntryLimitKept !== null);
  const limit = /^\d{1,10}$/.test(text.trim()) ? Number(text.trim()) : null;
  const fault =
    limit === null || limit < 1 || limit > 0xff_ff_ff_ff
      ? 'A number of mappings from 1 to 4,294,967,295.'
      : null;
  const size = limit === null ? null : windowSize('0x0', `0x${(BigInt(limit) * 4096n - 1n).toString(16)}`);
  async function submit(): Promise<void> {
    if (fault !== null || limit === null) return;
    const { label, edits } = setDmaLimit(limit, keep);
    if (await store.getState().edit(label, edits)) onClose();
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="DMA mappings of a container"
      description="dma_entry_limit of vfio_iommu_type1. QEMU cuts each function’s window to what is left of it; it counts for guests that are started afterwards."
      width="small"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant="primary" disabledReason={fault}>
            Set
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
        <TextField
          label="Mappings of 4 KiB"
          inputMode="numeric"
          mono
          autoFocus
          value={text}
          onChange={setText}
          error={fault}
          hint={size === null ? undefined : `A window of at most ${size}.`}
        />
        <Toggle
          label="Also at the next boot"
          description="A line in /etc/modprobe.d."
          checked={keep}
          onChange={setKeep}
        />
      </form>
    </Dialog>
  );
}
