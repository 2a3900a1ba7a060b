/** What administrators get wrong most, with the answer and where the studio shows it (zpci.md 6). */
export interface Mistake {
  readonly number: number;
  readonly rule: string;
  readonly symptom: string;
  readonly advice: string;
  readonly where: string;
}

function mistake(number: number, rule: string, symptom: string, advice: string, where: string): Mistake {
  return { number, rule: `ZPCI-${rule}`, symptom, advice, where };
}

export const MISTAKES: readonly Mistake[] = [
  mistake(
    1,
    'V8',
    'The guest has another PCI address than the XML says',
    'Bus and slot of the XML are QEMU’s own affair. The guest builds its address from the UID: UID 0x31 is 0031:00:00.0.',
    'A guest’s function shows both addresses.',
  ),
  mistake(
    2,
    'K9',
    'After a device was added, network names in the guest have changed',
    'The numbers had been left to the tool, and they follow the order of devices. Write UID and FID down for each.',
    'Problems list every automatic number, with a fix that writes them all down.',
  ),
  mistake(
    3,
    'A18',
    'Two guests have the same UID: is that a conflict?',
    'No. UID and FID have to be unique inside one guest; what the host or another guest uses does not matter.',
    'Clashes are shown per guest only.',
  ),
  mistake(
    4,
    'V4',
    'libvirt says “uid 11064 is already reserved”, and no address has 11064',
    'The message writes the number in octal: 11064 is 0x1234. Look for two addresses with that UID.',
    'The studio names both devices, and the number in hexadecimal.',
  ),
  mistake(
    5,
    'V5',
    '“Already reserved”, though the number stands in the XML once',
    'An address with only one of its two numbers was filled with the lowest free other one, before yours was read. Write both.',
    'The problem says which address took it; exports always write both.',
  ),
  mistake(
    6,
    'A12',
    'QEMU says that the target already has an associated zpci device',
    'The zpci argument stands after its card, which had got one automatically by then. Put it before.',
    'Seen when a command line is read; exports have the right order.',
  ),
  mistake(
    7,
    'A10',
    'A function is missing in the guest, and another with strange numbers is there',
    'The target of a zpci device is misspelt: it waits for ever, and the card got an automatic one.',
    'A waiting device is drawn hatched, with the problem beside it.',
  ),
  mistake(
    8,
    'A22',
    'The guest does not start because of the function',
    'It is bound to its driver still, or its slot is powered off. Power on, then vfio-pci, or let libvirt manage it.',
    'The card of a function lists what it needs, each with the step that does it.',
  ),
  mistake(
    9,
    'A18',
    'The FID in the guest is not the host’s',
    'They are unrelated unless somebody chose them alike.',
    'The answer shows host value and guest value of each field side by side.',
  ),
  mistake(
    10,
    'G3',
    'The guest’s group 0xf0 is in no table of the hardware',
    'Numbers from 0xf0 are made by QEMU for one group of the host. The values count, not the number.',
    'Groups: a dashed set, linked to the group it stands for.',
  ),
  mistake(
    11,
    'Q4',
    'Function type and port are 0 in the guest',
    'QEMU never tells them. Vendor and device number are what identifies the card there.',
    'Answer: marked as hidden by QEMU.',
  ),
  mistake(
    12,
    'K5',
    'A big guest gets DMA errors or a slow network',
    'Its window is cut to the limit of mappings: 65,535 pages are just below 256 MiB. Raise dma_entry_limit, or use machine 10.0 with relaxed translation.',
    'The DMA line of the answer, with both ways out.',
  ),
  mistake(
    13,
    'I1',
    'QEMU is new, but neither interpretation nor the whole window came',
    'The machine type of the guest is old: 7.1 and before have no interpretation, 9.2 and before no relaxed translation.',
    'Answer, what if: another machine type, with what changes.',
  ),
  mistake(
    14,
    'I2',
    'Interpretation was asked for and is not there',
    'Under TCG, in a protected guest (Secure Execution) or before z14 QEMU falls back without a word.',
    'The answer says which condition failed.',
  ),
  mistake(
    15,
    'S2',
    'Of more than 64 functions a Debian guest shows 64',
    'CONFIG_PCI_NR_FUNCTIONS of its kernel is 64. The others stay without a device.',
    'Problems of the guest, as soon as its limit is known.',
  ),
  mistake(
    16,
    'N1',
    'A card with 242 queues gets 128 vectors',
    'The number of interrupts of the group is the limit, not the MSI-X table of the card.',
    'Groups: interrupts shared by all members.',
  ),
  mistake(
    17,
    'A16',
    'ISM: “MSI-X support is mandatory”',
    'It has none, so it works by interpretation only.',
    'Before the click: the gift is refused with what would help.',
  ),
  mistake(
    18,
    'A20',
    'The guest cannot be migrated or saved',
    'Not with any zpci device. Detach, migrate, attach again.',
    'A note at every guest that has one.',
  ),
  mistake(
    19,
    'E2',
    'device_del was sent and nothing happens',
    'The guest has been asked and has to let go. Ask again, or reset it: that completes the request.',
    'Life: “Unplug the guest ignores”.',
  ),
  mistake(
    20,
    'R1',
    'Removing a zpci device that waits ends QEMU',
    'QEMU 7.2 and 10.0 crash. Give it its card first, or leave it until the guest stops.',
    'Never in a plan; Life shows it as a refused rung.',
  ),
  mistake(
    21,
    'L10',
    'Monitoring by a normal user through /dev/clp',
    'Whoever may open it sees every function of the partition, of all guests. Read sysfs for monitoring.',
    'Sources: three doors and what each shows.',
  ),
  mistake(
    22,
    'M6',
    'sysfs has no DASM, MSI address or number of interrupts',
    'Right: only CLP and VFIO tell them. Unknown is not the default.',
    'Sources: field by way; unknown values are drawn as not known.',
  ),
  mistake(
    23,
    'V3',
    'libvirt refuses uid 0',
    'QEMU reads 0 as “choose”, libvirt does not. Leave the number out.',
    'Exports never write it.',
  ),
  mistake(
    24,
    'A24',
    'The physical function was given away and its virtual functions are gone',
    'Unbinding its driver removes them, also those that guests use.',
    'Refused before the click, with the guests it would hit.',
  ),
  mistake(
    25,
    'E7',
    'The host does not repair a passed-through function',
    'It leaves it to the guest, which is not told either. Detach and attach it; what zpcictl does on the host is of little use to a guest.',
    'Life: “An error of the function”.',
  ),
];
