/** A whole engine with the lamp family in a temporary folder, and a client over the in-process transport. */
import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient, type Transport } from '../../../../shared/client.ts';
import type { Client } from '../../../../shared/contract.ts';
import type { ServerFrame } from '../../../../shared/wire.ts';
import type { WorkspaceDocument } from '../../workspace/document.ts';
import { writeWorkspace } from '../../workspace/file.ts';
import { openConnection } from '../connection.ts';
import { createEngine, type Engine } from '../engine.ts';
import { LAMP_REGISTRATION } from './lamp-family.ts';

export interface TestEngine {
  readonly engine: Engine;
  readonly client: Client;
  readonly folder: string;
  /** What the engine logged as unexpected. */
  readonly logged: readonly unknown[];
}

/** In-process transport: frames as they are, in order. */
export function inProcessTransport(engine: Engine): Transport {
  let deliver: (frame: ServerFrame) => void = () => {};
  const connection = openConnection(engine, (frame) => deliver(frame));
  return {
    send: (frame) => connection.receive(frame),
    onFrame(listener) {
      deliver = listener;
    },
    onClose() {},
  };
}

/** Two lamp hosts, `h1` and `h2`, with lamp 1 lit. */
export function lampDocument(): WorkspaceDocument {
  const host = (id: string, name: string) => {
    const state = { lit: [1] };
    return {
      id,
      name,
      source: { kind: 'folder' as const, label: '/captures/one', readAt: '2026-01-02T03:04:05.000Z' },
      kernel: '6.12.0',
      machine: null,
      findings: [],
      families: new Map([['lamp', { observed: state, desired: state }]]),
      unknownFamilies: {},
      unknownKeys: {},
    };
  };
  return { name: 'Lamps', hosts: [host('h1', 'one'), host('h2', 'two')], unknownKeys: {} };
}

export function startTestEngine(): TestEngine {
  const folder = mkdtempSync(path.join(tmpdir(), 'studio-engine-'));
  const examplesFolder = path.join(folder, 'examples');
  mkdirSync(examplesFolder);
  const family = LAMP_REGISTRATION.family;
  writeFileSync(path.join(examplesFolder, 'lamps.pts'), writeWorkspace(lampDocument(), [family]));
  const logged: unknown[] = [];
  const engine = createEngine({
    host: 'test',
    version: '1.2.3',
    electron: null,
    configFolder: path.join(folder, 'config'),
    examplesFolder,
    pick: null,
    log: (_message, error) => logged.push(error),
    families: [LAMP_REGISTRATION],
  });
  return { engine, client: createClient(inProcessTransport(engine)), folder, logged };
}
