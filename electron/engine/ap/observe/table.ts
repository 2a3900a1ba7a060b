/** Cards and queues from `lszcrypt -V`, for sources without `/sys/devices/ap` (ap.md 5.1, 5.9). */
import type { Card, CardMode } from '../../../../shared/ap/types.ts';
import { apqnOf } from '../../../../shared/apqn.ts';
import { type LszcryptRow, parseLszcrypt } from './lszcrypt.ts';
import { modeOfType, type ObservedQueues, QueueBuilder } from './queues.ts';
import { quoted } from '../../hosts/tree-reader.ts';
import type { ApReader } from './reader.ts';

const LSZCRYPT_VERBOSE = '/captured/lszcrypt-V';
const LSZCRYPT_PLAIN = '/captured/lszcrypt';

const MODES: Readonly<Record<string, CardMode>> = {
  'CCA-Coproc': 'cca',
  Accelerator: 'accelerator',
  'EP11-Coproc': 'ep11',
};
const SE_STATES = ['usable', 'bound', 'unbound', 'illicit'] as const;

/** STATUS tells one thing only, the first of: deconfigured, checkstopped, online or offline, vfio_ap's word. */
function condition(status: string): {
  online: boolean | null;
  config: boolean | null;
  chkstop: boolean | null;
} {
  if (status === 'deconfig') return { online: null, config: false, chkstop: null };
  if (status === 'chkstop') return { online: null, config: true, chkstop: true };
  const online = status === 'online' ? true : status === 'offline' ? false : null;
  return { online, config: true, chkstop: false };
}

function cardOf(row: LszcryptRow): Card {
  const mode = modeOfType(row.type);
  return {
    type: row.type,
    mode: mode === 'unknown' ? (MODES[row.mode] ?? 'unknown') : mode,
    hwtype: row.hwtype,
    ...condition(row.status),
    serial: null,
  };
}

function addQueue(row: LszcryptRow, domain: number, builder: QueueBuilder): void {
  const apqn = apqnOf(row.adapter, domain);
  // Without -V only queues of the host driver are listed (they alone have an online file).
  builder.setDriver(apqn, row.driver === null ? 'cex4queue' : row.driver || null);
  const { online, config, chkstop } = condition(row.status);
  if (config === false) builder.deconfigured.add(apqn);
  if (chkstop) builder.checkstopped.add(apqn);
  const status = ['unassigned', 'assigned', 'in use'].find((word) => word === row.status);
  const seState = SE_STATES.find((word) => word === row.seState);
  builder.details.set(apqn, {
    ...(online === null ? {} : { online }),
    ...(status ? { status } : {}),
    ...(row.requests === null ? {} : { requests: row.requests }),
    ...(seState ? { seState } : {}),
  });
}

/** Null when the capture has no table of lszcrypt. */
export function observeTable(reader: ApReader): ObservedQueues | null {
  const path = reader.tree.has(LSZCRYPT_VERBOSE) ? LSZCRYPT_VERBOSE : LSZCRYPT_PLAIN;
  const table = parseLszcrypt(reader.text(path) ?? '');
  if (table === null) return null;
  const cards = new Map<number, Card>();
  const builder = new QueueBuilder();
  for (const row of table.rows.filter(({ domain }) => domain === null)) cards.set(row.adapter, cardOf(row));
  for (const row of table.rows) {
    if (row.domain === null) continue;
    addQueue(row, row.domain, builder);
    if (cards.has(row.adapter)) continue;
    // lszcrypt --queueonly lists no card rows; type and mode stand in every row.
    cards.set(row.adapter, { ...cardOf(row), online: null, config: null, chkstop: null });
  }
  for (const line of table.damaged)
    reader.find(
      'warning',
      path,
      `The line ${quoted(line)} does not fit the table; left out.`,
      'lszcrypt line',
    );
  for (const warning of table.warnings) reader.find('info', path, `lszcrypt said: ${quoted(warning)}`);
  if (!table.verbose)
    reader.find(
      'warning',
      path,
      'lszcrypt was run without -V: queues of vfio_ap and queues without a driver are not listed.',
    );
  const pool = [...builder.state.entries()].filter(([, value]) => value === 3).map(([apqn]) => apqn);
  const hasStatus =
    pool.length === 0 ? null : pool.some((apqn) => builder.details.get(apqn)?.status !== undefined);
  return { cards, queues: builder.table(), hasOverride: null, hasStatus };
}
