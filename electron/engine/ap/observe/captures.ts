/** Where crypto queues show in a capture (ap.md 2, management.md 7). */
import type { FamilyCaptures } from '../../hosts/family-captures.ts';

export const AP_CAPTURES: FamilyCaptures = {
  bus: '/sys/bus/ap',
  busWords: 'an AP bus',
  devices: 'crypto queues of IBM Z',
  places: [
    '/sys/bus/ap',
    '/sys/bus/matrix',
    '/sys/devices/ap',
    '/sys/devices/vfio_ap',
    '/etc/udev/rules.d/41-ap.rules',
  ],
  // No rule of that name among the rules that are there is a fact.
  steps: ['[ ! -d "$r/etc/udev/rules.d" ] || echo /etc/udev/rules.d/41-ap.rules >>"$c/searched"'],
  liveSteps: [
    'for o in V b d; do lszcrypt -$o >"$c/lszcrypt-$o" 2>/dev/null || rm -f "$c/lszcrypt-$o"; done',
  ],
  sysFolders: [/^bus\/(?:ap|matrix)$/, /^devices\/(?:ap|vfio_ap)$/, /^module\/vfio_ap$/],
  commands: [
    ['lszcrypt -VV', '/captured/lszcrypt-V'],
    ['lszcrypt -V', '/captured/lszcrypt-V'],
    ['lszcrypt', '/captured/lszcrypt'],
    ['lszcrypt -d', '/captured/lszcrypt-d'],
    ['lszcrypt -b', '/captured/lszcrypt-b'],
    ['lszdev --type ap --info', '/captured/lszdev-ap'],
    ['lszdev -t ap --info', '/captured/lszdev-ap'],
    ['chzdev --export - --type ap', '/captured/chzdev-export'],
  ],
  texts: [
    {
      what: 'lszcrypt -V',
      pattern: /^CARD\.DOM(?:AIN)?\s+TYPE\s+MODE\s+STATUS\s.*\bDRIVER\b/m,
      place: () => '/captured/lszcrypt-V',
    },
    {
      what: 'lszcrypt',
      pattern: /^CARD\.DOM(?:AIN)?\s+TYPE\s+MODE\s+STATUS\s+REQUESTS/m,
      place: () => '/captured/lszcrypt',
    },
    { what: 'lszcrypt -d', pattern: /^DOMAIN\s+00 01 02 03/m, place: () => '/captured/lszcrypt-d' },
    { what: 'lszcrypt -b', pattern: /^ap_(?:domain|max_domain_id)=/m, place: () => '/captured/lszcrypt-b' },
    { what: 'lszdev --type ap --info', pattern: /^DEVICE TYPE ap\b/m, place: () => '/captured/lszdev-ap' },
    {
      what: 'chzdev --export',
      pattern: /^\[(?:active|persistent) ap\]/m,
      place: () => '/captured/chzdev-export',
    },
    {
      what: 'the udev rule of chzdev',
      pattern: /ATTR\{[^}\n]{0,200}\bap\/a[pq]mask\}\s{0,9}=\s{0,9}"/,
      place: () => '/etc/udev/rules.d/41-ap.rules',
    },
  ],
  outputs: ['lszcrypt -V', 'lszdev', 'chzdev --export'],
  oneAHost: [],
  halves: [],
};
