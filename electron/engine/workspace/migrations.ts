/** Steps from older workspace formats to the present one. A step is never changed once released, only followed by another. */
type FileJson = Readonly<Record<string, unknown>>;

export interface Migration {
  /** Reads this format version and gives the next one. */
  readonly from: number;
  readonly about: string;
  migrate(file: FileJson): FileJson;
}

/** In order, without gaps: entry n reads format n + 1. migrations.test.ts fails for an entry without an example there. */
export const MIGRATIONS: readonly Migration[] = [
  {
    from: 1,
    about:
      'A crypto guest may carry a `definition` of its own, queues may be told as `untold`, and a host may come from ssh. Left out, all mean what they meant.',
    migrate: (file) => file,
  },
];

export const FORMAT_VERSION = MIGRATIONS.length + 1;

/** Brings a file of `version` up to {@link FORMAT_VERSION}. */
export function migrate(file: FileJson, version: number, migrations = MIGRATIONS): FileJson {
  return migrations.slice(version - 1).reduce((current, migration) => {
    const next = migration.migrate(current);
    return { ...next, formatVersion: migration.from + 1 };
  }, file);
}
