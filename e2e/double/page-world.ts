/**
 * The page's side of the double's contextBridge: runs in the page's own world before its scripts. What the preload exposes
 * becomes frozen proxies; calls cross by synchronous DOM events, whose `detail` Chromium clones.
 */
export function installPageWorld(prefix: string): void {
  type Settle = { resolve(value: unknown): void; reject(error: Error): void };
  type Shape = Record<string, unknown>;
  const callbacks: ((...given: unknown[]) => unknown)[] = [];
  const pending = new Map<number, Settle>();
  let reply: Shape | undefined;

  const isShape = (value: unknown): value is Shape =>
    typeof value === 'object' && value !== null && value.constructor === Object;
  const mapShape = (shape: Shape, map: (value: unknown) => unknown) =>
    Object.fromEntries(Object.entries(shape).map(([key, value]) => [key, map(value)]));
  const fire = (type: string, detail: unknown) =>
    window.dispatchEvent(new CustomEvent(prefix + type, { detail }));
  const listen = (type: string, listener: (detail: Shape) => void) =>
    window.addEventListener(prefix + type, (event) => listener((event as CustomEvent<Shape>).detail));

  const outward = (value: unknown): unknown => {
    if (typeof value === 'function')
      return { $callback: callbacks.push(value as (...given: unknown[]) => unknown) - 1 };
    if (Array.isArray(value)) return value.map(outward);
    return isShape(value) ? mapShape(value, outward) : value;
  };
  const inward = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inward);
    if (!isShape(value)) return value;
    const { $function } = value;
    if (typeof $function === 'number') return (...given: unknown[]) => call($function, given);
    return Object.freeze(mapShape(value, inward));
  };

  function call(id: number, given: unknown[]): unknown {
    reply = undefined;
    fire('call', { id, given: outward(given) });
    const answered = reply as Shape | undefined;
    if (!answered) throw new Error('the preload world did not answer');
    if (typeof answered.error === 'string') throw new Error(answered.error);
    const { promise } = answered;
    if (typeof promise !== 'number') return inward(answered.value);
    return new Promise((resolve, reject) => pending.set(promise, { resolve, reject }));
  }

  listen('expose', ({ key, shape }) =>
    Object.defineProperty(window, String(key), { value: inward(shape), enumerable: true }),
  );
  listen('reply', (detail) => {
    reply = detail;
  });
  listen('settle', ({ id, value, error }) => {
    const waiting = pending.get(Number(id));
    pending.delete(Number(id));
    if (typeof error === 'string') waiting?.reject(new Error(error));
    else waiting?.resolve(inward(value));
  });
  listen('callback', ({ id, given }) => {
    callbacks[Number(id)]?.(...(inward(given) as unknown[]));
  });
}
