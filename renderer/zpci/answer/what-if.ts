/** The what-if of an answer: what is asked in words, and what is worth asking about a field. */
import type { AnswerCard } from '../../../shared/zpci/cards.ts';
import type { WhatIf } from '../../../shared/zpci/edits.ts';
import { PROFILES } from '../../../shared/zpci/profiles.ts';
import { PROFILE_IDS, type ProfileId } from '../../../shared/zpci/types.ts';

export const MISSABLE = ['BASE', 'GROUP', 'UTIL', 'PFIP', 'DMA_AVAIL'] as const;
export type Missable = (typeof MISSABLE)[number];

export const MISSABLE_WORDS: Readonly<Record<Missable, string>> = {
  BASE: 'window, PCHID, VFN and group number',
  GROUP: 'interrupts, store block, MSI address and the rest of the group',
  UTIL: 'the utility string',
  PFIP: 'the path',
  DMA_AVAIL: 'how many DMA mappings are left',
};

export const LEVEL_WORDS = {
  v2: 'a host kernel of 6.0 or later',
  v1: 'a host kernel of 5.10 to 5.19',
  none: 'a host kernel before 5.10',
} as const;

/** Limits worth trying, in mappings of 4 KiB; 65,535 is the kernel's own. */
export const LIMITS = [4096, 65_535, 262_144, 1_048_576, 16_777_216] as const;

export function isAsItIs(whatIf: WhatIf): boolean {
  return Object.keys(whatIf).length === 0;
}

/** What is left out is as it is: a part that is undefined or empty goes. */
export function withPart(whatIf: WhatIf, part: Partial<WhatIf>): WhatIf {
  return Object.fromEntries(
    Object.entries({ ...whatIf, ...part }).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

export function toggled(whatIf: WhatIf, capability: Missable): WhatIf {
  const missing = whatIf.without ?? [];
  return withPart(whatIf, {
    without: missing.includes(capability)
      ? missing.filter((one) => one !== capability)
      : MISSABLE.filter((one) => one === capability || missing.includes(one)),
  });
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`;
}

/** `QEMU 7.2, a host kernel before 5.10`; empty when nothing is asked. */
export function whatIfWords(whatIf: WhatIf): string {
  const { profile, machine, capabilities, without = [], mode, dmaEntryLimit } = whatIf;
  return [
    profile === undefined ? '' : PROFILES[profile].name,
    machine === undefined ? '' : machine === null ? 'the newest machine type' : `machine type ${machine}`,
    capabilities === undefined ? '' : LEVEL_WORDS[capabilities],
    without.length === 0 ? '' : `no ${listed(without)}`,
    mode === undefined ? '' : mode === 'intercept' ? 'interception' : 'interpretation',
    dmaEntryLimit === undefined
      ? ''
      : dmaEntryLimit === null
        ? 'no limit of DMA mappings'
        : `a limit of ${dmaEntryLimit.toLocaleString('en')} DMA mappings`,
  ]
    .filter((words) => words !== '')
    .join(', ');
}

function versionOf(machine: string): number {
  const [major = 0, minor = 0] = machine.split('.').map(Number);
  return major * 100 + minor;
}

/** Machine types the binary of a profile has, newest first. */
export function machinesOf(profile: ProfileId): readonly string[] {
  const newest = versionOf(PROFILES[profile].machine);
  const all = new Set(PROFILE_IDS.map((id) => PROFILES[id].machine));
  return [...all]
    .filter((machine) => versionOf(machine) <= newest)
    .sort((left, right) => versionOf(right) - versionOf(left));
}

export interface Offered {
  readonly label: string;
  readonly part: Partial<WhatIf>;
}

const NEEDS: readonly (readonly [Missable, readonly string[]])[] = [
  ['BASE', ['sdma', 'edma', 'pchid', 'vfn', 'pfgid']],
  ['GROUP', ['pfgid', 'noi', 'version', 'refresh', 'maxstbl', 'mui', 'dasm', 'msia']],
  ['UTIL', ['utilStr', 'flags']],
  ['PFIP', ['pfip']],
  ['DMA_AVAIL', ['edma']],
];

/** `the capability GROUP is missing`; empty where the what-if leaves what VFIO tells of this field alone. */
export function missingFor(name: string, { without = [], capabilities, profile }: WhatIf): string {
  const needed = NEEDS.filter(([, names]) => names.includes(name)).map(([capability]) => capability);
  if (needed.length === 0) return '';
  if (profile === 'fixed-2019') return `${PROFILES[profile].name} asks for no capabilities`;
  const gone = capabilities === 'none' ? needed : needed.filter((capability) => without.includes(capability));
  if (gone.length === 0) return '';
  return gone.length === 1
    ? `the capability ${gone[0]!} is missing`
    : `the capabilities ${listed(gone)} are missing`;
}

/** What-ifs that can change this field of a card that is passed through. */
export function offersFor(name: string, card: Pick<AnswerCard, 'mode' | 'profile'>): readonly Offered[] {
  if (card.mode === 'emulated' || card.mode === 'waiting') return [];
  const missing = NEEDS.filter(([, names]) => names.includes(name)).map(([capability]) => ({
    label: `Without ${capability}`,
    part: { without: [capability] },
  }));
  const offers: Offered[] = [...missing];
  if (missing.length > 0) {
    offers.push({ label: 'Kernel before 5.10', part: { capabilities: 'none' } });
    if (card.profile !== 'fixed-2019')
      offers.push({ label: 'QEMU of 2019', part: { profile: 'fixed-2019' } });
  }
  if (name === 'maxstbl' || name === 'pfgid')
    offers.push(
      card.mode === 'intercept'
        ? { label: 'Interpreted', part: { mode: 'interpret' } }
        : { label: 'Intercepted', part: { mode: 'intercept' } },
    );
  if (name === 'edma' || name === 'rtr') {
    if (card.profile === 'merged-10.0') offers.push({ label: 'Machine type 9.2', part: { machine: '9.2' } });
    else offers.push({ label: 'QEMU 10.0', part: { profile: 'merged-10.0', machine: null } });
  }
  if (name === 'edma') offers.push({ label: '262,144 DMA mappings', part: { dmaEntryLimit: 262_144 } });
  return offers;
}
