/** Row and column headers: ids in both bases, card and its state, the selected guest's ids, the host's default domain. */
import type { ApState, Card } from '../../../shared/ap/types.ts';
import { formatAdapter } from '../../../shared/apqn.ts';
import { hasId, type Mask } from '../../../shared/mask.ts';
import { type Geometry, labelStep, LABEL_ROW, type Point, visibleWindow } from './geometry.ts';
import { cross, type Pen, powerOff } from './glyphs.ts';
import type { Palette } from '../../ui/palette.ts';

export interface HeaderFacts {
  readonly state: ApState;
  /** Domains the LPAR has for what the grid shows: usage or control domains; others are dimmed. */
  readonly domains: Mask;
  /** Ids of the guest being painted, underlined in its hue; null = none is picked. */
  readonly picked: { readonly adapters: Mask; readonly domains: Mask; readonly hue: number } | null;
}

export interface HeaderPaint {
  readonly pen: Pen;
  readonly geometry: Geometry;
  readonly scroll: Point;
  readonly view: { readonly width: number; readonly height: number };
  readonly palette: Palette;
  readonly facts: HeaderFacts;
}

type CardSign = 'online' | 'offline' | 'deconfigured' | 'checkstop' | 'unknown';

export function cardSign(card: Card | undefined): CardSign {
  if (card === undefined) return 'unknown';
  if (card.chkstop) return 'checkstop';
  if (card.config === false) return 'deconfigured';
  return card.online === null ? 'unknown' : card.online ? 'online' : 'offline';
}

/** Filled dot, open ring, power sign, cross, short dash: readable without colour. */
export function paintCardSign(
  pen: Pen,
  sign: CardSign,
  x: number,
  y: number,
  ratio: number,
  palette: Palette,
): void {
  pen.lineWidth = 1.6 * ratio;
  pen.lineCap = 'round';
  pen.beginPath();
  if (sign === 'online') {
    pen.fillStyle = palette.success;
    pen.arc(x, y, 3.5 * ratio, 0, Math.PI * 2);
    pen.fill();
  } else if (sign === 'offline') {
    pen.strokeStyle = palette.warning;
    pen.arc(x, y, 3.2 * ratio, 0, Math.PI * 2);
    pen.stroke();
  } else if (sign === 'deconfigured') {
    pen.strokeStyle = palette.textSoft;
    powerOff(pen, x, y, 9 * ratio);
  } else if (sign === 'checkstop') {
    pen.strokeStyle = palette.danger;
    cross(pen, x, y, 6.5 * ratio);
  } else {
    pen.strokeStyle = palette.textFaint;
    pen.moveTo(x - 3 * ratio, y);
    pen.lineTo(x + 3 * ratio, y);
    pen.stroke();
  }
}

function font(pen: Pen, palette: Palette, ratio: number, pixels: number, weight = 400, mono = true): void {
  pen.font = `${weight} ${pixels * ratio}px ${mono ? palette.fontMono : palette.fontUi}`;
}

/** CSS pixels from which a column has room for `0x54`, and the least any label needs. */
const WIDE_COLUMN = 38;
const COLUMN_ROOM = 27;

function columnX(paint: HeaderPaint, column: number): number {
  const { geometry, scroll } = paint;
  const centre = (column + 0.5) * geometry.pitch;
  // The first label would be cut by the corner where columns are narrower than it.
  const shown = column === 0 ? Math.max(centre, 16 * geometry.ratio) : centre;
  return Math.round(geometry.headerWidth + shown - scroll.x);
}

function rowY(paint: HeaderPaint, row: number): number {
  const { geometry, scroll } = paint;
  const centre = (row + 0.5) * geometry.pitch;
  const shown = row === 0 ? Math.max(centre, 9 * geometry.ratio) : centre;
  return Math.round(geometry.headerHeight + shown - scroll.y);
}

/** Takes away those labels, whole, that an emphasised one would half cover; where every column has its label none is. */
function clearColumnLabels(paint: HeaderPaint, x: number): void {
  const { pen, geometry, view, palette, scroll } = paint;
  const { ratio } = geometry;
  if (geometry.pitch >= COLUMN_ROOM * ratio) return;
  const window = visibleWindow(geometry, scroll, view);
  const step = labelStep(geometry.pitch, COLUMN_ROOM * ratio);
  pen.fillStyle = palette.header;
  for (
    let column = window.firstColumn - (window.firstColumn % step);
    column <= window.lastColumn;
    column += step
  ) {
    const at = columnX(paint, column);
    if (Math.abs(at - x) < 32 * ratio)
      pen.fillRect(at - 18 * ratio, 0, 36 * ratio, geometry.headerHeight - 6 * ratio);
  }
}

function clearRowLabels(paint: HeaderPaint, y: number): void {
  const { pen, geometry, view, palette, scroll } = paint;
  const { ratio } = geometry;
  const window = visibleWindow(geometry, scroll, view);
  const step = labelStep(geometry.pitch, LABEL_ROW * ratio);
  pen.fillStyle = palette.header;
  for (let row = window.firstRow - (window.firstRow % step); row <= window.lastRow; row += step) {
    const at = rowY(paint, row);
    if (Math.abs(at - y) < 15 * ratio)
      pen.fillRect(0, at - 8 * ratio, geometry.headerWidth - 7 * ratio, 16 * ratio);
  }
}

/** Domain number above, hex below, centred on its column. */
export function paintColumnLabel(paint: HeaderPaint, column: number, emphasised: boolean): void {
  const { pen, geometry, palette, facts } = paint;
  const { ratio } = geometry;
  const domain = geometry.columns[column]!;
  const x = columnX(paint, column);
  const foot = geometry.headerHeight;
  if (emphasised) {
    clearColumnLabels(paint, x);
    pen.fillStyle = palette.headerEmphasis;
    const least = geometry.pitch >= COLUMN_ROOM * ratio ? COLUMN_ROOM * ratio : 38 * ratio;
    const width = Math.max(Math.min(geometry.pitch, 44 * ratio), least);
    pen.beginPath();
    pen.roundRect(x - width / 2, foot - 43 * ratio, width, 36 * ratio, 5 * ratio);
    pen.fill();
  }
  pen.textAlign = 'center';
  pen.textBaseline = 'alphabetic';
  const known = hasId(facts.domains, domain);
  const isDefault = domain === facts.state.defaultDomain;
  font(pen, palette, ratio, 12.5, emphasised || isDefault ? 700 : 500);
  pen.fillStyle =
    emphasised && palette.forced ? 'HighlightText' : known || emphasised ? palette.text : palette.textFaint;
  pen.fillText(`${domain}`, x, foot - 28 * ratio);
  font(pen, palette, ratio, 10.5);
  pen.fillStyle =
    emphasised && palette.forced ? 'HighlightText' : emphasised ? palette.textSoft : palette.textFaint;
  const hex = domain.toString(16).padStart(2, '0');
  const room = geometry.pitch / ratio;
  const prefixed = room >= WIDE_COLUMN || (emphasised && room < COLUMN_ROOM);
  pen.fillText(prefixed ? `0x${hex}` : hex, x, foot - 13 * ratio);
  if (isDefault) {
    pen.fillStyle = palette.accent;
    pen.beginPath();
    pen.moveTo(x, foot - 52 * ratio);
    pen.lineTo(x + 4 * ratio, foot - 48 * ratio);
    pen.lineTo(x, foot - 44 * ratio);
    pen.lineTo(x - 4 * ratio, foot - 48 * ratio);
    pen.fill();
  }
}

/** Adapter in hex as sysfs names it, decimal where that differs, card type and the card's state. */
export function paintRowLabel(paint: HeaderPaint, row: number, emphasised: boolean): void {
  const { pen, geometry, palette, facts } = paint;
  const { ratio } = geometry;
  const wide = geometry.pitch >= LABEL_ROW * ratio;
  const adapter = geometry.rows[row]!;
  const card = facts.state.cards.get(adapter);
  const y = rowY(paint, row);
  const height = Math.max(Math.min(geometry.pitch - 4 * ratio, 30 * ratio), 18 * ratio);
  if (emphasised) {
    clearRowLabels(paint, y);
    pen.fillStyle = palette.headerEmphasis;
    pen.beginPath();
    pen.roundRect(6 * ratio, y - height / 2, geometry.headerWidth - 14 * ratio, height, 5 * ratio);
    pen.fill();
  }
  const bright = emphasised && palette.forced ? 'HighlightText' : palette.text;
  pen.textBaseline = 'middle';
  pen.textAlign = 'left';
  font(pen, palette, ratio, 12.5, emphasised ? 700 : 500);
  pen.fillStyle = hasId(facts.state.lpar.apm, adapter) || emphasised ? bright : palette.textFaint;
  const base = y + ratio * 0.5;
  pen.fillText(formatAdapter(adapter), 14 * ratio, base);
  font(pen, palette, ratio, 10.5);
  pen.fillStyle = emphasised && palette.forced ? bright : palette.textFaint;
  pen.fillText(adapter < 10 ? '' : `${adapter}`, 34 * ratio, base);
  if (!wide) return;
  font(pen, palette, ratio, 12);
  pen.fillStyle = emphasised ? bright : palette.textSoft;
  pen.fillText(card === undefined || card.type === '-' ? '' : card.type, 66 * ratio, base);
  if (hasId(facts.state.lpar.apm, adapter) || card !== undefined)
    paintCardSign(pen, cardSign(card), geometry.headerWidth - 21 * ratio, y, ratio, palette);
}

function paintPicked(paint: HeaderPaint): void {
  const { pen, geometry, scroll, view, palette, facts } = paint;
  if (facts.picked === null) return;
  const { ratio, pitch } = geometry;
  const window = visibleWindow(geometry, scroll, view);
  const inset = pitch < 10 * ratio ? 0 : Math.round(pitch * 0.14);
  const thick = Math.round(3 * ratio);
  pen.fillStyle = palette.hues[facts.picked.hue]!.ink;
  for (let column = window.firstColumn; column <= window.lastColumn; column++)
    if (hasId(facts.picked.domains, geometry.columns[column]!))
      pen.fillRect(
        geometry.headerWidth + column * pitch - scroll.x + inset,
        geometry.headerHeight - thick - Math.round(2 * ratio),
        pitch - 2 * inset,
        thick,
      );
  for (let row = window.firstRow; row <= window.lastRow; row++)
    if (hasId(facts.picked.adapters, geometry.rows[row]!))
      pen.fillRect(
        geometry.headerWidth - thick - Math.round(2 * ratio),
        geometry.headerHeight + row * pitch - scroll.y + inset,
        thick,
        pitch - 2 * inset,
      );
}

function paintCorner(paint: HeaderPaint): void {
  const { pen, geometry, view, palette } = paint;
  const { ratio } = geometry;
  pen.fillStyle = palette.header;
  pen.fillRect(0, 0, geometry.headerWidth, geometry.headerHeight);
  font(pen, palette, ratio, geometry.headerWidth < 100 * ratio ? 10 : 11, 500, false);
  pen.fillStyle = palette.textFaint;
  pen.textBaseline = 'alphabetic';
  pen.textAlign = 'right';
  pen.fillText('domain →', geometry.headerWidth - 10 * ratio, geometry.headerHeight - 30 * ratio);
  pen.textAlign = 'left';
  pen.fillText('adapter ↓', 14 * ratio, geometry.headerHeight - 12 * ratio);
  pen.fillStyle = palette.line;
  const line = Math.max(1, Math.round(ratio));
  pen.fillRect(0, geometry.headerHeight - line, view.width, line);
  pen.fillRect(geometry.headerWidth - line, 0, line, view.height);
}

/** Covers both header strips; cells may have been drawn under them. */
export function paintHeaders(paint: HeaderPaint): void {
  const { pen, geometry, scroll, view, palette } = paint;
  const { ratio, pitch } = geometry;
  const window = visibleWindow(geometry, scroll, view);
  pen.fillStyle = palette.header;
  pen.fillRect(0, 0, view.width, geometry.headerHeight);
  pen.fillRect(0, 0, geometry.headerWidth, view.height);
  pen.save();
  pen.beginPath();
  pen.rect(geometry.headerWidth, 0, view.width, geometry.headerHeight);
  pen.clip();
  const across = labelStep(pitch, COLUMN_ROOM * ratio);
  for (
    let column = window.firstColumn - (window.firstColumn % across);
    column <= window.lastColumn;
    column += across
  )
    paintColumnLabel(paint, column, false);
  pen.restore();
  pen.save();
  pen.beginPath();
  pen.rect(0, geometry.headerHeight, geometry.headerWidth, view.height);
  pen.clip();
  const down = labelStep(pitch, LABEL_ROW * ratio);
  for (let row = window.firstRow - (window.firstRow % down); row <= window.lastRow; row += down) {
    // The first label is moved down to be whole; one it would then touch is left out.
    if (row === 0 || rowY(paint, row) - rowY(paint, 0) >= 12 * ratio) paintRowLabel(paint, row, false);
  }
  pen.restore();
  paintCorner(paint);
  pen.save();
  pen.beginPath();
  pen.rect(geometry.headerWidth, 0, view.width, geometry.headerHeight);
  pen.rect(0, geometry.headerHeight, geometry.headerWidth, view.height);
  pen.clip();
  paintPicked(paint);
  pen.restore();
}
