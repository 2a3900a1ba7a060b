/** Paths outside the model: what may be passed over there, and what may not be called harmless. */
import { NotUnderstood } from './syntax.ts';

/** Whoever makes or deletes something here makes or deletes his own. */
export function isTemporary(path: string): boolean {
  return /^\/(?:tmp|var\/tmp|run|dev\/shm)\/./.test(path);
}

export function isKernels(path: string): boolean {
  return /^\/(?:sys|proc)(?:\/|$)/.test(path);
}

/** Only root may write there. */
export function isRoots(path: string): boolean {
  return isKernels(path) || /^\/(?:etc|usr|lib|lib64|boot|bin|sbin)(?:\/|$)/.test(path);
}

/** Folders that mdevctl and udev bring along; making them once more changes nothing. */
const TOOL_FOLDERS: ReadonlySet<string> = new Set([
  '/etc/mdevctl.d',
  '/etc/mdevctl.d/matrix',
  '/etc/udev',
  '/etc/udev/rules.d',
]);

/** Throws {@link NotUnderstood} where a change of that path could matter; `does` is a verb: `makes`. */
export function refuseOutside(path: string, does: string): void {
  if (does === 'makes' && TOOL_FOLDERS.has(path)) return;
  if (path === '/' || isRoots(path) || (path.startsWith('/dev/') && !isTemporary(path)))
    throw new NotUnderstood(`it ${does} ${path}, which is not modelled`);
}
