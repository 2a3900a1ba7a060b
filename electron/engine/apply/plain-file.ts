/** Plain files of a host, read and written once. A FIFO or a device could make wait for ever, or never end. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Files of a plan are below 100 kB (a page of sysfs, a definition, a domain's XML). */
export const MOST_FILE_BYTES = 4 * 1024 * 1024;
const PORTION = 64 * 1024;

export const NOT_PLAIN = 'it is no plain file';

/** Without waiting for the other end of a FIFO; the check is of what was opened, not of what was there before. */
async function openPlain(file: string, flags: number): Promise<FileHandle | null> {
  const handle = await open(file, flags | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    if ((await handle.stat()).isFile()) return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return null;
}

/** Whatever length the file announces: a sysfs file announces a page, a /proc file nothing. Throws what the system says. */
export async function readPlain(file: string): Promise<{ readonly text: string } | { readonly why: string }> {
  const handle = await openPlain(file, constants.O_RDONLY);
  if (!handle) return { why: NOT_PLAIN };
  try {
    const portions: Buffer[] = [];
    for (let total = 0; ; ) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(PORTION), 0, PORTION, null);
      if (bytesRead === 0) return { text: Buffer.concat(portions).toString('utf8') };
      total += bytesRead;
      if (total > MOST_FILE_BYTES) return { why: `it has more than ${MOST_FILE_BYTES} bytes` };
      portions.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

/**
 * One write(2) to a file that is there, neither made nor cut. Bytes that were taken, or null for what is no plain file.
 * Throws what the system says.
 */
export async function writePlain(file: string, bytes: Buffer): Promise<number | null> {
  // Neither O_CREAT nor O_TRUNC: an attribute is there or the step is wrong.
  const handle = await openPlain(file, constants.O_WRONLY);
  if (!handle) return null;
  try {
    return (await handle.write(bytes, 0, bytes.length, null)).bytesWritten;
  } finally {
    await handle.close();
  }
}
