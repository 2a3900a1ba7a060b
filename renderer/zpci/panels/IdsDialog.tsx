import { useId, useState } from 'react';
import { fidText, type GuestDevice, uidText, type ZpciGuest } from '../../../shared/zpci/types.ts';
import { FixButtons, WhyLink } from '../../app/rules.tsx';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { Button } from '../../ui/Button.tsx';
import { Callout } from '../../ui/Callout.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { counted } from '../parts.ts';
import { useZpci } from '../zpci-context.ts';
import { firstPossible } from '../zpci-store.ts';
import { Gets } from './OfferCard.tsx';

/** Hexadecimal with or without 0x; empty = null, chosen by the tool; undefined = no such number. */
export function readNumber(text: string, most: number): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const match = /^(?:0x)?([0-9a-f]{1,8})$/i.exec(trimmed);
  const value = match === null ? undefined : Number.parseInt(match[1]!, 16);
  return value === undefined || value > most ? undefined : value;
}

/** The lowest numbers that nothing of the guest has, from the lowest that is allowed. */
export function freeNumbers(taken: ReadonlySet<number>, from: number, count: number): readonly number[] {
  const free: number[] = [];
  for (let number = from; free.length < count; number += 1) if (!taken.has(number)) free.push(number);
  return free;
}

/** How many free numbers are offered as buttons. */
const OFFERED = 4;

function Free({
  numbers,
  text,
  onChoose,
}: {
  readonly numbers: readonly number[];
  readonly text: (number: number) => string;
  readonly onChoose: (text: string) => void;
}) {
  return (
    <div className="zpci-free">
      <span className="faint">Free:</span>
      {numbers.map((number) => (
        <button
          key={number}
          type="button"
          className="zpci-free-number mono"
          onClick={() => onChoose(text(number))}
        >
          {text(number)}
        </button>
      ))}
      <button type="button" className="zpci-free-number" onClick={() => onChoose('')}>
        automatic
      </button>
    </div>
  );
}

/** UID and FID in the guest, checked by the engine while they are typed. */
export function IdsDialog({
  guest,
  device,
  onClose,
}: {
  readonly guest: ZpciGuest;
  readonly device: GuestDevice;
  readonly onClose: () => void;
}) {
  const form = useId();
  const { host, store } = useZpci();
  const zpci = device.zpci;
  const [uid, setUid] = useState(zpci?.uid == null ? '' : uidText(zpci.uid));
  const [fid, setFid] = useState(zpci?.fid == null ? '' : fidText(zpci.fid));
  const guestUid = readNumber(uid, 0xff_ff);
  const guestFid = readNumber(fid, 0xff_ff_ff_ff);
  const answers = host.answers.find(({ id }) => id === guest.id)?.devices ?? [];
  const others = answers.filter(({ id }) => id !== device.id);
  const uids = new Set(others.flatMap((each) => (each.uid === null ? [] : [each.uid])));
  const fids = new Set(others.flatMap((each) => (each.fid === null ? [] : [each.fid])));
  const gesture = {
    kind: 'ids' as const,
    guest: guest.id,
    device: device.id,
    guestUid: guestUid === undefined ? (zpci?.uid ?? null) : guestUid,
    guestFid: guestFid === undefined ? (zpci?.fid ?? null) : guestFid,
  };
  const { value: preview, error } = useEngineQuery(host, 'zpci.preview', { hostId: host.host.id, gesture });
  const isRead = guestUid !== undefined && guestFid !== undefined;
  const choice = preview === null || !isRead ? null : firstPossible(preview);
  const refusal = isRead ? (preview?.choices[0]?.refusal ?? null) : null;
  const reason = !isRead
    ? 'One of the numbers cannot be read.'
    : refusal !== null
      ? refusal.message
      : choice === null
        ? 'The engine is being asked.'
        : null;
  async function submit(): Promise<void> {
    if (reason !== null || choice === null) return;
    if (choice.price.length > 0) {
      onClose();
      await store.getState().propose(`Change the numbers of ${device.id} of ${guest.name}`, gesture);
      return;
    }
    if (await store.getState().edit(choice.label, choice.edits)) onClose();
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`UID and FID of ${device.id} of ${guest.name}`}
      description="The UID is the domain of its address in the guest; both are unique there. Leave one empty and the tool chooses it."
      width="small"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant="primary" disabledReason={reason}>
            {choice !== null && choice.price.length > 0 ? 'See what it takes…' : 'Take these'}
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
        <div>
          <TextField
            label="UID, 0x0001 to 0xffff"
            mono
            placeholder="automatic"
            value={uid}
            onChange={setUid}
            error={guestUid === undefined ? '0x0001 to 0xffff, in hexadecimal: 0x0024.' : null}
          />
          <Free numbers={freeNumbers(uids, 1, OFFERED)} text={uidText} onChoose={setUid} />
        </div>
        <div>
          <TextField
            label="FID, 0x00000000 to 0xffffffff"
            mono
            placeholder="automatic"
            value={fid}
            onChange={setFid}
            error={guestFid === undefined ? '0x00000000 to 0xffffffff, in hexadecimal: 0x00000063.' : null}
          />
          <Free numbers={freeNumbers(fids, 0, OFFERED)} text={fidText} onChoose={setFid} />
        </div>
        <p className="quiet">
          {counted(uids.size, 'UID')} of other devices {uids.size === 1 ? 'is' : 'are'} taken.
        </p>
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
        {choice !== null && refusal === null && (
          <>
            <Gets gets={choice.gets} />
            {choice.price.map((sentence) => (
              <p key={sentence} className="work-note-warning">
                {sentence}
              </p>
            ))}
          </>
        )}
      </form>
    </Dialog>
  );
}
