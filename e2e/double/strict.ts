/** What the program touches of Electron and the double does not model fails loudly, by name. */

// Asked for by the module system and by promises, not by the program.
const HARMLESS: ReadonlySet<string> = new Set(['then', 'toJSON', '__esModule', 'default']);

export function strict<Modelled extends object>(name: string, modelled: Modelled): Modelled {
  return new Proxy(modelled, {
    get(target, key, receiver) {
      if (typeof key === 'symbol' || key in target || HARMLESS.has(key))
        return Reflect.get(target, key, receiver) as unknown;
      throw new Error(`electron double: ${name}.${key} is not modelled`);
    },
  });
}
