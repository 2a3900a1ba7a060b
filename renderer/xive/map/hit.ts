/** What is under a place of the picture. */
import type { Parity } from '../../../shared/xive/pages.ts';
import { guestOfAddress } from './ground.ts';
import type { Selection } from './map-props.ts';
import type { Row, Scene } from './scene.ts';
import { placed } from './space.ts';
import { foldWords, pageTip, sourceTip } from './words.ts';

export interface Pointed {
  readonly target: Selection | null;
  readonly lines: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const inRow = ({ y, height }: Row, at: number) => at >= y && at < y + height;

export function pointedAt(scene: Scene, x: number, y: number): Pointed | null {
  for (let at = scene.hits.length - 1; at >= 0; at--) {
    const hit = scene.hits[at]!;
    if (x >= hit.x && x < hit.x + hit.width && y >= hit.y && y < hit.y + hit.height) return hit;
  }
  const { axis, rows } = scene;
  if (x < axis.left || x >= axis.left + axis.width) return null;
  if (inRow(rows.strip, y)) return inFold(scene, x, rows.strip) ?? sourceUnder(scene, x);
  if (inRow(rows.pages, y)) return inFold(scene, x, rows.pages) ?? pageUnder(scene, x);
  return null;
}

function inFold({ axis, ground }: Scene, x: number, row: Row): Pointed | null {
  const unit = axis.unit(x);
  const fold = axis.pieces.find(({ from, to, folded }) => folded && unit >= from && unit < to);
  if (fold === undefined) return null;
  const mapped = ground.space.domains.some(({ from, to }) => fold.from >= from && fold.to <= to);
  const start = axis.x(fold.from);
  return {
    target: null,
    lines: [foldWords(ground.space.view, fold.from, fold.to, mapped), 'Folded; zoom in to open it'],
    x: start,
    y: row.y,
    width: axis.x(fold.to) - start,
    height: row.height,
  };
}

function sourceUnder(scene: Scene, x: number): Pointed | null {
  const { axis, ground, rows } = scene;
  const guest = placed(ground.unitToGuest, Math.floor(axis.unit(x)));
  if (guest === null) return null;
  const lisn = Math.floor(guest / 2);
  const unit = placed(ground.space.guestToUnit, 2 * lisn) ?? axis.unit(x);
  const address = (parity: Parity) => placed(ground.space.guestToAddress, 2 * lisn + parity);
  const start = axis.x(unit);
  return {
    target: { kind: 'source', lisn },
    lines: sourceTip(ground.moment, lisn, [address(0), address(1)]),
    x: start,
    y: rows.strip.y,
    width: axis.x(unit + 2) - start,
    height: rows.strip.height,
  };
}

function pageUnder(scene: Scene, x: number): Pointed | null {
  const { axis, ground, rows } = scene;
  const unit = Math.floor(axis.unit(x));
  const page = placed(ground.unitToAddress, unit);
  if (page === null) return null;
  const start = axis.x(unit);
  return {
    target: { kind: 'page', page },
    lines: pageTip(ground.moment, page, guestOfAddress(ground, page)),
    x: start,
    y: rows.pages.y,
    width: axis.x(unit + 1) - start,
    height: 30,
  };
}
