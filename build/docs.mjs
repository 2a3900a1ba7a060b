#!/usr/bin/env node
/** Writes docs/ipc.md from the contract. `--check` only tells whether it is current (exit 1 when not). */
import { readFileSync, writeFileSync } from 'node:fs';
import { at } from './paths.mjs';
import { loadContract } from './contract-names.mjs';
import { ipcDocument } from './ipc-document.mjs';

const { z } = await import('zod');
const text = ipcDocument(await loadContract(), (schema) =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
);
const file = at('docs/ipc.md');
if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (readFileSync(file, 'utf8') !== text) {
  console.error('docs/ipc.md does not match shared/contract.ts; run npm run docs');
  process.exit(1);
}
