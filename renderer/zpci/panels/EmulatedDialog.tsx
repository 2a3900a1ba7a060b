import { useId, useState } from 'react';
import type { Edit } from '../../../shared/edit.ts';
import type { ZpciGuest } from '../../../shared/zpci/types.ts';
import { FixButtons, WhyLink } from '../../app/rules.tsx';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { Button } from '../../ui/Button.tsx';
import { Callout } from '../../ui/Callout.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useZpci } from '../zpci-context.ts';
import { firstPossible } from '../zpci-store.ts';
import { Gets } from './OfferCard.tsx';

const DRIVERS = [
  ['virtio-net-pci', 'network card'],
  ['virtio-blk-pci', 'disk'],
  ['virtio-scsi-pci', 'SCSI controller'],
  ['virtio-rng-pci', 'random numbers'],
  ['nvme', 'NVMe disk'],
  ['e1000e', 'Intel network card'],
] as const;

/** `drive=d0,serial=1` as QEMU's options; null = it cannot be read. */
export function readOptions(text: string): readonly (readonly [string, string])[] | null {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const options = parts.map((part): readonly [string, string] | null => {
    const at = part.indexOf('=');
    return at < 1 ? null : [part.slice(0, at), part.slice(at + 1)];
  });
  return options.every((option) => option !== null) ? options : null;
}

function withOptions(
  edits: readonly Edit[],
  options: readonly (readonly [string, string])[],
): readonly Edit[] {
  return options.length === 0
    ? edits
    : edits.map((edit) => (edit['op'] === 'addEmulated' ? { ...edit, options } : edit));
}

/** An emulated card for a guest: it stands beside the passed-through ones and takes numbers like them. */
export function EmulatedDialog({
  guest,
  onClose,
}: {
  readonly guest: ZpciGuest;
  readonly onClose: () => void;
}) {
  const form = useId();
  const { host, store } = useZpci();
  const [driver, setDriver] = useState<string>(DRIVERS[0][0]);
  const [other, setOther] = useState('');
  const [text, setText] = useState('');
  const isOther = driver === '';
  const wanted = isOther ? other.trim() : driver;
  const isName = /^[a-z0-9][a-z0-9._-]{0,63}$/.test(wanted);
  const options = readOptions(text);
  const { value: preview, error } = useEngineQuery(host, 'zpci.preview', {
    hostId: host.host.id,
    gesture: { kind: 'emulated', guest: guest.id, driver: isName ? wanted : DRIVERS[0][0] },
  });
  const choice = preview === null || !isName ? null : firstPossible(preview);
  const refusal = isName ? (preview?.choices[0]?.refusal ?? null) : null;
  const reason = !isName
    ? 'Type a device as QEMU names it: virtio-net-pci.'
    : options === null
      ? 'Options are written name=value, with commas between them.'
      : choice === null
        ? (refusal?.message ?? 'The engine is being asked.')
        : null;
  async function submit(): Promise<void> {
    if (reason !== null || choice === null || options === null) return;
    if (await store.getState().edit(choice.label, withOptions(choice.edits, options))) onClose();
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`Emulated device for ${guest.name}`}
      description="QEMU answers for it with constants of its own; no card of the host is needed."
      width="small"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant="primary" disabledReason={reason}>
            Add
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
        <div className="zpci-drivers" role="radiogroup" aria-label="Device">
          {[...DRIVERS, ['', 'another device of QEMU'] as const].map(([name, about]) => (
            <label key={name} className="zpci-choice">
              <input type="radio" name={form} checked={driver === name} onChange={() => setDriver(name)} />
              <span>
                {name === '' ? 'Other' : <code>{name}</code>} <span className="quiet">{about}</span>
              </span>
            </label>
          ))}
        </div>
        {isOther && (
          <TextField
            label="Device as QEMU names it"
            mono
            placeholder="virtio-serial-pci"
            value={other}
            onChange={setOther}
            error={other !== '' && !isName ? 'Small letters, digits, dots and dashes.' : null}
          />
        )}
        <TextField
          label="Options"
          mono
          placeholder="netdev=n0,mac=52:54:00:00:00:01"
          value={text}
          onChange={setText}
          error={options === null ? 'Write name=value, with commas between them.' : null}
        />
        {error !== null && <Callout tone="danger">{error}</Callout>}
        {refusal !== null && (
          <Callout
            tone="danger"
            actions={
              <>
                <FixButtons hostId={host.host.id} fixes={refusal.fixes} onFixed={onClose} />
                <WhyLink rule={refusal.rule} />
              </>
            }
          >
            {refusal.message}
          </Callout>
        )}
        {choice !== null && refusal === null && <Gets gets={choice.gets} />}
      </form>
    </Dialog>
  );
}
