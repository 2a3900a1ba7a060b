/** Where DSA and IAA devices show in a capture (dsa.md 2, 6.3). */
import type { FamilyCaptures } from '../../hosts/family-captures.ts';
import { PCI_VENDOR } from '../model.ts';
import { PCI_IDS } from './pci-ids.ts';

/**
 * Of a PCI function only what idxd, vfio and mdev put there: to read `resource0` or `rom`, as a copy of the whole folder
 * would, is to touch the hardware.
 */
const PLAIN = ['driver', 'iommu_group', 'vendor', 'device', 'class', 'numa_node'].map(
  (name) => `"$p/${name}"`,
);
const OF_FUNCTION = [
  '"$f"',
  ...PLAIN,
  '"$p/mdev_supported_types"',
  '"$p"/????????-????-????-????-????????????',
].join(' ');

const GREP = '/captured/dsa-grep';
const LINKS = '/captured/dsa-links';
const LIST = '/captured/accel-config-list';

export const DSA_CAPTURES: FamilyCaptures = {
  bus: '/sys/bus/dsa',
  busWords: 'DSA devices',
  devices: 'DSA or IAA devices',
  places: [
    '/sys/bus/dsa',
    '/sys/bus/iax',
    '/sys/module/idxd/refcnt',
    '/sys/module/vfio_pci/parameters/disable_denylist',
    '/etc/accel-config',
  ],
  steps: [
    `for l in "$r"/sys/bus/dsa/devices/dsa* "$r"/sys/bus/dsa/devices/iax* "$r"/sys/bus/iax/devices/iax*; do [ -d "$l" ] || continue; f=$(cd -P "$l" && pwd -P) || continue; p=\${f%/*} d=$t/$n\${f#"$z"}; d=\${d%/*}; mkdir -p "$d"; for e in ${OF_FUNCTION}; do [ -e "$e" ] || [ -h "$e" ] || continue; cp -RP "$e" "$d/" 2>>"$c/errors"; done; done`,
    // What vfio-pci has is on no bus of idxd: it is known by its PCI ids.
    `for l in "$r"/sys/bus/pci/drivers/vfio-pci/*:*; do [ -r "$l/device" ] || continue; case $(cat "$l/vendor" "$l/device" | tr "\\n" :) in ${PCI_IDS.map((id) => `${PCI_VENDOR}:${id}:`).join('|')}) ;; *) continue;; esac; p=$(cd -P "$l" && pwd -P) || continue; d=$t/$n\${p#"$z"}; mkdir -p "$d"; for e in ${PLAIN.join(' ')}; do [ -e "$e" ] || [ -h "$e" ] || continue; cp -RP "$e" "$d/" 2>>"$c/errors"; done; done`,
    // accel-config list would tell nothing more, and clears the last error of every device.
    '[ ! -r "$r/proc/cpuinfo" ] || sed -n "/^flags/{p;q;}" "$r/proc/cpuinfo" >"$c/cpu-flags"',
    '[ -s "$c/cpu-flags" ] || rm -f "$c/cpu-flags"',
  ],
  liveSteps: [],
  sysFolders: [/^bus\/(?:dsa|iax)$/, /^module\/(?:idxd|vfio_pci)$/],
  commands: [
    ['accel-config list -i', LIST],
    ['accel-config list', LIST],
  ],
  texts: [
    {
      what: 'grep -s . */* in /sys/bus/dsa/devices',
      pattern:
        /^(?:\S{0,200}\/)?(?:(?:dsa|iax)\d{1,5}|(?:wq|group|engine)\d{1,5}\.\d{1,5})\/[a-z][a-z0-9_]{1,63}:/m,
      place: () => GREP,
    },
    {
      what: 'where the names in /sys/bus/dsa/devices point',
      pattern:
        /^(?:(?:dsa|iax)\d{1,5}|(?:wq|group|engine)\d{1,5}\.\d{1,5}) -> \S{1,500}\/(?:dsa|iax)\d{1,5}\b/m,
      place: () => LINKS,
    },
    {
      what: 'accel-config list or a file of its save-config',
      pattern: /^\s*(?:devices:\s*)?[[{][\s\S]*"dev"\s*:\s*"(?:dsa|iax)\d/,
      place: () => LIST,
    },
  ],
  outputs: ['accel-config list', '`grep -s . */*` in /sys/bus/dsa/devices'],
  oneAHost: [GREP, LINKS, LIST],
  halves: [{ places: [GREP, LINKS], names: /^(?:\S*\/)?((?:dsa|iax)\d{1,5})(?:\/| ->)/gm }],
};
