import type { Node, NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { Chevron, NoGlyph, StateGlyph, TroubleGlyph } from './glyphs.tsx';
import type { GuestMark, Look, Marks } from './looks.ts';
import type { Placed } from './placed.ts';

export type PartFlowNode = Node<
  { readonly placed: Placed; readonly look: Look; readonly marks: Marks },
  'part'
>;

/** More guests than this on one queue are told by their number, with two as a sample. */
const MOST_CHIPS = 3;
const SAMPLE = 2;

function GuestChip({ guest }: { readonly guest: GuestMark }) {
  return (
    <span className="dsa-chip" data-hue={guest.hue} title={guest.name}>
      {guest.label}
    </span>
  );
}

function Chips({ guests }: { readonly guests: readonly GuestMark[] }) {
  if (guests.length === 0) return null;
  const shown = guests.length > MOST_CHIPS ? SAMPLE : guests.length;
  return (
    <span className="dsa-chips">
      {guests.slice(0, shown).map((guest) => (
        <GuestChip key={guest.id} guest={guest} />
      ))}
      {guests.length > shown && <span className="dsa-chip-more">+{guests.length - shown}</span>}
    </span>
  );
}

function Signs({ marks }: { readonly marks: Marks }) {
  return (
    <>
      {marks.trouble !== null && <TroubleGlyph severity={marks.trouble} />}
      {marks.drop === 'refuses' && <NoGlyph />}
    </>
  );
}

function DeviceHeader({ placed, look, marks }: PartFlowNode['data']) {
  if (placed.part.kind !== 'device') return null;
  const { device, collapsed } = placed.part;
  return (
    <div className="dsa-device-header">
      <div className="dsa-device-line">
        <Chevron open={!collapsed} />
        <strong>{device.name}</strong>
        <span className="dsa-kind">{device.kind === 'dsa' ? 'DSA' : 'IAA'}</span>
        <code>{device.bdf}</code>
        <span className="dsa-state" data-standing={look.standing}>
          <StateGlyph standing={look.standing} />
          {look.state}
        </span>
        <Signs marks={marks} />
        <Chips guests={look.guests} />
      </div>
      <div className="dsa-device-line dsa-meters">
        {look.meters.map(({ text, share }, at) => (
          <span key={text} className="dsa-meter" data-full={share > 1 ? 'over' : share === 1}>
            {at === 0 && (
              <span className="dsa-meter-bar">
                <span style={{ width: `${Math.min(1, share) * 100}%` }} />
              </span>
            )}
            {text}
          </span>
        ))}
      </div>
    </div>
  );
}

function Body({ placed, look, marks }: PartFlowNode['data']) {
  const { kind } = placed.part;
  if (kind === 'device') return <DeviceHeader {...{ placed, look, marks }} />;
  if (kind === 'fold')
    return (
      <span className="dsa-fold-text" title={look.full}>
        <Chevron open={false} />
        {look.title}
      </span>
    );
  return (
    <>
      {kind === 'guest' && look.guests.map((guest) => <GuestChip key={guest.id} guest={guest} />)}
      <span className="dsa-part-text">
        <span className="dsa-part-line">
          <span className="dsa-part-title" title={look.full === '' ? look.title : look.full}>
            {look.title}
          </span>
          <Signs marks={marks} />
          {kind !== 'guest' && <Chips guests={look.guests} />}
          <StateGlyph standing={look.standing} />
        </span>
        {look.detail !== '' && (
          <span className="dsa-part-detail" title={look.detail}>
            {look.detail}
          </span>
        )}
      </span>
    </>
  );
}

/** One part at reading size. What it says to a screen reader is in the tree beside the drawing. */
export const PartNode = memo(function PartNode({ data }: NodeProps<PartFlowNode>) {
  const { placed, look, marks } = data;
  const { kind } = placed.part;
  return (
    <div
      className={kind === 'device' ? 'dsa-device' : 'dsa-part'}
      data-kind={kind}
      data-part={placed.id}
      data-hue={look.hue ?? undefined}
      data-standing={look.standing}
      data-free={look.free || undefined}
      data-wrong={look.wrong || undefined}
      data-selected={marks.selected || undefined}
      data-changed={marks.changed || undefined}
      data-dimmed={marks.dimmed || undefined}
      data-drop={marks.drop ?? undefined}
      data-collapsed={(placed.part.kind === 'device' && placed.part.collapsed) || undefined}
    >
      <Body {...{ placed, look, marks }} />
    </div>
  );
});
