/** Calls about the program itself. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { CAPTURES } from '../../captures.ts';
import { listExamples } from '../../workspace/examples.ts';
import type { Handler } from '../dispatch.ts';
import type { EngineOptions } from '../engine.ts';
import type { RecentList } from '../recent.ts';

export interface AppHandlerParts {
  readonly options: EngineOptions;
  readonly recent: RecentList;
}

export function appHandlers({ options, recent }: AppHandlerParts) {
  const info: Handler<'app.info'> = () => ({
    host: options.host,
    version: options.version,
    node: process.versions.node,
    electron: options.electron,
    platform: `${process.platform}-${process.arch}`,
    nativeDialogs: options.pick !== null,
    homeFolder: homedir(),
    canReadThisMachine: CAPTURES.some(({ bus }) => existsSync(bus)),
  });
  const examples: Handler<'app.examples'> = () => listExamples(options.examplesFolder);
  const recentFiles: Handler<'app.recent'> = () => recent.read();
  return { 'app.info': info, 'app.examples': examples, 'app.recent': recentFiles };
}
