/**
 * Archives of a host's files: `.tar`, `.tar.gz`, `.tar.xz` by content, read as a stream, kept in memory, never unpacked
 * to disk. Nothing in an archive is trusted: names and links stay inside the tree, and every amount has a limit.
 */
import { type CaptureBuilder, type Place, placeOfMember } from './capture-builder.ts';
import { decompressed, type Meter } from './decompress.ts';
import { printable } from './finding-list.ts';
import { unreadable } from './limits.ts';
import { PeekableBytes } from './peekable-bytes.ts';
import { isTarHeader, readTar, type TarMember } from './tar-members.ts';

const NESTED_NAME = /\.(?:tgz|tar|tar\.gz|tar\.xz)$/i;
const BLOCK = 512;

export type ArchiveContent =
  | { readonly kind: 'tar' }
  /** The bytes, decompressed, were no tar archive: one text. */
  | { readonly kind: 'text'; readonly bytes: Buffer };

/** Reads all wanted members of `source` into `builder`; throws StudioError for damage, limits and cancelling. */
export async function readArchive(
  source: AsyncIterable<Uint8Array>,
  builder: CaptureBuilder,
  meter: Meter,
  nesting = 0,
): Promise<ArchiveContent> {
  const packed = new PeekableBytes(source);
  const bytes = new PeekableBytes(decompressed(await packed.peek(6), packed.rest(), meter));
  try {
    if (!isTarHeader(await bytes.peek(BLOCK))) return { kind: 'text', bytes: await wholeText(bytes, meter) };
    await readTar(bytes.rest(), meter.label, (member) => {
      meter.entry();
      return takeMember(member, builder, meter, nesting);
    });
    return { kind: 'tar' };
  } finally {
    await bytes.close();
    await packed.close();
  }
}

async function wholeText(bytes: PeekableBytes, meter: Meter): Promise<Buffer> {
  const { textBytes } = meter.limits;
  const text = await bytes.peek(textBytes + 1);
  if (text.length > textBytes)
    throw unreadable(
      `${meter.label} is no archive, and as a text it is larger than ${Math.round(textBytes / 1024 ** 2)} MiB.`,
    );
  return text;
}

/** Components of a member's name; null when it climbs out with `..` or is longer than a path can be. */
function nameParts(name: string, pathLength: number): string[] | null {
  if (name.length > pathLength || name.includes('\0')) return null;
  const parts = name.split('/');
  if (!parts.some((part) => part === '' || part === '.' || part === '..')) return parts;
  return parts.includes('..') ? null : parts.filter((part) => part !== '' && part !== '.');
}

async function takeMember(
  member: TarMember,
  builder: CaptureBuilder,
  meter: Meter,
  nesting: number,
): Promise<void> {
  const parts = nameParts(member.name, builder.limits.pathLength);
  if (parts === null) {
    builder.find(
      'warning',
      member.name,
      'A name that climbs out of the archive or is longer than a path can be; left out.',
      'bad name',
    );
    return;
  }
  const place = placeOfMember(parts);
  if (place.kind === 'loose') await takeLoose(member, place, builder, meter, nesting);
  if (place.kind !== 'host' || !builder.wants(place.path)) return;
  // An inner archive belongs to the host of the outer one, although its own names start at /.
  if (nesting === 0 && !builder.isOfThisHost(place)) return;
  if (member.kind === 'file') builder.writtenAt(member.modified);
  await takeHostPath(member, place, builder);
}

async function takeHostPath(
  member: TarMember,
  place: Place & { kind: 'host' },
  builder: CaptureBuilder,
): Promise<void> {
  const { path } = place;
  switch (member.kind) {
    case 'folder':
      builder.add(path, { kind: 'folder' });
      return;
    case 'link':
      takeLink(member, path, builder);
      return;
    case 'hard-link':
      takeHardLink(member, path, builder);
      return;
    case 'file':
      if (
        member.size <= builder.limits.fileBytes ||
        (path.startsWith('/captured/') && member.size <= builder.limits.textBytes)
      ) {
        builder.addFile(path, await member.body());
        return;
      }
      builder.add(path, { kind: 'unreadable', why: 'too large' });
      builder.find(
        'warning',
        path,
        `The file has ${member.size.toLocaleString('en')} bytes, more than such a file can have; left out.`,
        'large file',
      );
      return;
    default:
      builder.find(
        'warning',
        path,
        `A ${member.kind === 'other' ? 'special entry' : member.kind} is where a file was expected; left out.`,
        'special',
      );
  }
}

function takeLink(member: TarMember, path: string, builder: CaptureBuilder): void {
  if (member.target !== '' && member.target.length <= builder.limits.pathLength) {
    // Targets are only ever looked up in the tree in memory, so they cannot lead out of it.
    builder.add(path, { kind: 'link', target: member.target });
    return;
  }
  builder.find('warning', path, 'A link without a usable target; left out.', 'link target');
}

function takeHardLink(member: TarMember, path: string, builder: CaptureBuilder): void {
  const parts = nameParts(member.target, builder.limits.pathLength);
  const target = parts && placeOfMember(parts);
  const entry = target?.kind === 'host' ? builder.tree.entry(target.path) : undefined;
  if (entry) builder.add(path, entry);
  else
    builder.find(
      'warning',
      path,
      `A hard link to ${printable(member.target)}, which was not read before it; left out.`,
      'hard link',
    );
}

async function takeLoose(
  member: TarMember,
  place: Place & { kind: 'loose' },
  builder: CaptureBuilder,
  meter: Meter,
  nesting: number,
): Promise<void> {
  if (member.kind !== 'file') return;
  // An archive lies beside the host's files, not somewhere below.
  if (NESTED_NAME.test(place.name)) {
    if (place.path.split('/').length > 2) return;
    if (nesting >= builder.limits.nesting) {
      builder.find(
        'warning',
        member.name,
        'An archive inside an archive inside an archive; left out.',
        'nesting',
      );
      return;
    }
    if (!builder.isOfThisHost(place)) return;
    const inner = await readArchive(member.portions(), builder, meter, nesting + 1);
    if (inner.kind === 'text') builder.find('info', member.name, 'This is no archive; left out.');
    return;
  }
  if (member.size === 0 || member.size > builder.limits.fileBytes * 16 || !builder.takesLoose(place.path))
    return;
  builder.addLoose(place.path, builder.textOf(place.name, await member.body()));
}
