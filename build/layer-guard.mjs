/**
 * Fails a build whose bundle reaches what its layer may not, however deep the chain. Types are gone by then;
 * the linter's layer rules cover those.
 */
import { isBuiltin } from 'node:module';

/**
 * @param {string} layer name used in the message
 * @param {{ electron?: boolean, node?: boolean, forbidden?: string[] }} allowed whether `electron` and `node:*` may be
 *   reached, and folders (ending in a separator) that may not
 */
export function layerGuard(layer, { electron = false, node = true, forbidden = [] } = {}) {
  return {
    name: `layer-guard:${layer}`,
    enforce: 'pre',
    resolveId(source, importer) {
      const refused = (!electron && /^electron(\/|$)/.test(source)) || (!node && isBuiltin(source));
      if (refused) this.error(`${layer} must not reach "${source}" (imported by ${importer})`);
      return null;
    },
    load(id) {
      if (forbidden.some((folder) => id.startsWith(folder))) this.error(`${layer} must not reach ${id}`);
      return null;
    },
  };
}
