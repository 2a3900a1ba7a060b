import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import type { XiveEvent, XiveOp } from '../../../shared/xive/events.ts';
import type { VmMoment } from '../../../shared/xive/moment.ts';
import { hwSourceName } from '../../../shared/xive/pages.ts';
import type { BranchView } from '../../../shared/xive/view.ts';
import { WhyLink } from '../../app/rules.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { shownVm, useMoment, useXive, useXiveState } from '../xive-context.ts';
import { type Draft, draftOf, newDraft, writtenEvent } from './event-draft.ts';
import { EVENT_GROUPS, type FieldForm } from './event-form.ts';
import { EVENT_FORMS, eventsOfGroup, findEvents } from './event-forms.ts';
import { EventField } from './EventField.tsx';
import { EventPreview } from './EventPreview.tsx';
import { playerOf, standAt, usePlayer } from './player.ts';
import { hintsOf } from './use-hints.ts';

function Operations({ op, onOp }: { readonly op: XiveOp; readonly onOp: (op: XiveOp) => void }) {
  const [search, setSearch] = useState('');
  const name = useId();
  const found = findEvents(search);
  return (
    <div className="xive-ops">
      <TextField
        label="Search events"
        hideLabel
        type="search"
        placeholder="Search events"
        value={search}
        onChange={setSearch}
      />
      <div className="xive-op-list" role="radiogroup" aria-label="What happens">
        {EVENT_GROUPS.map((group) => {
          const ops = eventsOfGroup(group).filter((each) => found.has(each));
          if (ops.length === 0) return null;
          return (
            <div key={group}>
              <h4 className="section-label">{group}</h4>
              {ops.map((each) => (
                <label key={each} className="xive-op">
                  <input type="radio" name={name} checked={each === op} onChange={() => onOp(each)} />
                  {EVENT_FORMS[each].title}
                </label>
              ))}
            </div>
          );
        })}
        {found.size === 0 && <p className="quiet">No event has these words.</p>}
      </div>
    </div>
  );
}

/** Who changes an event wants its fields, not another event. Stands behind them, inside the dialog. */
function FirstFieldFocus() {
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    // The dialog takes the focus for itself in the same turn.
    const timer = setTimeout(() =>
      place.current?.parentElement?.querySelector<HTMLElement>('input, select, textarea')?.focus(),
    );
    return () => clearTimeout(timer);
  }, []);
  return <span ref={place} hidden />;
}

function knownNames(field: FieldForm, vm: VmMoment | null): readonly string[] {
  if (field.kind === 'device') return vm?.devices.map(({ name }) => name) ?? [];
  if (field.kind === 'region') return vm?.regions.filter(({ base }) => !base).map(({ name }) => name) ?? [];
  if (field.kind === 'owners') return ['phb1', 'phb2', 'phb3', 'phb1[4]'];
  if (field.kind !== 'owner') return [];
  const owners = vm?.owners.map(({ hw }) => hwSourceName(hw)) ?? [];
  return [...new Set([...owners.filter((name) => name !== null), 'phb1[0]', 'phb2[0]'])];
}

export interface EventDialogProps {
  readonly branch: BranchView;
  /** Events before it. */
  readonly at: number;
  /** The one that is changed; null for a new one. */
  readonly event: XiveEvent | null;
  readonly onClose: () => void;
}

/** Choose what happens, fill in its fields, see what it would do, and put it in. */
export function EventDialog({ branch, at, event: changed, onClose }: EventDialogProps) {
  const { store } = useXive();
  const place = { kind: 'branch', branch: branch.id, step: at } as const;
  const { moment } = useMoment(place);
  const vmName = useXiveState((state) => state.vm);
  const selected = useXiveState((state) => state.selected);
  const vm = shownVm(moment, vmName);
  const newOp = usePlayer((state) => state.newOp);
  const [op, setOp] = useState<XiveOp>(changed?.op ?? newOp);
  const [typed, setTyped] = useState<Draft>({});
  const formId = useId();
  const form = EVENT_FORMS[op];
  const start: Draft =
    changed !== null && changed.op === op
      ? draftOf(changed)
      : {
          ...newDraft(op, hintsOf(vm, selected)),
          vm: branch.vms.length > 1 ? (vm?.vm ?? '') : '',
          note: changed?.note ?? '',
        };
  const draft = { ...start, ...typed };
  const { event, errors } = writtenEvent(op, draft);
  const [tried, setTried] = useState(false);

  async function submit(formEvent: FormEvent): Promise<void> {
    formEvent.preventDefault();
    setTried(true);
    if (event === null) return;
    const made = await store
      .getState()
      .edit(changed === null ? `Insert “${form.title}” as step ${at + 1}` : `Change event ${at + 1}`, [
        changed === null
          ? { family: 'xive', op: 'insertEvents', branch: branch.id, at, events: [event] }
          : { family: 'xive', op: 'changeEvent', branch: branch.id, at, event },
      ]);
    if (!made) return;
    playerOf(store).setState({ newOp: op, anchor: null });
    standAt(store, branch.id, at + 1);
    onClose();
  }
  const set = (name: string) => (text: string) => setTyped((before) => ({ ...before, [name]: text }));
  const errorOf = (name: string) => (tried || name in typed ? (errors[name] ?? null) : null);
  // A sentence stands once: beside its field, or here while that field was not touched.
  const untold = Object.keys(errors).find((name) => errorOf(name) === null);
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={changed === null ? `New event behind step ${at}` : `Change event ${at + 1}`}
      width="wide"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            type="submit"
            form={formId}
            disabledReason={event === null ? (Object.values(errors)[0] ?? 'Something is missing.') : null}
          >
            {changed === null ? 'Insert the event' : 'Change the event'}
          </Button>
        </>
      }
    >
      <form id={formId} className="xive-event-dialog" onSubmit={(formEvent) => void submit(formEvent)}>
        <Operations
          op={op}
          onOp={(next) => {
            setOp(next);
            setTyped(typed['note'] === undefined ? {} : { note: typed['note'] });
            setTried(false);
          }}
        />
        <div className="xive-event-form">
          <p className="xive-event-about">
            {form.about} {form.rule !== null && <WhyLink rule={form.rule} />}
          </p>
          <div className="xive-fields">
            {form.fields.map((field) => (
              <EventField
                key={`${op} ${field.name}`}
                field={field}
                text={draft[field.name] ?? ''}
                error={errorOf(field.name)}
                known={knownNames(field, vm)}
                onText={set(field.name)}
              />
            ))}
            {branch.vms.length > 1 && (
              <label className="xive-field-choice">
                <span>Guest</span>
                <select value={draft['vm'] ?? ''} onChange={(each) => set('vm')(each.target.value)}>
                  {branch.vms.map(({ name }) => (
                    <option key={name} value={name}>
                      {name}
                    </option>
                  ))}
                </select>
              </label>
            )}
            <TextField
              className="xive-wide"
              label="Note (may be left out)"
              value={draft['note'] ?? ''}
              maxLength={500}
              onChange={set('note')}
            />
            {changed !== null && <FirstFieldFocus />}
          </div>
          {event === null ? (
            <section className="xive-preview quiet" aria-label="What it would do">
              {untold === undefined
                ? 'What it would do is told here as soon as its fields are right.'
                : errors[untold]}
            </section>
          ) : (
            <EventPreview place={place} event={event} />
          )}
        </div>
      </form>
    </Dialog>
  );
}
