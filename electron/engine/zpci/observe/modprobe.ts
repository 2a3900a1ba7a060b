/** `options vfio_iommu_type1 dma_entry_limit=...` of a file for modprobe: the one place that reads it. */

const MODULE = 'vfio_iommu_type1';
const PARAMETER = 'dma_entry_limit';
const MOST_LIMIT = 0xff_ff_ff_ff;

/** For modprobe and for the kernel a dash in a name is an underscore. */
function plainName(name: string): string {
  return name.replaceAll('-', '_');
}

/** As the kernel reads an unsigned number of any base: 0x is hex, a leading 0 octal, else decimal. */
function kernelNumber(written: string): number | null {
  const [, digits = ''] = /^"?\+?([^"]*)"?$/.exec(written) ?? [];
  let value = Number.NaN;
  if (/^0[xX][0-9a-fA-F]{1,16}$/.test(digits)) value = Number(digits);
  else if (/^0[0-7]{0,22}$/.test(digits)) value = Number.parseInt(digits, 8);
  else if (/^[1-9]\d{0,15}$/.test(digits)) value = Number(digits);
  return value <= MOST_LIMIT ? value : null;
}

/** What stands behind `dma_entry_limit=` in one line; none where the line is about something else. */
function valuesIn(line: string): readonly string[] {
  const [command, module = '', ...parameters] = line.split(/[ \t\r]+/).filter((word) => word !== '');
  if (command !== 'options' || plainName(module) !== MODULE) return [];
  return parameters.flatMap((parameter) => {
    const cut = parameter.indexOf('=');
    return cut >= 0 && plainName(parameter.slice(0, cut)) === PARAMETER ? [parameter.slice(cut + 1)] : [];
  });
}

/** Last value of the text, as modprobe hands them over; null when it has none, or none that the kernel takes. */
export function entryLimitIn(text: string): number | null {
  const written = text
    .replaceAll(/\\\r?\n/g, '')
    .split('\n')
    .flatMap(valuesIn)
    .at(-1);
  return written === undefined ? null : kernelNumber(written);
}

/** True for a text with a value of the limit, be it one that the kernel takes or not. */
export function tellsEntryLimit(text: string): boolean {
  return text
    .replaceAll(/\\\r?\n/g, '')
    .split('\n')
    .some((line) => valuesIn(line).length > 0);
}
