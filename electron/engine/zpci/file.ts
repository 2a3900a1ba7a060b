/**
 * A zPCI state in workspace files: functions and guests, each with what differs from one of which nothing is known, so
 * that a file shows what was told and nothing else.
 */
import { z } from 'zod';
import { StudioError } from '../../../shared/errors.ts';
import type { Json } from '../../../shared/patches.ts';
import {
  fidText,
  type GuestCard,
  type GuestDevice,
  type ZpciGuest,
  type ZpciState,
} from '../../../shared/zpci/types.ts';
import { type DeviceFile, type GuestFile, zpciFileSchema } from './file/schema.ts';
import { createDevice, createFunction, createGuest, createHost } from './model.ts';

type Plain = Readonly<Record<string, unknown>>;

/** The values of `whole` that `usual` has not. */
function differing(whole: object, usual: object): Plain {
  const known = usual as Plain;
  return Object.fromEntries(
    Object.entries(whole).filter(
      ([key, value]) => value !== known[key] && JSON.stringify(value) !== JSON.stringify(known[key]),
    ),
  );
}

function cardToFile(card: GuestCard): Plain {
  const usual = { msix: null, options: [] };
  return differing(card, usual);
}

function deviceToFile({ id, card, zpci, ...rest }: GuestDevice): Plain {
  const usual = createDevice({ id });
  const line = zpci === null ? null : differing(zpci, usual.zpci!);
  return {
    id,
    ...(card === null ? {} : { card: cardToFile(card) }),
    ...(line !== null && Object.keys(line).length === 0 ? {} : { zpci: line }),
    ...differing(rest, usual),
  };
}

function guestToFile({ id, name, profile, devices, ...rest }: ZpciGuest): Plain {
  return {
    id,
    name,
    profile,
    ...differing(rest, createGuest({ id, name })),
    ...(devices.length === 0 ? {} : { devices: devices.map(deviceToFile) }),
  };
}

export function toFile(state: ZpciState): Json {
  const file = {
    host: differing(state.host, createHost()),
    functions: state.functions.map(({ fid, ...rest }) => ({
      fid,
      ...differing(rest, createFunction({ fid })),
    })),
    guests: state.guests.map(guestToFile),
    ...(state.untold.length === 0 ? {} : { untold: state.untold }),
  };
  return file as unknown as Json;
}

function fail(sentence: string): never {
  throw new StudioError('unreadable', `The zPCI part of this file cannot be read: ${sentence}`);
}

function once(what: string, names: readonly (string | number | null)[]): void {
  const seen = new Set<string | number>();
  for (const name of names) {
    if (name === null) continue;
    if (seen.has(name)) fail(`the ${what} ${name} is told twice.`);
    seen.add(name);
  }
}

function deviceFromFile(file: DeviceFile): GuestDevice {
  const usual = createDevice({ id: file.id });
  return {
    ...usual,
    ...file,
    card: file.card ?? null,
    zpci: file.zpci === null ? null : { ...usual.zpci!, ...file.zpci },
  };
}

function guestFromFile(file: GuestFile): ZpciGuest {
  const devices = file.devices.map(deviceFromFile);
  once(
    `device of ${file.name}`,
    devices.map(({ id }) => id),
  );
  return { ...createGuest(file as Partial<ZpciGuest> & GuestFile), devices };
}

/** Throws StudioError `unreadable` with a sentence for anything that is not a state this program wrote. */
export function fromFile(json: unknown): ZpciState {
  const parsed = zpciFileSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    fail(`${z.core.toDotPath(issue.path) || 'the whole'}: ${issue.message}.`);
  }
  const { host, functions, guests, untold } = parsed.data;
  once(
    'function',
    functions.map(({ fid }) => fidText(fid)),
  );
  once(
    'address',
    functions.map((one) => one.address ?? null),
  );
  once(
    'guest',
    guests.map(({ id }) => id),
  );
  return {
    host: createHost(host),
    functions: functions.map((one) => createFunction(one as ZpciState['functions'][number])),
    guests: guests.map(guestFromFile),
    untold,
  };
}
