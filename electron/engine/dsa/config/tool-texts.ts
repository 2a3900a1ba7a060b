/** What accel-config 3.5.3 says of a refusal (dsa.md 3.2, and seen of the tool). */

const STATUS: Readonly<Record<number, string>> = {
  0x80030000: 'wq error - group not set',
  0x80040000: 'wq error - name not set',
  0x80050000: 'wq error - no SVM support and needed (platform configuration error)',
  0x80060000: 'wq error - threshold not set',
  0x800c0000: 'wq error - no shared wq support (platform configuration error)',
  0x800d0000: 'wq error - no wqs configured',
  0x10: 'Device not disabled',
  0x12: 'Bus master enable is 0',
  0x14: 'Sum of WQCFG size fields out of range',
  0x15: 'Invalid group config: lack of wq or engines',
  0x16: 'Invalid group config: wq misconfigured',
  0x17: 'Invalid group config: engine misconfigured',
  0x18: 'Invalid group config: invalid read buffers config',
  0x20: 'Device not enabled',
  0x21: 'WQ is not disabled',
  0x22: 'WQ size is 0',
  0x23: 'WQ priority is 0',
  0x24: 'Invalid WQ mode',
  0x25: 'Invalid block on fault setting',
  0x26: 'Invalid value for WQ pasid enable',
  0x27: 'Invalid WQ max batch size',
  0x28: 'Invalid WQ max transfer size',
};

const ERRNO: Readonly<Record<string, string>> = {
  EPERM: 'Operation not permitted',
  ENOENT: 'No such file or directory',
  ENXIO: 'No such device or address',
  EBUSY: 'Device or resource busy',
  ENODEV: 'No such device',
  EINVAL: 'Invalid argument',
  EOVERFLOW: 'Value too large for defined data type',
  EOPNOTSUPP: 'Operation not supported',
};

/** `Error[      0x23] dsa0/wq0.0: WQ priority is 0`; the code stands at the right of ten columns. */
export function statusLine(code: number, name: string): string {
  const shown = `0x${code.toString(16)}`.padStart(10);
  return `Error[${shown}] ${name}: ${STATUS[code] ?? 'Unknown error'}`;
}

function errnoText(errno: string): string {
  return ERRNO[errno] ?? errno;
}

/** How the library names its setters and tells a refused write; two forms, as its functions have them. */
export function refusedWrite(owner: string, name: string, file: string, errno: string): string {
  const isBare = ['mode', 'type', 'name', 'driver_name', 'max_transfer_size', 'read_buffer_limit'].includes(
    file,
  );
  const setter = file === 'mode' || file === 'type' || file === 'name' ? `str_${file}` : file;
  const what = isBare ? 'write failed' : `${file} attribute write failed`;
  return `libaccfg: accfg_${owner}_set_${setter}: ${name}: ${what}: ${errnoText(errno)}`;
}
