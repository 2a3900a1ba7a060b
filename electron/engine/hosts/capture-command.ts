/** Where a host's state lies, of all families; also told in the capture, so that absence is a fact about the host. */
const PLACES = [
  'sys/bus/ap',
  'sys/bus/matrix',
  'sys/bus/dsa',
  'sys/bus/iax',
  'sys/bus/mdev',
  'sys/class/mdev_bus',
  'sys/devices/ap',
  'sys/devices/vfio_ap',
  'sys/module/idxd/refcnt',
  'sys/module/vfio_pci/parameters/disable_denylist',
  'etc/accel-config',
  'etc/mdevctl.d',
  'etc/udev/rules.d/41-ap.rules',
  'proc/cmdline',
  'proc/sysinfo',
];

/** What a running system says by itself, and a mirrored tree has only where somebody put it. */
const NAMES = ['etc/hostname', 'proc/sys/kernel/hostname', 'proc/sys/kernel/osrelease'];

/**
 * Of a PCI function with a DSA or IAA only what idxd, vfio and mdev put there: to read `resource0` or `rom`, as a copy of
 * the whole folder would, is to touch the hardware.
 */
const OF_FUNCTION = [
  '"$f"',
  ...['driver', 'iommu_group', 'vendor', 'device', 'class', 'numa_node', 'mdev_supported_types'].map(
    (name) => `"$p/${name}"`,
  ),
  '"$p"/????????-????-????-????-????????????',
].join(' ');

/**
 * The one shell line an admin runs on a host, for any POSIX shell. It leaves `passthrough-<host>-<date>.tar.gz` in the
 * current folder and nothing else, and prints the file's full path. `cp` reads sysfs files to their end, where tar
 * itself would pad them to a page and stop at write-only ones (management.md 7.1); what cp could not read is kept in
 * `captured/errors`. Works without root, except that libvirt may then not tell the guests' names.
 *
 * `CAPTURE_ROOT=<folder>` before `sh` reads a mirrored tree instead of `/`: then no program and no name of the machine
 * it runs on is asked, and only what is there counts as searched, since nobody knows how much was mirrored.
 */
export function captureCommand(): string {
  const steps = [
    'export LC_ALL=C',
    'r=${CAPTURE_ROOT:-} m=${CAPTURE_ROOT:+1}',
    'h=$(uname -n) x=',
    `[ -z "$m" ] || { x="${NAMES.join(' ')}"; h=$(cat "$r/proc/sys/kernel/hostname" "$r/etc/hostname" 2>/dev/null | head -n 1 | tr -cd "[:alnum:].-"); }`,
    'n=passthrough-${h:+$h-}$(date +%Y%m%d-%H%M%S)',
    't=$(mktemp -d) || exit 1',
    'trap "rm -rf \\"$t\\"" 0',
    'trap "exit 1" 1 2 15',
    'c=$t/$n/captured',
    'mkdir -p "$c/domains"',
    `for p in ${PLACES.join(' ')} $x; do [ -n "$m" ] && [ ! -e "$r/$p" ] || echo "/$p" >>"$c/searched"; if [ -e "$r/$p" ]; then d=$t/$n/\${p%/*}; mkdir -p "$d"; cp -RP "$r/$p" "$d/" 2>>"$c/errors"; fi; done`,
    'z=$(cd -P "${r:-/}" && pwd -P)',
    'z=${z%/}',
    `for l in "$r"/sys/bus/dsa/devices/dsa* "$r"/sys/bus/dsa/devices/iax* "$r"/sys/bus/iax/devices/iax*; do [ -d "$l" ] || continue; f=$(cd -P "$l" && pwd -P) || continue; p=\${f%/*} d=$t/$n\${f#"$z"}; d=\${d%/*}; mkdir -p "$d"; for e in ${OF_FUNCTION}; do [ -e "$e" ] || [ -h "$e" ] || continue; cp -RP "$e" "$d/" 2>>"$c/errors"; done; done`,
    // accel-config list would tell nothing more, and clears the last error of every device.
    '[ ! -r "$r/proc/cpuinfo" ] || sed -n "/^flags/{p;q;}" "$r/proc/cpuinfo" >"$c/cpu-flags"',
    '[ -s "$c/cpu-flags" ] || rm -f "$c/cpu-flags"',
    // No rule of that name among the rules that are there is a fact.
    '[ ! -d "$r/etc/udev/rules.d" ] || echo /etc/udev/rules.d/41-ap.rules >>"$c/searched"',
    '[ -e "$r/sys/bus/ap" ] || [ -e "$r/sys/bus/dsa" ] || echo "neither an AP bus nor DSA devices here: the capture will hold no devices" >&2',
    `[ -n "$m" ] || { ${[
      'uname -r >"$c/uname-r"',
      'uname -n >"$c/uname-n"',
      'for o in V b d; do lszcrypt -$o >"$c/lszcrypt-$o" 2>/dev/null || rm -f "$c/lszcrypt-$o"; done',
      'i=0',
      'timeout 20 virsh -r list --all --name 2>/dev/null | while read -r g; do [ -n "$g" ] || continue; i=$((i+1)); timeout 20 virsh -r dumpxml "$g" >"$c/domains/$i.xml" 2>/dev/null || rm -f "$c/domains/$i.xml"; done',
    ].join('; ')}; }`,
    'tar czf "$n.tar.gz" -C "$t" "$n" && echo "$PWD/$n.tar.gz"',
  ];
  return `sh -c '${steps.join('; ')}'`;
}
