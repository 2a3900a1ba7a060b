/** chzdev, mdevctl and ap-check as far as they decide something (ap.md 5.3 ... 5.5). */
import type { ApState, MatrixMasks } from '../../../../shared/ap/types.ts';
import { type Apqn, adapterOf, domainOf } from '../../../../shared/apqn.ts';
import {
  intersect,
  isEmptyMask,
  type Mask,
  maskOf,
  maskToHex,
  minus,
  union,
} from '../../../../shared/mask.ts';
import { NO_MASKS } from '../../../../shared/ap/packed.ts';
import { parseApConfig, parseId } from '../kernel/grammar.ts';
import { cellsOf } from '../model.ts';
import { ASSIGN_OPS, type AssignOp } from '../kernel/kernel.ts';
import { applyOp } from '../rules.ts';

export interface ToolHost {
  readonly state: ApState;
  /** Definitions that start at boot, besides the one under test. */
  readonly autostart: readonly { readonly id: string; readonly masks: MatrixMasks }[];
  /** Ids that have a definition, however they start. */
  readonly defined?: ReadonlySet<string>;
}

export interface ToolResult {
  readonly host: ToolHost;
  readonly ok: boolean;
  /** Lines as the tool prints them. */
  readonly messages: readonly string[];
  /** What the kernel answers to the writes; tools need not pass it on (AP-Z4, AP-K3). */
  readonly kernelErrno: string | null;
}

export interface Definition {
  readonly mdev_type: string;
  readonly start: 'auto' | 'manual';
  readonly attrs: readonly Readonly<Record<string, string>>[];
}

type MaskName = 'apmask' | 'aqmask';

/** Tools print APQNs in decimal. */
function decimal(apqn: Apqn): string {
  return `${adapterOf(apqn)}.${domainOf(apqn)}`;
}

function smallId(text: string): number | null {
  const parsed = /^[0-9]/.test(text) && !text.endsWith('\n') ? parseId(text) : null;
  return parsed?.ok && parsed.value <= 255n ? Number(parsed.value) : null;
}

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
  const fail = (messages: readonly string[]): ToolResult => ({
    host,
    ok: false,
    messages,
    kernelErrno: null,
  });
  const active = { apmask: state.apmask, aqmask: state.aqmask };
  const kept = {
    apmask: state.persistent.apmask ?? active.apmask,
    aqmask: state.persistent.aqmask ?? active.aqmask,
  };
  const live = readSettings(settings, active);
  const stored = readSettings(settings, kept);
  if ('error' in live) return fail([live.error]);
  if ('error' in stored) return fail([stored.error]);
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
  if (messages.length > 0) return fail(messages);
  let after = state;
  let kernelErrno: string | null = null;
  if (options.active)
    for (const op of ['apmask', 'aqmask'] as const) {
      if (!live.named.has(op)) continue;
      const written = applyOp(after, { op, value: maskToHex(live.masks[op]) });
      after = written.state;
      kernelErrno ??= written.errno;
    }
  if (options.persistent) {
    const keep = (name: MaskName) => (stored.named.has(name) ? stored.masks[name] : state.persistent[name]);
    after = { ...after, persistent: { apmask: keep('apmask'), aqmask: keep('aqmask') } };
  }
  return { host: { ...host, state: after }, ok: true, messages: [], kernelErrno };
}

/** Full masks as ap-check wants them (AP-K2). */
const FULL_CONFIG = /^(?:0x[0-9a-fA-F]{64},){2}0x[0-9a-fA-F]{64}\n?$/;

const KEY_OF: Readonly<Record<AssignOp, keyof MatrixMasks>> = {
  assign_adapter: 'apm',
  unassign_adapter: 'apm',
  assign_domain: 'aqm',
  unassign_domain: 'aqm',
  assign_control_domain: 'adm',
  unassign_control_domain: 'adm',
};

function isAssignOp(name: string): name is AssignOp {
  return (ASSIGN_OPS as readonly string[]).includes(name);
}

/** The matrix of a definition as ap-check reads it: comma lists too (AP-K1), unknown attributes ignored. Null = unreadable. */
export function definitionMasks(definition: Definition): MatrixMasks | null {
  let masks: MatrixMasks = NO_MASKS;
  for (const attribute of definition.attrs)
    for (const [name, value] of Object.entries(attribute)) {
      if (name === 'ap_config') {
        const parsed = FULL_CONFIG.test(value) ? parseApConfig(value) : null;
        if (!parsed?.ok) return null;
        masks = parsed.value;
      } else if (isAssignOp(name)) {
        const ids = value.split(',').map((part) => smallId(part.trim()));
        // A number beyond 255 cannot be in a mask; ap-check leaves it to the kernel.
        const mask = maskOf(ids.filter((id) => id !== null));
        const key = KEY_OF[name];
        masks = { ...masks, [key]: (name.startsWith('un') ? minus : union)(masks[key], mask) };
      }
    }
  return masks;
}

function outsideHost(masks: MatrixMasks, apmask: Mask, aqmask: Mask): Apqn[] {
  return cellsOf({ apm: intersect(masks.apm, apmask), aqm: intersect(masks.aqm, aqmask) });
}

/** Message of ap-check when the type is not its own: it steps aside with exit code 2. */
function foreign(definition: Definition): boolean {
  return definition.mdev_type !== 'vfio_ap-passthrough';
}

function checkDefine(host: ToolHost, definition: Definition): string[] {
  if (foreign(definition)) return [];
  const masks = definitionMasks(definition);
  if (masks === null) return ['Failed to read device config'];
  if (definition.start !== 'auto') return [];
  const { persistent, apmask, aqmask } = host.state;
  const shared = host.autostart.flatMap((other) =>
    cellsOf({ apm: intersect(masks.apm, other.masks.apm), aqm: intersect(masks.aqm, other.masks.aqm) }).map(
      (apqn) => `APQN ${decimal(apqn)} is defined for autostart by ${other.id}`,
    ),
  );
  const reserved = outsideHost(masks, persistent.apmask ?? apmask, persistent.aqmask ?? aqmask).map(
    (apqn) =>
      `APQN ${decimal(apqn)} is not defined for vfio_ap-passthrough use by the persistent ap bus mask settings`,
  );
  return [...shared, ...reserved];
}

export function mdevctlDefine(host: ToolHost, id: string, definition: Definition): ToolResult {
  const isTwice = !foreign(definition) && host.defined?.has(id) === true;
  const messages = isTwice ? ['Config already exists'] : checkDefine(host, definition);
  if (messages.length > 0) return { host, ok: false, messages, kernelErrno: null };
  const masks = definitionMasks(definition);
  const autostart =
    definition.start === 'auto' && masks !== null
      ? [...host.autostart.filter((other) => other.id !== id), { id, masks }]
      : host.autostart;
  const defined = new Set(host.defined).add(id);
  return { host: { ...host, autostart, defined }, ok: true, messages: [], kernelErrno: null };
}

function checkStart(state: ApState, definition: Definition): string[] {
  if (foreign(definition)) return [];
  if (!state.vfioApLoaded) return ['vfio_ap module is not loaded'];
  const masks = definitionMasks(definition);
  if (masks === null) return ['Failed to read device config'];
  if (!isEmptyMask(masks.adm) && isEmptyMask(masks.aqm))
    return ['At least one usage domain must be specified'];
  const shared = state.mdevs
    .filter((mdev) => mdev.active)
    .flatMap((mdev) =>
      cellsOf({ apm: intersect(masks.apm, mdev.matrix.apm), aqm: intersect(masks.aqm, mdev.matrix.aqm) }).map(
        (apqn) => `APQN ${decimal(apqn)} already in use by ${mdev.id}`,
      ),
    );
  const reserved = outsideHost(masks, state.apmask, state.aqmask).map(
    (apqn) =>
      `APQN ${decimal(apqn)} is not allowed for vfio_ap-passthrough use by the active ap bus mask settings`,
  );
  return [...shared, ...reserved];
}

/** Create and write the attributes in their order; at the first failure the mdev is removed again (AP-D1). */
export function startInKernel(
  state: ApState,
  id: string,
  definition: Definition,
): { readonly state: ApState; readonly errno: string | null; readonly failedAttribute: string | null } {
  const created = applyOp(state, { op: 'create', mdev: id });
  if (created.failure) return { state, errno: created.errno, failedAttribute: 'create' };
  let current = created.state;
  for (const attribute of definition.attrs)
    for (const [name, value] of Object.entries(attribute)) {
      const known = name === 'ap_config' || isAssignOp(name);
      const written = known ? applyOp(current, { op: name, mdev: id, value }) : null;
      const errno = written === null ? 'ENOENT' : written.errno;
      if (written === null || errno !== null) return { state, errno, failedAttribute: name };
      current = written.state;
    }
  return { state: current, errno: null, failedAttribute: null };
}

/**
 * `mdevctl start`: ap-check first, then the kernel. `kernelErrno` tells what the kernel says to the writes even when
 * ap-check has stopped them before.
 */
export function mdevctlStart(host: ToolHost, id: string, definition: Definition): ToolResult {
  const messages = checkStart(host.state, definition);
  const kernel = startInKernel(host.state, id, definition);
  if (messages.length > 0) return { host, ok: false, messages, kernelErrno: kernel.errno };
  if (kernel.errno !== null) {
    const message = `Failed to write ${kernel.failedAttribute}: ${kernel.errno}`;
    return { host, ok: false, messages: [message], kernelErrno: kernel.errno };
  }
  return { host: { ...host, state: kernel.state }, ok: true, messages: [], kernelErrno: null };
}
