/** The wire's contract, read from its source: for the preload's allow-list and for docs/ipc.md. */
import { runnerImport } from 'vite';
import { at } from './paths.mjs';

/** Exports of contract.ts, and ERROR_CODES. */
export async function loadContract() {
  const { module } = await runnerImport(at('shared/contract.ts'), {
    configFile: false,
    root: at('shared'),
    logLevel: 'error',
  });
  const errors = await runnerImport(at('shared/errors.ts'), { configFile: false, logLevel: 'error' });
  return { ...module, ERROR_CODES: errors.module.ERROR_CODES };
}

/** Constants that stand for the names in the bundle of the preload, which must stay free of zod. */
export async function contractDefines() {
  const { CONTRACT, EVENT_ABOUT } = await loadContract();
  return {
    __CALL_NAMES__: JSON.stringify(Object.keys(CONTRACT)),
    __EVENT_NAMES__: JSON.stringify(Object.keys(EVENT_ABOUT)),
  };
}
