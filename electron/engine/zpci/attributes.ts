/** Files of a function in sysfs as Linux writes them (zpci.md 2.6); a fact that is not known has no file. */
import type { HostFunction } from '../../../shared/zpci/types.ts';
import { toEbcdic } from './kernel/ebcdic.ts';

/** 64 bytes (2.6), in the form in which a reader of text files gets what is none. */
function util(text: string | null): string | null {
  if (text === null) return null;
  const bytes = text === '' ? Array.from({ length: 64 }, () => 0) : toEbcdic(text, 64);
  return `hex:${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function hex(value: number | null, width: number): string | null {
  return value === null ? null : `0x${value.toString(16).padStart(width, '0')}\n`;
}

function decimal(value: number | null): string | null {
  return value === null ? null : `${value}\n`;
}

function flag(value: boolean | null): string | null {
  return value === null ? null : value ? '1\n' : '0\n';
}

function line(text: string | null): string | null {
  return text === null ? null : `${text}\n`;
}

/** File name -> content, with the files that this model does not know as they were read. */
export function attributeTexts(one: HostFunction): ReadonlyMap<string, string> {
  const texts: readonly (readonly [string, string | null])[] = [
    ['vendor', line(one.vendor)],
    ['device', line(one.device)],
    ['class', line(one.pciClass)],
    ['function_id', hex(one.fid, 8)],
    ['function_handle', hex(one.fh, 8)],
    ['pchid', hex(one.pchid, 4)],
    ['vfn', hex(one.vfn, 4)],
    ['pfgid', hex(one.group, 2)],
    ['pft', hex(one.pft, 2)],
    ['fidparm', hex(one.fidparm, 2)],
    ['uid', hex(one.uid, 0)],
    ['uid_is_unique', flag(one.uidIsUnique)],
    ['mio_enabled', flag(one.mioEnabled)],
    ['port', decimal(one.port)],
    ['util_string', util(one.util)],
    ['sriov_numvfs', decimal(one.activeVfs)],
    ['sriov_totalvfs', decimal(one.totalVfs)],
    ...(one.path ?? '')
      .split('.')
      .filter((segment) => segment !== '')
      .map((segment, at) => [`pfip/segment${at}`, `0x${segment}\n`] as const),
    ...Object.entries(one.others),
  ];
  return new Map(texts.flatMap(([name, text]) => (text === null ? [] : [[name, text] as const])));
}
