/** The words of the field, in one place: hover definitions, the Learn view and tests read this table. Facts: ap.md 1 to 4. */
export interface GlossaryEntry {
  /** As it is written in a sentence. */
  readonly term: string;
  /** One or two sentences: enough to go on reading. */
  readonly short: string;
  /** What follows from it in practice. */
  readonly long: string;
  /** Other spellings a person may search for. */
  readonly also: readonly string[];
  readonly see: readonly string[];
}

export const GLOSSARY = {
  ap: {
    term: 'AP',
    short:
      'Adjunct Processor: the crypto facility of IBM Z, made of adapters and the instructions that reach them.',
    long: 'A guest runs AP instructions itself, in hardware. No driver emulates the card in between, which is why the rules about who may reach which queue are strict.',
    also: ['adjunct processor', 'crypto express'],
    see: ['adapter', 'domain', 'apqn'],
  },
  adapter: {
    term: 'Adapter',
    short: 'One crypto processor, numbered 0 to 255 (its APID). A row of the matrix.',
    long: 'An adapter runs in one mode: accelerator, CCA coprocessor or EP11 coprocessor. Its card device always stays with the host; only its queues are given away.',
    also: ['card', 'APID', 'CEX'],
    see: ['card-mode', 'domain', 'apqn'],
  },
  domain: {
    term: 'Domain',
    short:
      'A partition inside an adapter with its own master keys, numbered 0 to 255. A column of the matrix.',
    long: 'Every adapter of the LPAR has the same domain numbers, but each adapter keeps separate contents for each of them.',
    also: ['APQI', 'crypto domain'],
    see: ['usage-domain', 'control-domain', 'master-key'],
  },
  'usage-domain': {
    term: 'Usage domain',
    short: 'The right to send work to a domain.',
    long: 'Usage and control are two rights on the same domain, not two kinds of domain. The usage domains of a guest are the columns of its matrix.',
    also: ['AQM'],
    see: ['control-domain', 'matrix'],
  },
  'control-domain': {
    term: 'Control domain',
    short: 'The right to change a domain, for example to load its master keys.',
    long: 'The command travels through a usage domain and names the domain to change inside its message. No rule makes control domains exclusive, so two guests may control the same one: the studio warns about it.',
    also: ['ADM', 'administration'],
    see: ['usage-domain', 'master-key'],
  },
  apqn: {
    term: 'APQN',
    short:
      'AP queue number: one adapter together with one usage domain. One cell of the matrix, written 05.0047.',
    long: 'Both numbers are hexadecimal in the written form: 05.0047 is adapter 5, domain 71. An APQN belongs to the host or to one guest, never to two.',
    also: ['queue number', 'cell'],
    see: ['queue', 'matrix', 'over-provisioning'],
  },
  queue: {
    term: 'Queue',
    short: 'The device behind an APQN. It is bound to the host driver, to vfio_ap, or to no driver.',
    long: 'Requests are put on a queue and replies are taken from it. Which driver may bind it follows from the host masks.',
    also: ['queue device', 'cex4queue'],
    see: ['apqn', 'host-pool', 'vfio-pool'],
  },
  'master-key': {
    term: 'Master key',
    short: 'The secret a domain of an adapter keeps inside. All secure keys used there are sealed under it.',
    long: 'Whoever can send to the queue can use keys sealed under its master key. This is why a queue has exactly one owner.',
    also: ['mkvp', 'mkvps', 'verification pattern'],
    see: ['domain', 'control-domain'],
  },
  'card-mode': {
    term: 'Card mode',
    short: 'What an adapter is set up as: accelerator (A), CCA coprocessor (C) or EP11 coprocessor (P).',
    long: 'Mode is the last letter of the card type: CEX8P is a Crypto Express 8 in EP11 mode. Mixing modes in one guest is legal and seldom meant.',
    also: ['accelerator', 'CCA', 'EP11'],
    see: ['adapter'],
  },
  lpar: {
    term: 'LPAR configuration',
    short: 'The adapters, usage domains and control domains the partition was given at the service element.',
    long: 'It can change while the system runs. A guest matrix may name more than the LPAR has: the wish is kept and comes true when the LPAR gets the device.',
    also: ['QCI', 'HMC', 'activation profile'],
    see: ['over-provisioning', 'effective-mask'],
  },
  mdev: {
    term: 'Mediated device',
    short:
      'What a guest opens to get its queues: a wish list of adapters, domains and control domains, named by a UUID.',
    long: 'One guest opens at most one vfio-ap mediated device, and a mediated device is opened by at most one guest.',
    also: ['mdev', 'UUID', 'vfio-ap'],
    see: ['matrix', 'guest-matrix'],
  },
  matrix: {
    term: 'Matrix',
    short: 'Adapters times domains. A guest gets every combination: the hardware knows no other shape.',
    long: 'Adding one adapter to a guest with three domains adds three queues. Single cells cannot be left out.',
    also: ['cross product', 'APM', 'AQM'],
    see: ['apqn', 'guest-matrix'],
  },
  'guest-matrix': {
    term: 'guest_matrix',
    short: 'What of the matrix the guest gets now: the wish, minus what had to be filtered.',
    long: 'When one queue of an adapter cannot be passed through, the whole adapter is left out. The matrix file looks right and the guest still sees less.',
    also: ['shadow', 'shadow APCB', 'guest_matrix'],
    see: ['filter', 'matrix'],
  },
  filter: {
    term: 'FILTER',
    short:
      'How the kernel cuts the matrix down to what a guest may see: host AND wish, then whole adapters out for a single bad queue.',
    long: 'It runs when an adapter or a domain is added, when ap_config is written, when a queue is bound and when the LPAR gains something. It does not run when something is removed: a hidden adapter stays hidden until the guest is re-applied.',
    also: ['shadow', 'filtering'],
    see: ['guest-matrix', 're-apply'],
  },
  're-apply': {
    term: 'Re-apply',
    short: 'Writing a guest’s ap_config with its own content, so that the kernel filters again.',
    long: 'The cure when a queue was repaired or a domain was removed and the adapter did not come back.',
    also: ['ap_config'],
    see: ['filter', 'ap-config'],
  },
  'ap-config': {
    term: 'ap_config',
    short: 'A file of the mediated device that replaces all three masks in one write (Linux 6.10 and later).',
    long: 'One atomic write has no half-finished states and always filters again. The studio uses it where the kernel has it.',
    also: ['atomic'],
    see: ['mdev', 're-apply'],
  },
  apmask: {
    term: 'apmask',
    short: 'Host mask of adapters: a set bit reserves the adapter for host drivers.',
    long: 'A queue is the host’s only if its adapter bit in apmask and its domain bit in aqmask are both set. Clearing one bit therefore frees a whole row.',
    also: ['host mask', 'adapter mask'],
    see: ['aqmask', 'host-pool', 'collateral'],
  },
  aqmask: {
    term: 'aqmask',
    short: 'Host mask of domains: a set bit reserves the domain for host drivers.',
    long: 'Clearing one bit frees a whole column, on every adapter.',
    also: ['host mask', 'domain mask'],
    see: ['apmask', 'host-pool', 'collateral'],
  },
  'mask-order': {
    term: 'Mask order',
    short: 'Bit 0 of an AP mask is the leftmost one: adapter 0 is the first bit after 0x.',
    long: 'Counting from the right, or padding a short mask on the left, is the most common mistake with these files. The studio never asks for a mask and shows the numbers beside every one.',
    also: ['bit order', 'hex'],
    see: ['apmask', 'aqmask'],
  },
  'host-pool': {
    term: 'Host pool',
    short: 'Queues the host drivers keep: both mask bits set. Always a rectangle.',
    long: 'Host programs use these queues through the zcrypt driver.',
    also: ['zcrypt', 'cex4queue'],
    see: ['vfio-pool', 'apmask'],
  },
  'vfio-pool': {
    term: 'vfio pool',
    short: 'All other queues: bound to vfio_ap and ready to be given to guests.',
    long: 'The complement of a rectangle has the shape of an L. Without the vfio_ap module loaded these queues have no driver at all.',
    also: ['vfio_ap', 'free queues'],
    see: ['host-pool', 'queue'],
  },
  collateral: {
    term: 'Collateral',
    short:
      'Queues that leave the host although nobody asked for them, because masks free whole rows or columns.',
    long: 'There are usually several ways to free a set of queues; they differ in what else is lost. The studio draws each of them before it is done.',
    also: ['rectangle problem'],
    see: ['apmask', 'aqmask', 'driver-override'],
  },
  'driver-override': {
    term: 'driver_override',
    short: 'Binds one single queue to a named driver, whatever the masks say (Linux 6.19 and later).',
    long: 'It frees single cells without collateral. It is not persistent, needs both masks at their default, and blocks mask changes while one is set. Choose one way per host.',
    also: ['override'],
    see: ['apmask', 'collateral'],
  },
  'over-provisioning': {
    term: 'Over-provisioning',
    short: 'Giving a guest queues that do not exist yet, or are not bound to vfio_ap yet.',
    long: 'Linux 6.0 and later keep the wish and hand the queue over when it comes. Older kernels refuse it.',
    also: ['reserve'],
    see: ['lpar', 'guest-matrix'],
  },
  zeroize: {
    term: 'Zeroize',
    short:
      'Resetting a queue and wiping its state (the ZAPQ instruction), so that nothing leaks to its next user.',
    long: 'Happens when a guest stops or reboots and when a queue is taken away. Requests still waiting on the queue are lost.',
    also: ['ZAPQ', 'reset'],
    see: ['queue'],
  },
  crycb: {
    term: 'CRYCB',
    short: 'Crypto control block: the hardware’s own copy of the masks of a running guest.',
    long: 'Its format limits what fits: formats 0 and 1 hold adapters 0 to 63 and domains 0 to 15, format 2 holds all 256. Higher numbers are dropped without a message.',
    also: ['APCB', 'SIE', 'format 2'],
    see: ['effective-mask', 'mask-order'],
  },
  'effective-mask': {
    term: 'Effective masks',
    short: 'Firmware ANDs the masks of a guest with those of the host, on every level of nesting.',
    long: 'Naming something the host does not have is no error for the hardware: the guest simply does not see it.',
    also: ['EAPM', 'EAQM', 'EADM', 'nested'],
    see: ['crycb', 'lpar'],
  },
  'default-domain': {
    term: 'Default domain',
    short: 'The usage domain host programs use when they name none (ap_domain).',
    long: 'Giving it away makes host programs fail that used to work. The studio asks before it does.',
    also: ['ap_domain'],
    see: ['host-pool'],
  },
  profile: {
    term: 'Kernel profile',
    short:
      'Which set of kernel rules a host follows: the same change can be refused by one kernel and made by another.',
    long: 'The studio recognises the profile by the files a kernel offers and says what its evidence is.',
    also: ['kernel version', 'upstream', '2018'],
    see: ['over-provisioning', 'ap-config', 'driver-override'],
  },
  checkstop: {
    term: 'Checkstop',
    short: 'An adapter or queue that stopped itself after a hardware error.',
    long: 'It does not answer requests until service has taken care of it.',
    also: ['chkstop'],
    see: ['adapter', 'deconfigured'],
  },
  deconfigured: {
    term: 'Deconfigured',
    short: 'An adapter that was switched off for this LPAR (its config file says 0).',
    long: 'Unlike “offline”, which is a switch of the host’s software only.',
    also: ['config', 'offline'],
    see: ['adapter', 'checkstop'],
  },
  'observed-desired': {
    term: 'Observed and desired',
    short:
      'Observed is what was read from the host. Desired is what you have drawn. Nothing touches the host while you draw.',
    long: 'The difference between the two is the list of changes.',
    also: ['plan', 'wish'],
    see: ['capture'],
  },
  capture: {
    term: 'Capture',
    short: 'A copy of the host’s state files in one archive, read with one shell line.',
    long: 'It holds no keys: sysfs does not show any. It can be made on a host without network and opened here.',
    also: ['import', 'archive'],
    see: ['observed-desired'],
  },
  'virtual-matrix': {
    term: 'Virtual matrix',
    short:
      'A proposal of 2017: virtual adapters and domains that stand for lists of real ones. Simulation only.',
    long: 'No kernel has it. The studio shows what it would do, under three policies of choosing the real queue.',
    also: ['vfio_ap_matrix-virtual', 'load balancing'],
    see: ['matrix', 'mdev'],
  },
} as const satisfies Readonly<Record<string, GlossaryEntry>>;

export type TermId = keyof typeof GLOSSARY;

export const TERM_IDS = Object.keys(GLOSSARY) as TermId[];

function searchText(id: TermId): string {
  const { term, short, long, also } = GLOSSARY[id];
  return [term, ...also, short, long].join(' ').toLowerCase();
}

/** Terms in which every word of the question occurs; those whose name begins with it come first. */
export function searchGlossary(question: string): TermId[] {
  const words = question.toLowerCase().split(/\s+/).filter(Boolean);
  const found = TERM_IDS.filter((id) => {
    const text = searchText(id);
    return words.every((word) => text.includes(word));
  });
  const first = words[0] ?? '';
  function rank(id: TermId): number {
    const { term, also } = GLOSSARY[id];
    if (first !== '' && term.toLowerCase().startsWith(first)) return 0;
    return first !== '' && also.some((other) => other.toLowerCase().startsWith(first)) ? 1 : 2;
  }
  return found.sort(
    (left, right) => rank(left) - rank(right) || GLOSSARY[left].term.localeCompare(GLOSSARY[right].term),
  );
}
