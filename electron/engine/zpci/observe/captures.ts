/** Where zPCI functions show in a capture (zpci.md 4.1). */
import type { FamilyCaptures } from '../../hosts/family-captures.ts';
import { CLP_TEXT, GREP_TEXT, LINKS_TEXT, MIXED_TEXTS, VFIO_TEXT } from './places.ts';
import { BYTE_FILES } from './wants.ts';

/** Of a function these and nothing else: to read `resource0` or `rom`, as a copy of the folder would, is to touch the card. */
const ATTRIBUTES =
  'vendor device class revision subsystem_vendor subsystem_device config resource uevent function_id function_handle pchid pfgid pft port vfn uid uid_is_unique mio_enabled index util_string pfip fidparm driver_override sriov_numvfs sriov_totalvfs';
const LINKS = 'driver iommu_group physfn';

const ANY = '"$r"/sys/bus/pci/devices/*/function_id';

function mixedPlace(name: string): string {
  const last = name.split('/').findLast((part) => part !== '' && part !== '.' && part !== '..') ?? 'text';
  return `${MIXED_TEXTS}/${last.slice(-200)}`;
}

/** Of texts that hold several things: each alternative begins at a line, or at an option of a command line. */
const MIXED = [
  String.raw`qemu-system-s390x: -`,
  String.raw`QEMU emulator version \d`,
  String.raw`\d{1,2}\.\d{1,2}\.\d{1,3}Debian `,
  String.raw` {2,12}dev: zpci, id "`,
  String.raw`/sys/bus/pci/slots/[0-9a-f]{8} power [01]`,
  String.raw`[^\n]{0,80}zpci: (?:Adding PCI function|PCI is not supported)`,
  String.raw`### [^\n]{1,200}\n[^\n]{0,400}(?:<zpci |zPCI|PCI address|<controller type='pci')`,
  String.raw`\s{0,2}(?:ENTRY device=0x|QUERY_FN fh=0x|QUERY_GRP pfgid=0x|LIST page=\d)`,
  String.raw`\s{0,8}<(?:devices|hostdev|interface|disk|controller|rng)\b[\s\S]{1,4000}?<zpci\b`,
  String.raw`[^\n]{0,60000}-(?:device|machine|M)\s{1,4}['"]?(?:zpci,|\{[^\n]{0,400}"zpci"|s390-ccw-virtio)`,
].join('|');

export const ZPCI_CAPTURES: FamilyCaptures = {
  // PCI is on nearly every machine; only functions of IBM Z have an FID.
  bus: '/sys/bus/pci/devices/*/function_id',
  busWords: 'zPCI functions (function_id in /sys/bus/pci/devices)',
  devices: 'PCI functions of IBM Z',
  places: [
    '/sys/bus/pci/slots',
    '/sys/firmware/clp',
    '/sys/module/vfio_iommu_type1/parameters',
    '/etc/modprobe.d',
  ],
  steps: [
    `[ -n "$m" ] && [ ! -d "$r/sys/bus/pci/devices" ] || echo /sys/bus/pci/devices >>"$c/searched"`,
    'y() { [ ! -r "$r/$1" ] || { mkdir -p "$t/$n/${1%/*}"; cp "$r/$1" "$t/$n/${1%/*}/" 2>>"$c/errors"; }; }',
    `if ls ${ANY} >/dev/null 2>&1; then mkdir -p "$t/$n/sys/bus/pci/devices"; for e in proc/meminfo proc/iomem sys/kernel/debug/s390dbf/pci_msg/sprintf; do y $e; done; fi`,
    `for l in "$r"/sys/bus/pci/devices/*:*; do [ -e "$l/function_id" ] || continue; p=$(cd -P "$l" && pwd -P) || continue; cp -P "$l" "$t/$n/sys/bus/pci/devices/"; d=$t/$n\${p#"$z"}; mkdir -p "$d"; set --; for e in ${ATTRIBUTES} ${LINKS}; do if [ -e "$p/$e" ] || [ -h "$p/$e" ]; then set -- "$@" "$p/$e"; fi; done; for e in "$p"/virtfn*; do [ ! -h "$e" ] || set -- "$@" "$e"; done; cp -RP "$@" "$d/" 2>>"$c/errors"; if [ -d "$l/iommu_group" ]; then g=$(cd -P "$l/iommu_group" && pwd -P); for e in type reserved_regions; do y "\${g#"$z"/}/$e"; done; fi; y "sys/kernel/debug/pci/\${l##*/}/statistics"; done`,
    'for f in "$r"/proc/[0-9]*/cmdline; do grep -qs s390-ccw "$f" && grep -qs zpci "$f" && y "${f#"$r"/}"; done; :',
  ],
  liveSteps: [],
  sysFolders: [/^firmware\/clp$/, /^module\/vfio_iommu_type1$/],
  commands: [],
  texts: [
    {
      what: 'what VFIO reports of functions',
      pattern: /^(?:DEVICE_INFO argsz=\d|IOMMU_INFO argsz=\d|CAP offset=\d{1,6} id=\d{1,4} version=)/m,
      place: () => VFIO_TEXT,
    },
    {
      what: 'CLP answers of functions',
      pattern: /^\s{0,200}(?:LIST page=\d|QUERY_FN fh=0x|QUERY_GRP pfgid=0x|ENTRY device=0x)/,
      place: () => CLP_TEXT,
    },
    {
      what: 'grep of the attributes in /sys/bus/pci/devices',
      pattern:
        /^(?:\S{0,200}\/)?(?:[0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]\/(?:function_id|function_handle|pfgid|pchid):0x|slots\/[0-9a-f]{8}\/(?:power|address|adapter):)/m,
      place: () => GREP_TEXT,
    },
    {
      what: 'where the links in /sys/bus/pci/devices point',
      pattern:
        /^(?:.{0,200}[ /])?((?!0000)[0-9a-f]{4}):00:[01][0-9a-f]\.[0-7] -> \S{0,200}devices\/pci\1:00\/\1:00:/m,
      place: () => LINKS_TEXT,
    },
    {
      what: 'QEMU command lines, messages and monitors with zPCI devices',
      pattern: new RegExp(`^(?!\\s*<(?:\\?xml|dom))[\\s\\S]*?(?:(?<=^|\\n)(?:${MIXED}))`),
      place: mixedPlace,
    },
    {
      what: 'uname -a',
      pattern: /^Linux \S{1,64} \d{1,2}\.\d{1,3}\S* .{0,200}\bs390x\b/,
      place: () => '/captured/uname-a',
    },
  ],
  outputs: [
    '`grep -r .` and `ls -l` of /sys/bus/pci',
    'CLP and VFIO answers',
    'QEMU command lines with zpci devices',
  ],
  oneAHost: [GREP_TEXT, LINKS_TEXT, CLP_TEXT, VFIO_TEXT],
  halves: [
    {
      places: [GREP_TEXT, LINKS_TEXT],
      names: /^(?:\S*\/)?((?!0000)[0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7])(?:\/function_id:| -> )/gm,
    },
  ],
  onlyWith: [{ path: /^\/proc\/\d+\/cmdline$/, pattern: /zpci|s390-ccw/ }],
  byteFiles: [BYTE_FILES],
};
