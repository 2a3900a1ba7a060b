/** errno names, their texts as programs of a host print them (glibc, locale C), and what they mean for a write. */
const TEXTS: Readonly<Record<string, string>> = {
  'Operation not permitted': 'EPERM',
  'No such file or directory': 'ENOENT',
  'Input/output error': 'EIO',
  'I/O error': 'EIO',
  'No such device or address': 'ENXIO',
  'Argument list too long': 'E2BIG',
  'Resource temporarily unavailable': 'EAGAIN',
  'Cannot allocate memory': 'ENOMEM',
  'Permission denied': 'EACCES',
  'Bad address': 'EFAULT',
  'Device or resource busy': 'EBUSY',
  'Resource busy': 'EBUSY',
  'File exists': 'EEXIST',
  'No such device': 'ENODEV',
  'Not a directory': 'ENOTDIR',
  'Is a directory': 'EISDIR',
  'Invalid argument': 'EINVAL',
  'File too large': 'EFBIG',
  'No space left on device': 'ENOSPC',
  'Read-only file system': 'EROFS',
  'Numerical result out of range': 'ERANGE',
  'Result too large': 'ERANGE',
  'No data available': 'ENODATA',
  'Value too large for defined data type': 'EOVERFLOW',
  'Operation not supported': 'EOPNOTSUPP',
  'Address already in use': 'EADDRINUSE',
  'Cannot assign requested address': 'EADDRNOTAVAIL',
  'Connection timed out': 'ETIMEDOUT',
};

/** The longest text first: `No such device` is the start of `No such device or address`. */
const LONGEST_FIRST = Object.entries(TEXTS).sort(([left], [right]) => right.length - left.length);

/** errno name of a program's complaint, or null when none of its texts is in it. */
export function errnoOfText(text: string): string | null {
  return LONGEST_FIRST.find(([words]) => text.includes(words))?.[1] ?? null;
}

const MEANINGS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied; changing devices needs root there',
  EPERM: 'it is not permitted; changing devices needs root there',
  EROFS: 'that file system is read-only',
  ENOENT: 'there is no such file',
};

/** `The write of "+5" to /sys/bus/ap/apmask was refused: EADDRINUSE.` */
export function writeFailure(path: string, text: string, errno: string | null, told: string): string {
  const why = errno === null ? told : MEANINGS[errno] ? `${errno}, ${MEANINGS[errno]}` : errno;
  return `The write of ${JSON.stringify(text)} to ${path} was refused: ${why}.`;
}
