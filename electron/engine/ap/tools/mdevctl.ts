/** mdevctl and its callout ap-check as far as they decide something (ap.md 5.4, 5.5). */
import type { ApState, MatrixMasks } from '../../../../shared/ap/types.ts';
import type { Apqn } from '../../../../shared/apqn.ts';
import { intersect, isEmptyMask, type Mask, maskOf, minus, union } from '../../../../shared/mask.ts';
import { NO_MASKS } from '../../../../shared/ap/packed.ts';
import { parseApConfig } from '../kernel/grammar.ts';
import { apConfigText, cellsOf } from '../model.ts';
import { ASSIGN_OPS, type AssignOp, type Failure } from '../kernel/kernel.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { applyOp } from '../rules.ts';
import { decimal, refused, smallId, type ToolHost, type ToolResult } from './host.ts';

export interface Definition {
  readonly mdev_type: string;
  readonly start: 'auto' | 'manual';
  readonly attrs: readonly Readonly<Record<string, string>>[];
}

const QUIET = { kernelErrno: null, failure: null, resets: [] } as const;

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

/** Lines of ap-check before a definition is stored; empty = it may be. */
export function checkDefine(host: ToolHost, definition: Definition): string[] {
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
  if (messages.length > 0) return refused(host, messages);
  const masks = definitionMasks(definition);
  const autostart =
    definition.start === 'auto' && masks !== null
      ? [...host.autostart.filter((other) => other.id !== id), { id, masks }]
      : host.autostart;
  const defined = new Set(host.defined).add(id);
  return { host: { ...host, autostart, defined }, ok: true, messages: [], ...QUIET };
}

function checkStart(state: ApState, id: string, definition: Definition): string[] {
  if (foreign(definition)) return [];
  if (!state.vfioApLoaded) return ['vfio_ap module is not loaded'];
  const masks = definitionMasks(definition);
  if (masks === null) return ['Failed to read device config'];
  if (!isEmptyMask(masks.adm) && isEmptyMask(masks.aqm))
    return ['At least one usage domain must be specified'];
  const shared = state.mdevs
    .filter((mdev) => mdev.active && mdev.id !== id)
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
): {
  readonly state: ApState;
  readonly errno: string | null;
  readonly failure: Failure | null;
  /** Attribute that failed, as it stands in the definition. */
  readonly failed: { readonly name: string; readonly value: string } | null;
} {
  const created = applyOp(state, { op: 'create', mdev: id });
  if (created.failure)
    return { state, errno: created.errno, failure: created.failure, failed: { name: 'create', value: id } };
  let current = created.state;
  for (const attribute of definition.attrs)
    for (const [name, value] of Object.entries(attribute)) {
      const known = isAttribute(current, name);
      const written = known ? applyOp(current, { op: name, mdev: id, value }) : null;
      const errno = written === null ? 'ENOENT' : written.errno;
      const failure = written?.failure ?? null;
      if (written === null || errno !== null) return { state, errno, failure, failed: { name, value } };
      current = written.state;
    }
  return { state: current, errno: null, failure: null, failed: null };
}

function isAttribute(state: ApState, name: string): name is AssignOp | 'ap_config' {
  return isAssignOp(name) || (name === 'ap_config' && state.hasApConfig && rulesOf(state).apConfig);
}

/** What a C library says to an errno; Rust programs print it with the number behind (management.md 1.9). */
const ERRNO_TEXT: Readonly<Record<string, string>> = {
  EPERM: 'Operation not permitted (os error 1)',
  ENOENT: 'No such file or directory (os error 2)',
  EBUSY: 'Device or resource busy (os error 16)',
  EEXIST: 'File exists (os error 17)',
  ENODEV: 'No such device (os error 19)',
  EINVAL: 'Invalid argument (os error 22)',
  ERANGE: 'Numerical result out of range (os error 34)',
  EUSERS: 'Too many users (os error 87)',
  EADDRINUSE: 'Address already in use (os error 98)',
  EADDRNOTAVAIL: 'Cannot assign requested address (os error 99)',
};

function startMessages(
  id: string,
  failed: { name: string; value: string },
  errno: string,
  known: boolean,
): string[] {
  if (failed.name === 'create')
    return [
      `Failed to create mdev ${id}, type vfio_ap-passthrough on matrix`,
      `Caused by: ${ERRNO_TEXT[errno] ?? errno}`,
    ];
  if (!known) return [`Invalid attribute '${failed.name}'`];
  return [
    `Failed to write ${failed.value} to attribute ${failed.name}`,
    `Caused by: ${ERRNO_TEXT[errno] ?? errno}`,
  ];
}

/**
 * `mdevctl start`: ap-check first, then the kernel. `kernelErrno` tells what the kernel says to the writes even when
 * ap-check has stopped them before.
 */
export function mdevctlStart(host: ToolHost, id: string, definition: Definition): ToolResult {
  const messages = checkStart(host.state, id, definition);
  const kernel = startInKernel(host.state, id, definition);
  const { errno, failure, failed } = kernel;
  if (messages.length > 0) return { ...refused(host, messages), kernelErrno: errno, failure };
  if (failed !== null) {
    const said = startMessages(id, failed, errno ?? '', failure !== null);
    return { ...refused(host, said), kernelErrno: errno, failure };
  }
  return { host: { ...host, state: kernel.state }, ok: true, messages: [], ...QUIET };
}

/** `mdevctl modify --live`: checks as for a start, then one write of ap_config whose answer nobody looks at (AP-K3). */
export function mdevctlLive(host: ToolHost, id: string, definition: Definition): ToolResult {
  const messages = checkStart(host.state, id, definition);
  if (messages.length > 0) return refused(host, messages);
  const masks = definitionMasks(definition);
  if (!isAttribute(host.state, 'ap_config') || masks === null)
    return refused(host, ['vfio-ap module does not support ap_config for live modification']);
  const written = applyOp(host.state, { op: 'ap_config', mdev: id, value: apConfigText(masks) });
  const { errno: kernelErrno, failure, resets } = written;
  return { host: { ...host, state: written.state }, ok: true, messages: [], kernelErrno, failure, resets };
}
