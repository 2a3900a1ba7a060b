/**
 * Names of the contract without the contract: the sandboxed preload must stay free of zod. The build replaces these
 * constants by the names in contract.ts (build/contract-names.mjs), so there is no second list to keep.
 */
declare const __CALL_NAMES__: readonly string[];
declare const __EVENT_NAMES__: readonly string[];

export const CALL_NAMES: readonly string[] = __CALL_NAMES__;
export const EVENT_NAMES: readonly string[] = __EVENT_NAMES__;
