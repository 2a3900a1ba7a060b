/**
 * Archives of a host's files: `.tar`, `.tar.gz`, `.tar.xz` by content, read as a stream, kept in memory, never unpacked
 * to disk. Nothing in an archive is trusted: names and links stay inside the tree, and every amount has a limit.
 */
import { type CaptureBuilder, type Place, placeOfMember } from './capture-builder.ts';
import { decompressed, type Meter } from './decompress.ts';
import { printable } from './finding-list.ts';
import { unreadable } from './limits.ts';
import { ByteReader, isTarHeader, type TarMember, TarReader } from './tar-members.ts';

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
  const packed = new ByteReader(source);
  await packed.need(6);
  const head = Buffer.from(packed.peek(6));
  const bytes = new ByteReader(decompressed(head, packed.rest(), meter));
  try {
    await bytes.need(BLOCK);
    if (!isTarHeader(bytes.peek(BLOCK))) return { kind: 'text', bytes: await wholeText(bytes, meter) };
    const tar = new TarReader(bytes, builder.limits, meter.label);
    for (let member = await tar.next(); member !== null; member = await tar.next()) {
      meter.entry();
      await takeMember(tar, member, builder, meter, nesting);
    }
    // To the end of the stream, so that a damaged tail is noticed.
    while (await bytes.need(1)) bytes.take(bytes.buffered);
    return { kind: 'tar' };
  } finally {
    await bytes.close();
    await packed.close();
  }
}

async function wholeText(bytes: ByteReader, meter: Meter): Promise<Buffer> {
  const { textBytes } = meter.limits;
  if (await bytes.need(textBytes + 1))
    throw unreadable(
      `${meter.label} is no archive, and as a text it is larger than ${Math.round(textBytes / 1024 ** 2)} MiB.`,
    );
  return Buffer.from(bytes.take(bytes.buffered));
}

/** Components of a member's name; null when it climbs out with `..` or is longer than a path can be. */
function nameParts(name: string, pathLength: number): string[] | null {
  if (name.length > pathLength || name.includes('\0')) return null;
  const parts = name.split('/');
  if (!parts.some((part) => part === '' || part === '.' || part === '..')) return parts;
  return parts.includes('..') ? null : parts.filter((part) => part !== '' && part !== '.');
}

async function takeMember(
  tar: TarReader,
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
  if (place.kind === 'loose') await takeLoose(tar, member, place, builder, meter, nesting);
  if (place.kind !== 'host' || !builder.wants(place.path)) return;
  // An inner archive belongs to the host of the outer one, although its own names start at /.
  if (nesting === 0 && !builder.isOfThisHost(place)) return;
  await takeHostPath(tar, member, place, builder);
}

async function takeHostPath(
  tar: TarReader,
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
        builder.addFile(path, await tar.body());
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
  tar: TarReader,
  member: TarMember,
  place: Place & { kind: 'loose' },
  builder: CaptureBuilder,
  meter: Meter,
  nesting: number,
): Promise<void> {
  if (member.kind !== 'file') return;
  if (NESTED_NAME.test(place.name)) {
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
    const inner = await readArchive(tar.stream(), builder, meter, nesting + 1);
    if (inner.kind === 'text') builder.find('info', member.name, 'This is no archive; left out.');
    return;
  }
  if (member.size === 0 || member.size > builder.limits.fileBytes * 16 || !builder.takesLoose()) return;
  builder.addLoose(place.name, await tar.body());
}
