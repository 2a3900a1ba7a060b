/** All functions of the machine as small cells, lit as far as one way reaches. Painted: there can be 4,096. */
import { useEffect, useRef } from 'react';
import type { FactSource, HostFunction, ZpciState } from '../../../shared/zpci/types.ts';
import { usePalette, useSize } from '../../ui/canvas.ts';
import type { Palette } from '../../ui/palette.ts';
import {
  cellAt,
  cellOfKey,
  type FieldLayout,
  fieldLayout,
  functionWords,
  ownerOf,
  reachOf,
} from './sources-model.ts';

export interface ReachFieldProps {
  readonly way: FactSource;
  readonly title: string;
  readonly state: ZpciState;
  /** FID of the function asked about. */
  readonly asked: number;
  /** Index of the function looked at; null = none. */
  readonly at: number | null;
  readonly onLook: (index: number | null) => void;
}

const ROOM = 168;

/** Owners by address: one look at each guest, not one for each cell. */
function huesOf(state: ZpciState): ReadonlyMap<string, number> {
  return new Map(
    state.guests.flatMap(({ devices, hue }) =>
      devices.flatMap(({ card }) => (card?.kind === 'vfio' ? [[card.host, hue] as const] : [])),
    ),
  );
}

function fillOf(palette: Palette, one: HostFunction, hues: ReadonlyMap<string, number>): string {
  const hue = one.address === null ? undefined : hues.get(one.address);
  return hue === undefined ? palette.textSoft : palette.hues[hue]!.fill;
}

function paint(
  canvas: HTMLCanvasElement,
  layout: FieldLayout,
  palette: Palette,
  { state, way, asked, at }: Pick<ReachFieldProps, 'state' | 'way' | 'asked' | 'at'>,
): void {
  const ratio = window.devicePixelRatio;
  canvas.width = Math.round(layout.columns * layout.pitch * ratio);
  canvas.height = Math.round(layout.height * ratio);
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(ratio, ratio);
  const hues = huesOf(state);
  const size = layout.pitch - (layout.pitch > 6 ? 2 : 1);
  state.functions.forEach((one, index) => {
    const x = (index % layout.columns) * layout.pitch + 0.5;
    const y = Math.floor(index / layout.columns) * layout.pitch + 0.5;
    const reach = reachOf(way, asked, one);
    const colour = palette.forced ? palette.accent : fillOf(palette, one, hues);
    context.globalAlpha = reach === 'none' ? 0.55 : 1;
    if (reach === 'all') {
      context.fillStyle = colour;
      context.fillRect(x, y, size, size);
    } else if (reach === 'part') {
      // The lower half: sysfs has less than half of the fields.
      context.fillStyle = colour;
      context.fillRect(x, y + size * 0.6, size, size * 0.4);
      context.strokeStyle = palette.lineStrong;
      context.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
    } else {
      context.strokeStyle = palette.line;
      context.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
    }
    context.globalAlpha = 1;
    if (one.fid === asked || index === at) {
      context.lineWidth = 2;
      context.strokeStyle = index === at ? palette.focus : palette.text;
      context.strokeRect(x - 0.5, y - 0.5, size + 1, size + 1);
      context.lineWidth = 1;
    }
  });
}

export function ReachField(props: ReachFieldProps) {
  const { title, state, asked, at, onLook } = props;
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width } = useSize(box, { width: 300, height: 0 });
  const palette = usePalette(box);
  const count = state.functions.length;
  const layout = fieldLayout(count, width - 4, ROOM);
  const { columns, pitch } = layout;
  const { way } = props;
  useEffect(() => {
    if (canvas.current !== null && palette !== null)
      paint(canvas.current, fieldLayout(count, width - 4, ROOM), palette, { state, way, asked, at });
    // Columns and pitch are the layout.
  }, [columns, pitch, count, width, palette, state, way, asked, at]);
  const home = state.functions.findIndex(({ fid }) => fid === asked);
  const looked = at ?? home;
  const one = state.functions[looked];
  return (
    <div
      ref={box}
      className="reach-field"
      role="slider"
      tabIndex={0}
      aria-label={`Functions of the machine as ${title} shows them`}
      aria-valuemin={1}
      aria-valuemax={count}
      aria-valuenow={looked + 1}
      aria-valuetext={one === undefined ? '' : functionWords(state, one)}
      onKeyDown={(event) => {
        const next = cellOfKey(event.key, looked, layout.columns, count);
        if (next === null) return;
        event.preventDefault();
        onLook(next);
      }}
      onPointerMove={(event) => {
        const corner = canvas.current!.getBoundingClientRect();
        onLook(cellAt(layout, count, event.clientX - corner.left, event.clientY - corner.top));
      }}
      onPointerLeave={() => onLook(null)}
    >
      <canvas
        ref={canvas}
        aria-hidden="true"
        style={{ width: layout.columns * layout.pitch, height: layout.height }}
      />
      {one !== undefined && at !== null && (
        <span className="visually-hidden">{ownerOf(state, one).words}</span>
      )}
    </div>
  );
}
