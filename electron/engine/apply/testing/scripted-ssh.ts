/** A double of the `ssh` program for tests: a script that stands first in PATH while a test runs. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** Answers the function that says what `ssh` does, as lines of sh. */
export function scriptedSsh(): (does: string) => void {
  const userPath = process.env.PATH;
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'studio-ssh-'));
    process.env.PATH = `${folder}:${userPath}`;
  });
  afterEach(() => {
    process.env.PATH = userPath;
    rmSync(folder, { recursive: true });
  });
  return (does) => {
    writeFileSync(path.join(folder, 'ssh'), `#!/bin/sh\n${does}\n`);
    chmodSync(path.join(folder, 'ssh'), 0o755);
  };
}
