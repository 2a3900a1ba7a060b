/** UID and FID as libvirt reads them in XML: 0x hex, a leading 0 octal, else decimal (V-2, V-3). */
export type LibvirtNumber =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly rule: 'ZPCI-V2' | 'ZPCI-V3'; readonly why: string };

const FORMS: readonly (readonly [pattern: RegExp, base: number])[] = [
  [/^0[xX]([0-9a-fA-F]{1,16})$/, 16],
  [/^0([0-7]{1,22})$/, 8],
  [/^(0|[1-9]\d{0,15})$/, 10],
];

export function libvirtNumber(name: 'uid' | 'fid', text: string): LibvirtNumber {
  const plain = text.trim();
  const form = FORMS.find(([pattern]) => pattern.test(plain));
  const value = form === undefined ? null : Number.parseInt(form[0].exec(plain)![1]!, form[1]);
  if (value === null || value > 0xff_ff_ff_ff)
    return {
      ok: false,
      rule: 'ZPCI-V2',
      why: `libvirt refuses ${name}='${plain.slice(0, 20)}': a number was expected, with 0x hexadecimal, with a leading 0 octal, else decimal (ZPCI-V2)`,
    };
  if (name === 'uid' && (value === 0 || value > 0xff_ff))
    return {
      ok: false,
      rule: 'ZPCI-V3',
      why: `libvirt refuses uid='${plain.slice(0, 20)}': it must be from 0x0001 to 0xffff (ZPCI-V3)`,
    };
  return { ok: true, value };
}

/** Number of a message of libvirt about a duplicate, which it prints in octal (V-4). */
export function octalNumber(digits: string): number | null {
  return /^[0-7]{1,11}$/.test(digits) ? Number.parseInt(digits, 8) : null;
}
