/** A capture -> a host of the workspace: files are read, every family looks for its devices. */
import { StudioError } from '../../../shared/errors.ts';
import type { DeviceFamily } from '../family.ts';
import type { HostDocument } from '../workspace/document.ts';
import type { CallContext } from './dispatch.ts';

export type CaptureOrigin =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'bytes'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'this-machine' };

export async function importCapture(
  _origin: CaptureOrigin,
  _families: readonly DeviceFamily[],
  _context: CallContext,
): Promise<HostDocument> {
  throw new StudioError('unreadable', 'Captures cannot be read yet.');
}

export function captureCommand(): string {
  return 'tar -C / -czf capture.tgz sys/bus/ap sys/devices/ap sys/devices/vfio_ap';
}
