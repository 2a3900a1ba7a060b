/** Plants one violation of every layer rule and sees the linter refuse it; a rule that stops working fails here. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layerGuard } from './layer-guard.mjs';
import { at } from './paths.mjs';

/** Each file is fine but for its one import. */
const VIOLATIONS: Readonly<Record<string, string>> = {
  'shared/a.ts': "import { x } from '../electron/engine/x.ts';",
  'shared/b.ts': "import { readFileSync as x } from 'node:fs';",
  'shared/c.ts': "import type { App as x } from 'electron';",
  'shared/ap/d.ts': "import { x } from '../zpci/x.ts';",
  'shared/dsa/d.ts': "import { x } from '../ap/x.ts';",
  'shared/xive/d.ts': "import { x } from '../ap/x.ts';",
  'shared/zpci/d.ts': "import { x } from '../xive/x.ts';",
  'shared/ap/e.ts': "import { x } from '../../renderer/x.ts';",
  'electron/engine/a.ts': "import { app as x } from 'electron';",
  'electron/engine/session/b.ts': "import { x } from '../../desktop/x.ts';",
  'electron/engine/session/c.ts': "import { x } from '../../web/x.ts';",
  'electron/engine/d.ts': "import { x } from '../../renderer/x.ts';",
  'electron/engine/ap/e.ts': "import { x } from '../dsa/x.ts';",
  'electron/engine/dsa/e.ts': "import { x } from '../ap/x.ts';",
  'electron/engine/xive/e.ts': "import { x } from '../ap/x.ts';",
  'electron/engine/zpci/e.ts': "import { x } from '../xive/x.ts';",
  'electron/engine/ap/f.ts': "import { x } from '../../main.ts';",
  'electron/web/a.ts': "import { app as x } from 'electron';",
  'electron/web/b.ts': "import { x } from '../desktop/x.ts';",
  'electron/cli/c.ts': "import { x } from '../../renderer/x.ts';",
  'electron/desktop/a.ts': "import { x } from '../web/x.ts';",
  'renderer/a.tsx': "import { x } from '../electron/engine/x.ts';",
  'renderer/b.ts': "import type { x } from '../electron/engine/x.ts';",
  'renderer/c.ts': "import { readFileSync as x } from 'node:fs';",
  'renderer/ap/d.ts': "import { x } from '../xive/x.ts';",
  'renderer/dsa/d.ts': "import { x } from '../ap/x.ts';",
  'renderer/xive/d.ts': "import { x } from '../dsa/x.ts';",
  'renderer/zpci/d.ts': "import { x } from '../ap/x.ts';",
  'renderer/ap/e.ts': "import { ipcRenderer as x } from 'electron';",
};
const ALLOWED: Readonly<Record<string, string>> = {
  'shared/ap/fine.ts': "import { x } from '../call.ts';",
  'electron/engine/ap/fine.ts': "import { x } from '../../../shared/ap/types.ts';",
  'electron/engine/families.ts': "import { x } from './ap/queries.ts';",
  'electron/desktop/fine.ts': "import { app as x } from 'electron';",
  'electron/web/fine.ts': "import { x } from '../engine/session/engine.ts';",
  'renderer/app/fine.ts': "import { x } from '../../shared/contract.ts';",
};

let folder = '';
const isType = (line: string) => line.startsWith('import type');

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'studio-layers-'));
  cpSync(at('.oxlintrc.json'), path.join(folder, '.oxlintrc.json'));
  symlinkSync(at('node_modules'), path.join(folder, 'node_modules'));
  for (const [file, line] of Object.entries({ ...VIOLATIONS, ...ALLOWED })) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    const use = isType(line) ? 'export type y = typeof x;' : 'export const y = x;';
    writeFileSync(path.join(folder, file), `${line}\n${use}\n`);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
}

describe('layer rules', () => {
  it('catch every planted violation and nothing that is allowed', () => {
    const args = [at('node_modules/oxlint/bin/oxlint'), '--format', 'json', '.'];
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly Diagnostic[] };
    const refused = diagnostics
      .filter(({ code }) => code.includes('no-restricted-imports'))
      .map(({ filename }) => filename);
    expect([...new Set(refused)].sort()).toEqual(Object.keys(VIOLATIONS).sort());
  });

  it('hold in a bundle however deep the chain', () => {
    const refusals: string[] = [];
    const plugin = { error: (message: string) => refusals.push(message) };
    const guard = layerGuard('page', { node: false, forbidden: ['/electron/'] });
    for (const source of ['electron', 'electron/main', 'node:fs', 'fs', './fine.ts'])
      guard.resolveId.call(plugin as never, source, 'deep.ts');
    guard.load.call(plugin as never, '/electron/engine/x.ts');
    expect(refusals).toHaveLength(5);
  });
});
