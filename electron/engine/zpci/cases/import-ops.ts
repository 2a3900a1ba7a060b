/** The import operations of the case format (zpci.md 7.1): what a capture tells of the functions of its host. */
import {
  fidText,
  FUNCTION_TYPES,
  type HostFunction,
  slotName,
  uidText,
  type ZpciHost,
} from '../../../../shared/zpci/types.ts';
import { treeOfNamedTexts } from '../../cases/case-captures.ts';
import type { CaseContext } from '../../family.ts';
import { HostTree } from '../../hosts/tree.ts';
import { observeZpci } from '../observe.ts';
import { CLP_TEXT, SLOTS, VFIO_TEXT } from '../observe/places.ts';
import { treeOfTexts } from '../observe/texts.ts';
import shipped from './fixtures/captures.json' with { type: 'json' };

export type ImportOp = 'import_sysfs' | 'import_vfiocaps';

type Facts = Readonly<Record<string, unknown>>;

export type Imported =
  | {
      readonly ok: true;
      readonly count: number;
      /** By address; a function without one by its FID. */
      readonly functions: Readonly<Record<string, Facts>>;
      /** Fields that the source tells of no function, in the order of the case format. */
      readonly unknown: readonly string[];
    }
  /** A sentence. */
  | { readonly ok: false; readonly why: string };

export interface ImportDifference {
  readonly key: string;
  readonly expected: unknown;
  readonly got: unknown;
}

const SHIPPED: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = shipped;

function shippedTree(name: string): HostTree | null {
  if (!Object.hasOwn(SHIPPED, name)) return null;
  return treeOfNamedTexts(
    Object.entries(SHIPPED[name]!).flatMap(([form, text]) =>
      text === undefined ? [] : [[`${name}.${form}.txt`, text] as const],
    ),
  );
}

/** What CLP and VFIO say of the same host is no word of /sys. */
const NOT_SYSFS: ReadonlySet<string> = new Set([CLP_TEXT, VFIO_TEXT]);

function withoutOthers(tree: HostTree): HostTree {
  const only = new HostTree();
  for (const path of tree.paths()) if (!NOT_SYSFS.has(path)) only.add(path, tree.added(path)!);
  return only;
}

function hex(value: number | null, width: number): string | null {
  return value === null ? null : `0x${value.toString(16).padStart(width, '0')}`;
}

/** A slot without that file says nothing of its power, whatever else tells of its function. */
function powerIn(tree: HostTree, { fid, state }: HostFunction): number | null {
  const slot = `${SLOTS}/${slotName(fid)}`;
  const isUntold = tree.list(slot).length > 0 && !tree.has(`${slot}/power`);
  if (isUntold || state === 'reserved') return null;
  return state === 'standby' ? 0 : 1;
}

/** Facts that decide nothing and are kept as they were read. */
function moreFacts({ others }: HostFunction): Facts {
  const { index, revision, subsystem_vendor, subsystem_device } = others;
  return {
    index: index === undefined ? null : Number(index),
    revision: revision ?? null,
    subsystemVendor: subsystem_vendor ?? null,
    subsystemDevice: subsystem_device ?? null,
    iommuGroupType: others['iommu_group_type'] ?? null,
    msiIrqs: others['msi_irqs'] === undefined ? null : Number(others['msi_irqs']),
    adapter: others['slot_adapter'] ?? null,
    curBusSpeed: others['slot_cur_bus_speed'] ?? null,
  };
}

/** Every fact under the name that the case format has for it, and under other names it goes by. */
function factsOf(one: HostFunction, host: ZpciHost, power: number | null): Facts {
  const type = one.pft === null ? null : FUNCTION_TYPES[one.pft];
  return {
    bdf: one.address,
    address: one.address,
    fid: fidText(one.fid),
    uid: one.uid === null ? null : uidText(one.uid),
    fh: hex(one.fh, 8),
    pchid: hex(one.pchid, 4),
    pfgid: hex(one.group, 2),
    gid: hex(one.group, 2),
    pft: hex(one.pft, 2),
    pftName: one.pft === null ? null : (type?.short ?? 'unknown'),
    pftLongName: one.pft === null ? null : (type?.name ?? 'unknown'),
    vfn: one.vfn,
    port: one.port,
    pfip: one.path,
    util: one.util,
    utilStr: one.util,
    mioEnabled: one.mioEnabled,
    uidIsUnique: one.uidIsUnique,
    fidparm: hex(one.fidparm, 2),
    state: one.state,
    configured: one.state !== 'standby' && one.state !== 'reserved',
    power,
    driver: one.driver,
    driverOverride: one.driverOverride,
    vendor: one.vendor,
    device: one.device,
    class: one.pciClass,
    iommuGroup: one.iommuGroup,
    physfn: one.physicalFunction,
    virtfns: one.virtualFunctions,
    numVfs: one.activeVfs,
    totalVfs: one.totalVfs,
    msix: one.msix,
    barSizes: one.barSizes,
    start: one.window?.start ?? null,
    end: one.window?.end ?? null,
    sdma: one.window?.start ?? null,
    edma: one.window?.end ?? null,
    window: one.window === null ? null : [one.window.start, one.window.end],
    sdmaRaw: one.platformWindow?.start ?? null,
    edmaRaw: one.platformWindow?.end ?? null,
    noi: one.noi,
    maxstbl: one.maxstbl,
    imaxstbl: one.maxstbl,
    dasm: one.dasm,
    msia: one.msia,
    mui: one.mui,
    version: one.version,
    refresh: one.refresh,
    frame: one.frame,
    dtsm: hex(one.dtsm, 2),
    fmbLength: one.fmbLength,
    caps: one.capabilities,
    dmaAvail: host.dmaEntryLimit,
    ...moreFacts(one),
  };
}

/** Fields that /sys never tells, or tells only indirectly (zpci.md 2.6). */
const RARE = ['sdma', 'edma', 'dasm', 'msia', 'noi', 'maxstbl', 'mui', 'version'] as const;
/** What no capability of VFIO holds. */
const NOT_IN_VFIO = ['uid', 'fid', 'port', 'frame', 'dtsm'] as const;

function unknownIn(op: ImportOp, functions: readonly Facts[]): readonly string[] {
  const rare = RARE.filter((name) => functions.every((facts) => facts[name] === null));
  return op === 'import_sysfs' ? rare : [...NOT_IN_VFIO, ...rare];
}

/** `name`: base name of the capture, as `initial.capture`. */
export function importOp(context: CaseContext, name: string, op: ImportOp): Imported {
  // Some write the name of one of its files.
  const base = name.replace(/\.(?:grep|links|vfiocaps|clp)?\.?(?:txt|tar\.gz|tgz)$/, '');
  const tree = context.capture?.(name) ?? context.capture?.(base) ?? shippedTree(base);
  if (tree === null)
    return { ok: false, why: `a capture ${name} in the folder of captures or beside the case` };
  const own = op === 'import_sysfs' ? observeZpci(withoutOthers(tree)) : null;
  const seen = own !== null && own.state.functions.length > 0 ? own : observeZpci(tree);
  const functions = (seen?.state.functions ?? []).filter(
    ({ toldBy }) => op === 'import_sysfs' || toldBy.includes('vfio'),
  );
  if (seen === null || functions.length === 0)
    return {
      ok: false,
      why: `a capture ${name} with ${op === 'import_sysfs' ? 'functions in /sys' : 'answers of VFIO'}`,
    };
  const files = treeOfTexts(tree)?.tree ?? tree;
  const facts = functions.map((one) => factsOf(one, seen.state.host, powerIn(files, one)));
  return {
    ok: true,
    count: facts.length,
    functions: Object.fromEntries(facts.map((one) => [String(one['bdf'] ?? one['fid']), one])),
    unknown: unknownIn(op, facts),
  };
}

function numeric(value: unknown): bigint | null {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  return typeof value === 'string' && /^(?:0x[0-9a-fA-F]{1,16}|\d{1,18})$/.test(value) ? BigInt(value) : null;
}

/** Numbers are the same whatever their form; `null` and `unknown` both say that nothing is told. */
function same(expected: unknown, got: unknown): boolean {
  if (got === undefined) return false;
  if (got === null) return expected === null || expected === 'unknown';
  const [left, right] = [numeric(expected), numeric(got)];
  if (left !== null && right !== null) return left === right;
  return JSON.stringify(expected) === JSON.stringify(got);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function factDifferences(key: string, expected: unknown, got: Facts | undefined): ImportDifference[] {
  if (got === undefined || !isRecord(expected))
    return [{ key, expected, got: got === undefined ? 'no such function' : got }];
  return Object.entries(expected).flatMap(([name, value]) => {
    const fact = Object.hasOwn(got, name) ? got[name] : undefined;
    const fine = same(value, fact) || (name === 'pftName' && value === got['pftLongName']);
    return fine
      ? []
      : [
          {
            key: `${key}.${name}`,
            expected: value,
            got: fact === undefined ? 'a key that no function has' : fact,
          },
        ];
  });
}

/** By address or by FID, however it is written. */
function functionNamed(functions: Readonly<Record<string, Facts>>, name: string): Facts | undefined {
  if (Object.hasOwn(functions, name)) return functions[name];
  return Object.values(functions).find(
    (one) =>
      one['bdf'] === name.toLowerCase() ||
      (name.startsWith('0x') && same(name, one['fid'])) ||
      one['fid'] === `0x${name}`,
  );
}

/** Differences of what was imported from `count`, `functions` and `unknown` of a case's `expect`; other keys are not looked at. */
export function importDifferences(
  expected: Readonly<Record<string, unknown>>,
  imported: Imported,
): readonly ImportDifference[] {
  if (!imported.ok) return [{ key: 'capture', expected: imported.why, got: 'none' }];
  const differences: ImportDifference[] = [];
  const { count, functions, unknown } = expected;
  if (count !== undefined && !same(count, imported.count))
    differences.push({ key: 'count', expected: count, got: imported.count });
  if (isRecord(functions))
    for (const [name, facts] of Object.entries(functions))
      differences.push(
        ...factDifferences(`functions.${name}`, facts, functionNamed(imported.functions, name)),
      );
  else if (functions !== undefined)
    differences.push({ key: 'functions', expected: functions, got: Object.keys(imported.functions) });
  if (unknown !== undefined) {
    const wanted = Array.isArray(unknown) ? unknown.map(String).sort() : unknown;
    if (JSON.stringify(wanted) !== JSON.stringify([...imported.unknown].sort()))
      differences.push({ key: 'unknown', expected: unknown, got: imported.unknown });
  }
  return differences;
}
