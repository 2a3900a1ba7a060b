/** How much of a capture is read. A capture comes from outside: whatever it claims, reading it stays bounded. */
import { StudioError } from '../../../shared/errors.ts';

export interface CaptureLimits {
  /** Members of an archive or entries of a folder that are looked at. */
  readonly entries: number;
  /** Entries that are kept. */
  readonly kept: number;
  /** Bytes after decompression, nested archives included. */
  readonly bytes: number;
  /** Bytes of one kept sysfs or configuration file. */
  readonly fileBytes: number;
  /** Bytes of one text that a tool printed, and of a capture that is one text. */
  readonly textBytes: number;
  /** Archives inside archives. */
  readonly nesting: number;
  /** Characters of a path. */
  readonly pathLength: number;
  /** Decompressed over compressed bytes, looked at after `ratioFrom` decompressed bytes. */
  readonly ratio: number;
  readonly ratioFrom: number;
  readonly milliseconds: number;
}

export const CAPTURE_LIMITS: CaptureLimits = {
  // 65,536 queues have about 20 attributes each; the rest of a large host's /sys has some 300,000 files.
  entries: 4_000_000,
  // Of each queue at most 10 entries are of interest.
  kept: 1_000_000,
  // All of /sys as tar blocks (1 kB a file, 4.5 kB when padded to a page) stays well below.
  bytes: 8 * 1024 ** 3,
  // A sysfs file has one page; a definition or domain XML a few kB.
  fileBytes: 1024 ** 2,
  // lszcrypt -V prints 93 characters for each of 65,536 queues: 6 MB. Text records of such a host: 50 MB.
  textBytes: 256 * 1024 ** 2,
  // dbginfo.sh packs sysfs.tgz into its archive; nobody packs deeper.
  nesting: 1,
  // PATH_MAX
  pathLength: 4096,
  // Padded sysfs in gzip reaches about 150:1 and in xz 400:1; a bomb of zeros 1,000:1 and more.
  ratio: 600,
  ratioFrom: 512 * 1024 ** 2,
  milliseconds: 120_000,
};

export function tooLarge(sentence: string): StudioError {
  return new StudioError('too-large', sentence);
}

export function unreadable(sentence: string): StudioError {
  return new StudioError('unreadable', sentence);
}
