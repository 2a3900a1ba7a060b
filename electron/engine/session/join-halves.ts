/** The second of two texts about a host completes the host that the first one made, instead of being another one. */
import { StudioError } from '../../../shared/errors.ts';
import type { DeviceFamily } from '../family.ts';
import { type Capture, readCapture } from '../hosts/read-capture.ts';
import { canComplete, missingHalf } from '../hosts/text-halves.ts';
import type { HostDocument } from '../workspace/document.ts';
import type { CallContext } from './dispatch.ts';
import { type CaptureOrigin, importCapture } from './import-capture.ts';

function isUntouched({ families }: HostDocument): boolean {
  return [...families.values()].every(({ observed, desired }) => observed === desired);
}

/** The text of that place in the file; null when it is not there (any more). */
async function textOf(file: string, place: string, context: CallContext): Promise<string | null> {
  try {
    const { tree } = await readCapture({ kind: 'path', path: file }, () => false, context);
    return tree.text(place) ?? null;
  } catch (thrown) {
    if (thrown instanceof StudioError && thrown.code !== 'cancelled') return null;
    throw thrown;
  }
}

/** The host, and the open one that it completes (newest first; one with changes of the user is left alone). */
export async function importJoined(
  origin: CaptureOrigin,
  families: readonly DeviceFamily[],
  context: CallContext,
  hosts: readonly HostDocument[],
): Promise<{ readonly host: HostDocument; readonly completes: HostDocument | null }> {
  let completes: HostDocument | null = null;
  const complete = async ({ kind, tree }: Capture): Promise<void> => {
    const missing = kind === 'text' ? missingHalf(tree) : null;
    if (missing === null) return;
    for (const host of hosts.filter(({ source }) => source.kind === 'text').reverse()) {
      if (!isUntouched(host)) continue;
      const text = await textOf(host.source.label, missing.place, context);
      if (text === null || !canComplete(missing, text)) continue;
      tree.add(missing.place, { kind: 'file', text });
      completes = host;
      return;
    }
  };
  const host = await importCapture(origin, families, context, complete);
  // Typed for the closure above, which the compiler does not follow.
  const first = completes as HostDocument | null;
  const joined = first === null ? host : { ...host, source: { ...host.source, other: first.source.label } };
  return { host: joined, completes: first };
}

/**
 * A host of two texts, read again from both. Throws as `importCapture` does, and `bad-request` when the other text is not
 * there any more or tells of another host: half a host would look as if the rest of it were gone.
 */
export async function importBoth(
  file: string,
  other: string,
  families: readonly DeviceFamily[],
  context: CallContext,
): Promise<HostDocument> {
  const host = await importCapture({ kind: 'path', path: file }, families, context, async ({ tree }) => {
    const missing = missingHalf(tree);
    if (missing === null) return;
    const text = await textOf(other, missing.place, context);
    if (text === null || !canComplete(missing, text))
      throw new StudioError(
        'bad-request',
        `This host was read from ${file} and ${other}, and ${other} cannot be read again or tells of another host. Add both texts again.`,
      );
    tree.add(missing.place, { kind: 'file', text });
  });
  return { ...host, source: { ...host.source, other } };
}
