/** What the model's host shows at a place: what its files hold, and which of them are there. */
import {
  functionAt,
  functionByFid,
  type HostFunction,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import type { Expectation, ReadBack } from '../../../../shared/plan.ts';
import { readBack, type Visible } from '../../perform/read-back.ts';
import { attributeTexts } from '../attributes.ts';
import { DMA_LIMIT_KEPT, keptFiles, limitLine } from '../plan/paths.ts';
import { type Place, placeOf } from './place.ts';

const MISSING: Visible = { kind: 'missing' };
const UNKNOWN: Visible = { kind: 'file', text: null };

function file(text: string | null): Visible {
  return { kind: 'file', text };
}

function link(name: string | null, isTold: boolean): Visible | null {
  if (name !== null) return { kind: 'link', name };
  return isTold ? MISSING : null;
}

function functionShown(one: HostFunction, name: string): Visible | null {
  if (one.state === 'standby' || one.state === 'reserved') return MISSING;
  if (name === '') return { kind: 'folder' };
  if (name === 'driver') return link(one.driver, one.driverTold);
  if (name === 'driver_override') return file(`${one.driverOverride ?? '(null)'}\n`);
  if (name === 'recover' || name === 'report_error') return { kind: 'write-only' };
  return file(attributeTexts(one).get(name) ?? null);
}

function slotShown(one: HostFunction, name: string): Visible {
  if (name === '') return { kind: 'folder' };
  if (name === 'power') return file(one.state === 'standby' ? '0\n' : '1\n');
  return UNKNOWN;
}

/** Null where the model cannot tell: the place may be another family's, or its link was not in the source. */
function shownAt(state: ZpciState, place: Place): Visible | null {
  switch (place.kind) {
    case 'function': {
      const one = functionAt(state, place.address);
      return one === undefined ? null : functionShown(one, place.file);
    }
    case 'slot': {
      const one = functionByFid(state, place.fid);
      return one === undefined ? null : slotShown(one, place.file);
    }
    case 'dma-limit':
      return file(state.host.dmaEntryLimit === null ? null : `${state.host.dmaEntryLimit}\n`);
    case 'modprobe': {
      if (place.path !== DMA_LIMIT_KEPT) return null;
      const { dmaEntryLimitKept: kept } = state.host;
      const files = keptFiles(state.host);
      if (!files.includes(place.path)) return MISSING;
      return kept !== null && files.at(-1) === place.path ? file(`${limitLine(kept)}\n`) : UNKNOWN;
    }
    default:
      return null;
  }
}

export function lookAt(state: ZpciState, path: string): Visible | null {
  const place = placeOf(path);
  return place === null ? null : shownAt(state, place);
}

export function checkExpectation(state: ZpciState, expectation: Expectation): ReadBack | null {
  return readBack(lookAt, state, expectation);
}
