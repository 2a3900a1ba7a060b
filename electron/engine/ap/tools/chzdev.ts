/** chzdev as far as it decides something (AP-Z1 ... AP-Z6). */
import type { MatrixMasks } from '../../../../shared/ap/types.ts';
import type { Apqn } from '../../../../shared/apqn.ts';
import { intersect, type Mask, maskOf, maskToHex, minus, union } from '../../../../shared/mask.ts';
import { NO_MASKS } from '../../../../shared/ap/packed.ts';
import { cellsOf } from '../model.ts';
import type { Failure } from '../kernel/kernel.ts';
import { applyOp } from '../rules.ts';
import { decimal, refused, smallId, type ToolHost, type ToolResult } from './host.ts';

export type MaskName = 'apmask' | 'aqmask';

/** A chzdev value: ids that stay with the host, or changes with a sign on every entry (AP-Z1, AP-Z2). Null = not understood. */
export function parseChzdevValue(text: string, current: Mask): Mask | null {
  const entries = text.split(',');
  const signed = entries.filter((entry) => /^[+-]/.test(entry)).length;
  if (signed !== 0 && signed !== entries.length) return null;
  let mask = signed === 0 ? NO_MASKS.apm : current;
  for (const entry of entries) {
    const body = signed === 0 ? entry : entry.slice(1);
    const range = /^([0-9a-fx]+)(?:-([0-9a-fx]+))?$/i.exec(body);
    const first = range ? smallId(range[1]!) : null;
    const last = range?.[2] === undefined ? first : smallId(range[2]);
    if (first === null || last === null || last < first) return null;
    const ids = maskOf(Array.from({ length: last - first + 1 }, (_, index) => first + index));
    mask = entry.startsWith('-') ? minus(mask, ids) : union(mask, ids);
  }
  return mask;
}

/** Cells that become the host's and that `has` holds (AP-Z3), once per mask that takes them. */
function conflicts(before: Record<MaskName, Mask>, after: Record<MaskName, Mask>, has: MatrixMasks) {
  const taken = (name: MaskName): Apqn[] => {
    const area =
      name === 'apmask'
        ? { apm: minus(after.apmask, before.apmask), aqm: after.aqmask }
        : { apm: after.apmask, aqm: minus(after.aqmask, before.aqmask) };
    return cellsOf({ apm: intersect(area.apm, has.apm), aqm: intersect(area.aqm, has.aqm) });
  };
  return (['apmask', 'aqmask'] as const).flatMap((name) => taken(name).map((apqn) => ({ name, apqn })));
}

export interface ChzdevOptions {
  readonly active: boolean;
  readonly persistent: boolean;
  /** Masks whose persistent setting is forgotten (`--remove`). */
  readonly removed?: ReadonlySet<MaskName>;
}

function readSettings(
  settings: readonly string[],
  current: Record<MaskName, Mask>,
):
  | { readonly masks: Record<MaskName, Mask>; readonly named: ReadonlySet<MaskName> }
  | { readonly error: string } {
  const masks = { ...current };
  const named = new Set<MaskName>();
  for (const setting of settings) {
    const cut = setting.indexOf('=');
    const name = cut < 0 ? setting : setting.slice(0, cut);
    if (name !== 'apmask' && name !== 'aqmask') return { error: `Unknown attribute ${name}` };
    const text = setting.slice(cut + 1);
    const mask = cut < 0 ? null : parseChzdevValue(text, current[name]);
    if (mask === null) return { error: `Invalid input string ${text}` };
    masks[name] = mask;
    named.add(name);
  }
  return { masks, named };
}

/** `chzdev --type ap <settings>`: checks conflicts, then writes apmask and aqmask without looking at the answers (AP-Z4). */
export function chzdev(host: ToolHost, settings: readonly string[], options: ChzdevOptions): ToolResult {
  const { state } = host;
  const active = { apmask: state.apmask, aqmask: state.aqmask };
  const kept = {
    apmask: state.persistent.apmask ?? active.apmask,
    aqmask: state.persistent.aqmask ?? active.aqmask,
  };
  const live = readSettings(settings, active);
  const stored = readSettings(settings, kept);
  if ('error' in live) return refused(host, [live.error]);
  if ('error' in stored) return refused(host, [stored.error]);
  const messages: string[] = [];
  if (options.active)
    for (const mdev of state.mdevs.filter((candidate) => candidate.active))
      for (const { name, apqn } of conflicts(active, live.masks, mdev.matrix))
        messages.push(`${name} conflicts with mdev ${mdev.id} APQN ${decimal(apqn)}`);
  if (options.persistent)
    for (const definition of host.autostart)
      for (const { name, apqn } of conflicts(kept, stored.masks, definition.masks))
        messages.push(
          `persistent ${name} conflicts with defined autostart mdev ${definition.id} APQN ${decimal(apqn)}`,
        );
  if (messages.length > 0) return refused(host, messages);
  let after = state;
  let failure: Failure | null = null;
  const resets = new Set<Apqn>();
  if (options.active)
    for (const op of ['apmask', 'aqmask'] as const) {
      if (!live.named.has(op)) continue;
      const written = applyOp(after, { op, value: maskToHex(live.masks[op]) });
      after = written.state;
      failure ??= written.failure;
      for (const apqn of written.resets) resets.add(apqn);
    }
  if (options.persistent) {
    const keep = (name: MaskName) =>
      options.removed?.has(name)
        ? null
        : stored.named.has(name)
          ? stored.masks[name]
          : state.persistent[name];
    after = { ...after, persistent: { apmask: keep('apmask'), aqmask: keep('aqmask') } };
  }
  const kernelErrno = failure?.errno ?? null;
  return {
    host: { ...host, state: after },
    ok: true,
    messages: [],
    kernelErrno,
    failure,
    resets: [...resets],
  };
}
