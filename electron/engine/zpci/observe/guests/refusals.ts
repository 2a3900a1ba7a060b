/** Messages of QEMU, libvirt and kernels about zPCI devices, with the rule behind each (zpci.md 3). */

export interface Explained {
  /** The message as it was printed, without what stands before it. */
  readonly message: string;
  /** A full sentence with the rule's id. */
  readonly meaning: string;
}

/** Number of a message of libvirt about a duplicate, which it prints in octal (V-4). */
function octalNumber(digits: string): number | null {
  return /^[0-7]{1,11}$/.test(digits) ? Number.parseInt(digits, 8) : null;
}

type Explain = (match: RegExpExecArray) => string;

function octalMeaning([, kind = '', digits = '']: RegExpExecArray): string {
  const value = octalNumber(digits);
  if (value === null) return `The ${kind} is used twice in the domain (ZPCI-V4).`;
  return `libvirt prints the number in octal: ${digits} is 0x${value.toString(16)} (${value}). This ${kind} is used twice in the domain (ZPCI-V4).`;
}

const MESSAGES: readonly (readonly [pattern: RegExp, explain: Explain])[] = [
  [
    /\buid (\d{1,5}) already in use/,
    ([, n]) => `Another zpci device of this guest has UID 0x${Number(n).toString(16)} (ZPCI-A4).`,
  ],
  [
    /\bfid (\d{1,10}) already in use/,
    ([, n]) => `Another zpci device of this guest has FID 0x${Number(n).toString(16)} (ZPCI-A7).`,
  ],
  [
    /\btarget (\S{1,64}) already has an associated zpci device/,
    ([, id]) =>
      `Two zpci devices name ${id}, or its zpci device came after the card, for which QEMU had made one (ZPCI-A2, ZPCI-A12).`,
  ],
  [/\btarget must be defined/, () => 'A zpci device has to name the card it is for (ZPCI-A1).'],
  [
    /Parameter 'uid' expects \w+/,
    () => 'A UID is a number from 0 to 65535, decimal or 0x; 0 asks QEMU to choose (ZPCI-A3).',
  ],
  [/Parameter 'fid' expects \w+/, () => 'An FID is a number from 0 to 0xffffffff, decimal or 0x (ZPCI-A6).'],
  [/no free uid could be found/, () => 'All 65,535 UIDs of the guest are taken (ZPCI-A5).'],
  [/no free fid could be found/, () => 'All FIDs of the guest are taken (ZPCI-A8).'],
  [/no slot for plugging zpci device/, () => 'All 65,536 indexes of the guest are taken (ZPCI-A9).'],
  [
    /multifunction not supported in s390/,
    () => 'A card with several functions cannot be given as one (ZPCI-A14).',
  ],
  [
    /MSI-X support is mandatory in the S390 architecture/,
    () => 'A card without MSI-X works only interpreted (ZPCI-A16).',
  ],
  [
    /without the 'zpci' CPU feature enabled/,
    () => 'The guest’s CPU has no feature zpci, so the guest sees none of its PCI devices (ZPCI-A17).',
  ],
  [
    /PCI is not supported because CPU facilities 69 or 71 are not available/,
    () => 'The guest’s CPU has no feature zpci: its kernel shows no function (ZPCI-A17).',
  ],
  [
    /no iommu_group found/,
    () =>
      'There is no such function on the host, or it has no IOMMU group: it is not bound to vfio-pci (ZPCI-A22).',
  ],
  [
    /PCI bridge hot unplug currently not supported/,
    () => 'A PCI bridge cannot be taken out of a running guest (ZPCI-E6).',
  ],
  [
    /requested (\d{1,5}) irqs, allocate system limit of (\d{1,5})/,
    ([, asked, got]) =>
      `The driver asked for ${asked} interrupts; the group of the function has ${got} (ZPCI-N1).`,
  ],
  [/zPCI (uid|fid) (\d{1,11}) is already reserved/, octalMeaning],
  [
    /Invalid PCI address uid='(\S{1,20})', must be > 0x0000 and <= 0xffff/,
    ([, uid]) => `libvirt takes UIDs from 0x0001 to 0xffff, so not ${uid} (ZPCI-V3).`,
  ],
  [
    /Invalid value for attribute '([uf]id)' in element 'zpci': '([^']{1,20})'/,
    ([, kind, text]) =>
      `libvirt reads ${kind} with 0x as hexadecimal, with a leading 0 as octal, else as decimal; ${text} is none of these, or too large (ZPCI-V2).`,
  ],
  [/There is no more free (uid|fid)/, ([, kind]) => `All ${kind}s of the domain are taken (ZPCI-V6).`],
  [
    /This QEMU binary doesn't support zPCI/,
    () => 'The guest is not of IBM Z, so it has no zPCI devices (ZPCI-V7).',
  ],
  [
    /Only PCI domain 0 is available/,
    () => 'The guest’s own <address> has domain 0; the domain that the guest will see is the UID (ZPCI-V8).',
  ],
  [
    /Hostdev already exists in the domain configuration/,
    () => 'The same function of the host is in the domain twice (ZPCI-V10, ZPCI-A23).',
  ],
  [
    /Domain ([0-9a-f]{4}) is already assigned/,
    ([, domain]) => `Two functions have UID 0x${domain}; the kernel shows the first one only (ZPCI-S3).`,
  ],
  [
    /configured limit of (\d{1,5}) is reached/,
    ([, limit]) =>
      `The kernel takes ${limit} functions (CONFIG_PCI_NR_FUNCTIONS); the rest is not added (ZPCI-S2).`,
  ],
];

/** Null for a line that says nothing of this family. */
export function explainLine(line: string): Explained | null {
  const text = line.slice(0, 2000);
  for (const [pattern, explain] of MESSAGES) {
    const match = pattern.exec(text);
    if (match) return { message: match[0], meaning: explain(match) };
  }
  return null;
}

/** Each message once, with how many lines have it. */
export function explainedIn(text: string): readonly (Explained & { readonly count: number })[] {
  const known = new Map<string, Explained & { count: number }>();
  for (const line of text.split('\n', 200_000)) {
    const explained = explainLine(line);
    if (explained === null) continue;
    // Of lines that differ only in an FID or address, the sentence is the same.
    const key = explained.meaning;
    const before = known.get(key);
    if (before) before.count += 1;
    else if (known.size < 100) known.set(key, { ...explained, count: 1 });
  }
  return [...known.values()];
}
