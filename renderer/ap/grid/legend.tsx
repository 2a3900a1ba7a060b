import { useLayoutEffect, useRef, useState } from 'react';
import { CELL_CLASS, CELL_FLAG } from '../../../shared/ap/cells.ts';
import type { GridLayer, GridMode } from '../model.ts';
import { type CellLook, isCulprit, shapeFor } from './cell-look.ts';
import { paintPreviewMark } from './painter-overlay.ts';
import { type Palette, readPalette, watchTheme } from '../../ui/palette.ts';
import { PREVIEW_MARK } from './preview-cells.ts';
import { cellMetrics, paintCell, penOf } from './sprites.ts';

interface Entry {
  readonly name: string;
  readonly look: CellLook;
  /** `PREVIEW_MARK` over the look. */
  readonly mark?: number;
}

const ONE = { hue: 0, label: 'A' };
const OTHER = { hue: 2, label: 'H' };

function look(kind: number, guests: number = 0, flags = 0): CellLook {
  return {
    class: kind,
    flags,
    first: guests > 0 ? ONE : null,
    second: guests > 1 ? OTHER : null,
    culprit: isCulprit(kind),
    shape: 'queue',
  };
}

const { ABSENT, HOST, FREE, NO_DRIVER, OTHER: OTHER_DRIVER } = CELL_CLASS;
const { CONFLICT, HIDDEN, OVER, DECONFIGURED, CHECKSTOPPED, CHANGED, UNTOLD } = CELL_FLAG;

const DRIVERS: readonly Entry[] = [
  { name: 'Host', look: look(HOST) },
  { name: 'vfio_ap, free', look: look(FREE) },
  { name: 'Taken by an unknown device', look: look(FREE, 0, UNTOLD) },
  { name: 'No driver', look: look(NO_DRIVER) },
  { name: 'Other driver', look: look(OTHER_DRIVER) },
  { name: 'Not in LPAR', look: look(ABSENT) },
];
const GUESTS: readonly Entry[] = [
  { name: 'Guest', look: look(FREE, 1) },
  { name: 'Conflict', look: look(FREE, 2, CONFLICT) },
  { name: 'Hidden from guest', look: look(FREE, 1, HIDDEN) },
  { name: 'Hidden, here is why', look: look(HOST, 1, HIDDEN) },
  { name: 'Guest and unknown device', look: look(FREE, 1, UNTOLD) },
  { name: 'Queue does not exist', look: look(ABSENT, 1, OVER) },
];
const HEALTH: readonly Entry[] = [
  { name: 'Deconfigured', look: look(FREE, 0, DECONFIGURED) },
  { name: 'Check-stopped', look: look(FREE, 0, CHECKSTOPPED) },
];
const CHANGES: readonly Entry[] = [{ name: 'Differs from host', look: look(FREE, 1, CHANGED) }];
const PREVIEWS: readonly Entry[] = [
  { name: 'Would be added', look: look(FREE), mark: PREVIEW_MARK.ADD },
  { name: 'Would be removed', look: look(FREE, 1), mark: PREVIEW_MARK.REMOVE },
  { name: 'Stands in the way', look: look(HOST), mark: PREVIEW_MARK.REFUSED },
  { name: 'Would be hidden', look: look(FREE, 1), mark: PREVIEW_MARK.HIDE },
];
const RELEASES: readonly Entry[] = [
  { name: 'Would be released', look: look(HOST), mark: PREVIEW_MARK.ADD },
  { name: 'Would go to the host', look: look(FREE), mark: PREVIEW_MARK.REMOVE },
];
const CONTROL: readonly Entry[] = [
  { name: 'Control domain, given to no guest', look: look(FREE) },
  { name: 'Not a control domain of the LPAR', look: look(ABSENT) },
  { name: 'Guest controls it', look: look(FREE, 1) },
  { name: 'Two guests control it', look: look(FREE, 2) },
  { name: 'Not effective', look: look(FREE, 1, HIDDEN) },
  ...CHANGES,
];

export function legendEntries(layer: GridLayer, mode: GridMode): readonly Entry[] {
  if (mode === 'control') return CONTROL;
  const changes = layer === 'host' ? [] : CHANGES;
  const previews = layer !== 'desired' ? [] : mode === 'assign' ? PREVIEWS : RELEASES;
  return [...DRIVERS, ...GUESTS, ...HEALTH, ...changes, ...previews];
}

/** CSS pixels; the smallest size at which every glyph is drawn. */
const SWATCH = 30;

function Swatch(props: {
  readonly entry: Entry;
  readonly palette: Palette | null;
  readonly shape: CellLook['shape'];
}) {
  const { entry, palette, shape } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (canvas.current === null || palette === null) return;
    const ratio = devicePixelRatio;
    const pitch = Math.round(SWATCH * ratio);
    canvas.current.width = canvas.current.height = pitch;
    const pen = penOf(canvas.current);
    const metrics = cellMetrics(pitch, ratio);
    paintCell(pen, { ...entry.look, shape }, metrics, palette);
    if (entry.mark !== undefined)
      paintPreviewMark(pen, entry.mark, { x: 0, y: 0 }, metrics, palette, ONE.hue);
  }, [entry, palette, shape]);
  return <canvas ref={canvas} aria-hidden="true" style={{ width: SWATCH, height: SWATCH }} />;
}

/** Every state a cell of this layer and mode can show, drawn by the grid's own painter, with its name. */
export function GridLegend({ layer, mode }: { readonly layer: GridLayer; readonly mode: GridMode }) {
  const list = useRef<HTMLUListElement>(null);
  const [palette, setPalette] = useState<Palette | null>(null);
  useLayoutEffect(() => {
    const read = () => {
      if (list.current !== null)
        setPalette(readPalette(list.current, matchMedia('(forced-colors: active)').matches));
    };
    read();
    return watchTheme(read);
  }, []);
  return (
    <ul ref={list} className="ap-grid-legend" aria-label="What the cells show">
      {legendEntries(layer, mode).map((entry) => (
        <li key={entry.name}>
          <Swatch entry={entry} palette={palette} shape={shapeFor(mode, layer)} />
          {entry.name}
        </li>
      ))}
    </ul>
  );
}
