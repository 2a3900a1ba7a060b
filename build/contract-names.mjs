/** Names of the wire's contract, read from its source: what the preload's allow-list is made of. */
import { runnerImport } from 'vite';
import { at } from './paths.mjs';

export async function loadContract() {
  const { module } = await runnerImport(at('shared/contract.ts'), {
    configFile: false,
    root: at('shared'),
    logLevel: 'error',
  });
  return module;
}

/** Constants that stand for the names in the bundle of the preload, which must stay free of zod. */
export async function contractDefines() {
  const { CONTRACT, EVENT_ABOUT } = await loadContract();
  return {
    __CALL_NAMES__: JSON.stringify(Object.keys(CONTRACT)),
    __EVENT_NAMES__: JSON.stringify(Object.keys(EVENT_ABOUT)),
  };
}
