/** A cell in words: for screen readers, and for the tooltip where no preview says more. */
import { type ApCells, CELL_CLASS, CELL_FLAG, controllersOf } from '../../../shared/ap/cells.ts';
import { ownersOf, UNTOLD_OWNER } from '../../../shared/ap/uses.ts';
import type { ApState } from '../../../shared/ap/types.ts';
import { apqnOf, bothBases, formatAdapter } from '../../../shared/apqn.ts';
import type { GridLayer, GridMode } from '../model.ts';
import { isCulprit } from './cell-look.ts';
import { cardSign } from './painter-headers.ts';

export interface Described {
  readonly state: ApState;
  readonly cells: ApCells;
  readonly mode: GridMode;
  readonly layer: GridLayer;
}

const CLASS_WORDS: Readonly<Record<number, string>> = {
  [CELL_CLASS.ABSENT]: 'no such queue in this LPAR',
  [CELL_CLASS.HOST]: 'used by the host',
  [CELL_CLASS.FREE]: 'vfio_ap, free for guests',
  [CELL_CLASS.NO_DRIVER]: 'no driver',
  [CELL_CLASS.OTHER]: 'another driver',
};

function listOf(names: readonly string[]): string {
  if (names.length <= 1) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** What holds for a cell, most important first, without the cell's name. */
export function cellFacts(what: Described, adapter: number, domain: number): string[] {
  const apqn = apqnOf(adapter, domain);
  const kind = what.cells.classes[apqn]!;
  const flags = what.cells.flags[apqn]!;
  const control = what.mode === 'control';
  const names = (
    control ? controllersOf(what.state, domain) : ownersOf(what.state, apqnOf(adapter, domain))
  ).map((mdev) => mdev.name);
  const facts: string[] = [];
  if (names.length > 0) {
    const verb = control ? 'controlled by' : what.layer === 'desired' ? 'wanted by' : 'assigned to';
    facts.push(`${verb} ${listOf(names)}`);
  }
  const untold = (flags & CELL_FLAG.UNTOLD) !== 0;
  if (flags & CELL_FLAG.CONFLICT) facts.push('conflict');
  if (control && kind === CELL_CLASS.ABSENT) facts.push('not a control domain of this LPAR');
  else if (control && names.length === 0) facts.push('controlled by no guest');
  else if (!control && (names.length === 0 || isCulprit(kind)) && !(untold && kind === CELL_CLASS.FREE))
    facts.push(CLASS_WORDS[kind]!);
  if (untold) facts.push(UNTOLD_OWNER);
  if (flags & CELL_FLAG.OVER && !control) facts.push('over-provisioned, the queue does not exist');
  else if (flags & CELL_FLAG.HIDDEN) facts.push('hidden from the guest');
  if (flags & CELL_FLAG.CHECKSTOPPED) facts.push('check-stopped');
  if (flags & CELL_FLAG.DECONFIGURED) facts.push('deconfigured');
  if (flags & CELL_FLAG.CHANGED) facts.push('differs from the host');
  return facts;
}

function hexOf(id: number, digits: number): string {
  return id.toString(16).padStart(digits, '0');
}

/** `Adapter 6 hex 06 CEX8P, domain 71 hex 47: wanted by payments-a and hsm-proxy, conflict` */
export function describeCell(what: Described, adapter: number, domain: number): string {
  const type = what.state.cards.get(adapter)?.type ?? '-';
  const name = `Adapter ${adapter} hex ${hexOf(adapter, 2)}${type === '-' ? '' : ` ${type}`}, domain ${domain} hex ${hexOf(domain, 2)}`;
  return `${name}: ${cellFacts(what, adapter, domain).join(', ')}`;
}

const SIGN_WORDS = {
  online: 'online',
  offline: 'offline',
  deconfigured: 'deconfigured',
  checkstop: 'check-stopped',
  unknown: 'state unknown',
} as const;

export function describeAdapter(state: ApState, adapter: number): string {
  const card = state.cards.get(adapter);
  const type = card === undefined || card.type === '-' ? '' : ` ${card.type}`;
  return `Adapter ${adapter} hex ${formatAdapter(adapter)}${type}, ${SIGN_WORDS[cardSign(card)]}`;
}

export function describeDomain(state: ApState, domain: number): string {
  const isDefault = state.defaultDomain === domain ? ', default domain of the host' : '';
  return `Domain ${bothBases(domain)}${isDefault}`;
}
