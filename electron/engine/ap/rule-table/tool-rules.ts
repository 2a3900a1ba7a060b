/** Rules of the proposed virtual type and of the tools around the kernel (ap.md 4, 5.3 ... 5.5, 8.3). */
import type { RuleExplanation } from '../../../../shared/contract.ts';
import { rule } from './rule-row.ts';
import { A_FACT } from '../../rule-table/rule-row.ts';

const SEED = 'From the proposal of November 2017; never implemented.';
const OURS = 'This project’s completion of the proposal; never implemented in Linux.';
const CHZDEV = 'chzdev of s390-tools 2.43';
const MDEVCTL = 'mdevctl';
const AP_CHECK = 'ap-check of s390-tools 2.43';

export const VIRTUAL_RULES: readonly RuleExplanation[] = [
  rule(
    'S1',
    'The virtual type',
    'A second kind of mediated device whose files map virtual ids to real ones.',
    SEED,
    ['ENOENT'],
  ),
  rule(
    'S2',
    'Mapping an adapter',
    'assign_adapter takes a virtual adapter, a colon and the real adapters behind it: 4:3,22,254.',
    SEED,
    ['EINVAL'],
  ),
  rule('S3', 'Mapping a domain', 'assign_domain takes the same form: 0:8,0x47.', SEED, ['EINVAL']),
  rule(
    'S4',
    'Passthrough or virtual',
    'The two types are mutually exclusive; the administrator chooses one.',
    SEED,
    ['EBUSY'],
  ),
  rule(
    'S5',
    'Every instruction is intercepted',
    'A virtual guest never reaches a real queue directly: each AP instruction is forwarded and executed on its behalf.',
    SEED,
  ),
  rule(
    'S6',
    'The guest’s masks stay empty',
    'A virtual device does not put masks into the guest’s crypto control block, since nothing may run without interception.',
    SEED,
  ),
  rule(
    'S7',
    'Choosing a real queue',
    'The real adapters and domains behind the virtual queue are looked up, all combinations are built, and one is chosen by a policy.',
    SEED,
  ),
  rule(
    'S8',
    'How many candidates',
    'A virtual queue has as many candidates as its adapter list times its domain list.',
    SEED,
  ),
  rule(
    'S9',
    'Passthrough needs one interception only',
    'Interrupt set-up (PQAP AQIC) is the one instruction a passthrough guest does not execute directly; the guest reaches its queues through its masks.',
    SEED,
  ),
  rule(
    'S10',
    'What the proposal left open',
    'Repartition at boot, reset and hot plug, and interrupts were not studied; the simulation gives a stopped virtual guest no queue to zeroize.',
    SEED,
  ),
  rule(
    'VP1',
    'Text of a mapping',
    'A number, a colon, then numbers with commas between them; no blanks, one optional newline. A repeated real id is ignored.',
    OURS,
    ['EINVAL', 'ERANGE', 'ENODEV'],
  ),
  rule(
    'VP2',
    'Writing a mapping again',
    'A second write for the same virtual id replaces its list, an empty list removes it. A real id may stand behind several virtual ids.',
    OURS,
  ),
  rule(
    'VP3',
    'Order of candidates',
    'Real adapters in the order they were written, for each the real domains in theirs.',
    OURS,
  ),
  rule(
    'VP4',
    'Candidates must be free',
    'No real queue behind a virtual device may be reserved for the host or belong to another device. Queues of accelerators may be shared if that is switched on.',
    OURS,
    ['EADDRNOTAVAIL', 'EADDRINUSE'],
  ),
  rule(
    'VP5',
    'One type on a host',
    'A device of one type cannot be created while one of the other type exists.',
    OURS,
    ['EBUSY'],
  ),
  rule(
    'VP6',
    'Alike candidates',
    'The queues behind one virtual queue must have the same mode and, for CCA and EP11, the same current master keys; where keys are not known there is a warning.',
    OURS,
    ['EINVAL'],
  ),
  rule(
    'VP7',
    'What the guest is told',
    'Its configuration shows the virtual adapters and domains that have something behind them, and no control domains.',
    OURS,
  ),
  rule(
    'VP8',
    'Requests and replies',
    'A request is remembered with the real queue it went to, and its reply is collected there, oldest first. Parts of one operation stay on one queue.',
    OURS,
  ),
  rule(
    'VP9',
    'Testing and resetting',
    'A virtual queue shows the type of the first usable candidate and the sum of depths, and is empty when all its real queues are; a reset reaches real queues only when no other virtual queue uses them.',
    OURS,
  ),
  rule(
    'VP10',
    'Response codes',
    'Unmapped: 1. All candidates deconfigured: 3, all checkstopped: 4, all full: 0x10; the guest tries again. Assumed for mixtures without a usable one: 0x10 when one is full, else 1.',
    OURS,
  ),
  rule(
    'VP11',
    'A real queue disappears',
    'Its outstanding requests are lost and the list of candidates shrinks; no row or column goes with it.',
    OURS,
  ),
];

export const TOOL_RULES: readonly RuleExplanation[] = [
  rule(
    'Z1',
    'chzdev lists what the host keeps',
    'Entries without a sign are the ids that stay with the host; entries with signs change the mask, and then every entry needs one.',
    `${CHZDEV}: “Invalid input string”.`,
  ),
  rule(
    'Z2',
    'Entries of chzdev',
    'Numbers or ascending ranges of 0 to 255, base 0.',
    `${CHZDEV}: “Invalid input string”.`,
  ),
  rule(
    'Z3',
    'chzdev looks for conflicts first',
    'Ids newly reserved for the host are compared with running devices, and for the persistent setting with definitions that start at boot; on a conflict nothing is written.',
    `${CHZDEV}: “apmask conflicts with mdev”.`,
  ),
  rule(
    'Z4',
    'chzdev does not check its writes',
    'A refusal of the kernel is not reported, and of two writes the second may still succeed: read the masks back.',
    `${CHZDEV}: apmask first, aqmask second, exit code 0.`,
  ),
  rule(
    'Z5',
    'Persistent masks',
    'The persistent form is a udev rule with the two masks as hex text; the rule loads vfio_ap after they are set.',
    `${CHZDEV}: /etc/udev/rules.d/41-ap.rules.`,
  ),
  rule(
    'Z6',
    'One lock',
    'chzdev and ap-check use one lock file, so their checks do not overtake each other.',
    `${CHZDEV}: /run/lock/s390apconfig.lock.`,
  ),
  rule(
    'D1',
    'Starting a definition',
    'The device is created and its attributes are written in their order; at the first failure it is removed again. The order decides which write reports a conflict.',
    `${MDEVCTL} start.`,
  ),
  rule(
    'D2',
    'Commands of mdevctl',
    'Definitions are made with define and changed with modify; start and stop make and remove the device.',
    MDEVCTL,
  ),
  rule(
    'D3',
    'Lists of mdevctl',
    'The list of devices is JSON by parent and UUID, with type, start and attributes.',
    `${MDEVCTL} list --dumpjson.`,
  ),
  rule(
    'D4',
    'Automatic start',
    'Definitions that start at boot do so when the matrix device appears, so the masks must be set before the module is loaded.',
    `${MDEVCTL} udev rule.`,
  ),
  rule(
    'D5',
    'The parent is called matrix',
    'Mediated AP devices have one parent, and its name is matrix.',
    MDEVCTL,
  ),
  rule(
    'K1',
    'Lists are for ap-check only',
    'ap-check accepts several ids with commas in one attribute; the kernel does not.',
    AP_CHECK,
    ['EINVAL'],
  ),
  rule(
    'K2',
    'Full masks in ap_config',
    'ap-check wants three masks of 64 digits; the kernel is more lenient.',
    AP_CHECK,
  ),
  rule(
    'K3',
    'A failing live write is not noticed',
    `When the kernel refuses a live change ap-check says nothing: read it back. ${A_FACT}`,
    AP_CHECK,
  ),
  rule(
    'K4',
    'ap-check does not know overrides',
    'It judges by masks only and rejects devices whose queues are given by driver_override.',
    AP_CHECK,
  ),
  rule(
    'X1',
    'Control domain without usage domain',
    'The right to change a domain is of no use without a domain to send commands to. The kernel accepts it, ap-check refuses to start it.',
    AP_CHECK,
  ),
  rule(
    'X2',
    'Guest without queue interrupts',
    `Without facility 65 the guest polls its queues; what it gets is the same. ${A_FACT}`,
    'QEMU CPU model.',
  ),
  rule(
    'X3',
    'Several guests at once',
    'Each guest opens its own device; they run side by side as long as no queue is in two of them.',
    'Kernel documentation.',
  ),
  rule(
    'X4',
    'Cleaning up',
    'After the guests have ended, remove the devices, then set the mask bits again: all queues are back with the host.',
    'Kernel documentation.',
  ),
  rule(
    'X5',
    'Detaching and attaching',
    'Detaching is closing: all queues are zeroized. Attaching is opening again with the same matrix.',
    'Kernel documentation.',
  ),
  rule(
    'X6',
    'Pools are per queue',
    'A queue is in the host pool when both its mask bits are set; there are no pools of adapters or domains.',
    'AP bus driver.',
  ),
  rule(
    'X7',
    'ap_config shows the wish',
    'Reading it gives the three assigned masks, not the filtered ones.',
    'vfio_ap driver.',
  ),
];
