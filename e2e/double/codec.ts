/** Stand-in for structured cloning over CDP's strings. The function is also sent into the page, so it closes over nothing. */
export interface Codec {
  encode(value: unknown): unknown;
  decode(value: unknown): unknown;
}

export function makeCodec(): Codec {
  const isRecord = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null;

  const encode = (value: unknown): unknown => {
    if (value === undefined) return { $: 'undefined' };
    if (typeof value === 'function' || typeof value === 'symbol')
      throw new Error('An object could not be cloned.');
    if (value instanceof Uint8Array) {
      let text = '';
      for (let at = 0; at < value.length; at += 32_768)
        text += String.fromCharCode(...value.subarray(at, at + 32_768));
      return { $: 'bytes', value: btoa(text) };
    }
    if (Array.isArray(value)) return value.map(encode);
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(item)]));
  };

  const decode = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(decode);
    if (!isRecord(value)) return value;
    if (value.$ === 'undefined') return undefined;
    if (value.$ === 'bytes') return Uint8Array.from(atob(String(value.value)), (char) => char.charCodeAt(0));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item)]));
  };

  return { encode, decode };
}
