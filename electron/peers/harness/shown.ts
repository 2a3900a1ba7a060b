/** What a host's folder shows of its wish: masks, running matrices, definitions. Read with plain file calls only. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Shown {
  readonly masks: readonly string[];
  /** The udev rule with the lasting masks, without its comments; null = there is none. */
  readonly rule: readonly string[] | null;
  /** `matrix` and `control_domains` lines of what runs, by id. */
  readonly running: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** Definition files, by id. */
  readonly defined: Readonly<Record<string, string>>;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function idsIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => UUID.test(name)) : [];
}

function lines(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8').trim();
  return text === '' ? [] : text.split('\n');
}

export function shownBy(root: string): Shown {
  const bus = path.join(root, 'sys/bus/ap');
  const parent = path.join(root, 'sys/devices/vfio_ap/matrix');
  const definitions = path.join(root, 'etc/mdevctl.d/matrix');
  const rule = path.join(root, 'etc/udev/rules.d/41-ap.rules');
  return {
    masks: ['apmask', 'aqmask'].map((name) => readFileSync(path.join(bus, name), 'utf8').trim()),
    rule: existsSync(rule) ? lines(rule).filter((line) => line.startsWith('ATTR{')) : null,
    running: Object.fromEntries(
      idsIn(parent).map((id) => [
        id,
        ['matrix', 'control_domains'].map((name) => lines(path.join(parent, id, name))),
      ]),
    ),
    defined: Object.fromEntries(
      idsIn(definitions).map((id) => [id, readFileSync(path.join(definitions, id), 'utf8')]),
    ),
  };
}
