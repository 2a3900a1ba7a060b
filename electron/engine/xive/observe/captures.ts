/** Where a guest's interrupt controller shows in a capture (xive.md 4). */
import type { FamilyCaptures } from '../../hosts/family-captures.ts';
import { KIND_PATTERNS, KINDS } from './kinds.ts';
import { LOOKS_LIKE_SCENARIO } from './scenario-text.ts';

/** Texts keep the folder they lie in: a folder holds what belongs to one moment. */
export const XIVE_TEXTS = '/captured/xive';

function placeOf(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  return `${XIVE_TEXTS}/${parts.map((part) => part.slice(0, 200)).join('/') || 'text'}`;
}

export const KVM_DEBUG = '/sys/kernel/debug/kvm';
export const POWERPC_DEBUG = '/sys/kernel/debug/powerpc';
export const XIVE_DEBUG = `${POWERPC_DEBUG}/xive`;

/** `info pic` reads the state of every claimed source and so populates its management page (XIVE-R21). */
const MONITOR = ['mtree', 'mtree -f', 'qtree', 'pci', 'irq', 'pic'].map((what) => `"${what}"`).join(' ');

export const XIVE_CAPTURES: FamilyCaptures = {
  bus: XIVE_DEBUG,
  busWords: 'a XIVE interrupt controller',
  devices: 'XIVE sources',
  places: [XIVE_DEBUG],
  steps: [
    'if grep -qs "XIVE-I\\|-PCI-MSI" "$r/proc/interrupts"; then mkdir -p "$t/$n/proc"; cp "$r/proc/interrupts" "$t/$n/proc/" 2>>"$c/errors"; fi',
    `for f in "$r"${KVM_DEBUG}/*/xive "$r"${POWERPC_DEBUG}/kvm-xive-*; do [ -f "$f" ] || continue; d=$t/$n\${f#"$r"}; mkdir -p "\${d%/*}"; cp "$f" "$d" 2>>"$c/errors"; done`,
    'for f in "$r"/proc/[0-9]*/maps; do grep -qs kvm-xive-native "$f" || continue; d=$t/$n${f#"$r"}; mkdir -p "${d%/*}"; cp "$f" "$d" 2>>"$c/errors"; done',
  ],
  liveSteps: [
    `j=0; [ ! -d ${XIVE_DEBUG} ] || timeout 20 virsh list --name 2>/dev/null | while read -r g; do [ -n "$g" ] || continue; j=$((j+1)); d=$c/xive/$j; mkdir -p "$d"; echo "$g" >"$d/domain"; cat "/run/libvirt/qemu/$g.pid" >"$d/pid" 2>/dev/null; for o in ${MONITOR}; do timeout 20 virsh qemu-monitor-command --hmp "$g" "info $o" >"$d/vm-info-\${o%% *}$([ "$o" = "\${o% *}" ] || echo -f).txt" 2>/dev/null; done; done`,
  ],
  sysFolders: [/^kernel\/debug$/],
  commands: [],
  texts: [
    ...KINDS.map((what) => ({ what, pattern: KIND_PATTERNS[what], place: placeOf, anywhere: true as const })),
    { what: 'a XIVE scenario', pattern: LOOKS_LIKE_SCENARIO, place: placeOf, anywhere: true },
  ],
  outputs: ['info pic', 'info mtree', '/proc/<pid>/maps', 'the XIVE files in debugfs', 'XIVE scenarios'],
  oneAHost: [],
  halves: [],
  onlyWith: [
    { path: /^\/proc\/interrupts$/, pattern: /XIVE-I(?:PI|RQ)|(?:pSeries|PNV)-PCI-MSI/ },
    { path: /^\/proc\/\d+\/maps$/, pattern: /anon_inode:kvm-xive-native/ },
  ],
};
