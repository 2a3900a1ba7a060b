/** The contract as a page for people. */

function typeOf(schema) {
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ');
  if (schema.type === 'array') return `list of ${typeOf(schema.items ?? {})}${limits(schema, 'Items')}`;
  if (schema.type === 'string') return `text${limits(schema, 'Length')}`;
  if (schema.type === 'integer' || schema.type === 'number') return `${schema.type}${limits(schema, 'imum')}`;
  if (schema.type === 'object' && schema.properties) {
    const fields = Object.keys(schema.properties).map((name) => `\`${name}\``);
    return `object with ${fields.join(', ')}`;
  }
  // z.instanceof(Uint8Array) has no JSON Schema; it is the only such schema of the contract.
  return schema.type ?? 'bytes';
}

function limits(schema, suffix) {
  const low = schema[`min${suffix}`];
  const high = schema[`max${suffix}`];
  // zod writes the safe integers as the limits of an integer without any.
  if (high === undefined || high === Number.MAX_SAFE_INTEGER) return '';
  return ` (${low ?? 0} to ${high})`;
}

function inputLines(schema) {
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0) return ['Input: nothing.'];
  const required = new Set(schema.required ?? []);
  return [
    'Input:',
    '',
    ...fields.map(([name, field]) => {
      const preset = field.default === undefined ? '' : `, else \`${JSON.stringify(field.default)}\``;
      return `- \`${name}\`${required.has(name) ? '' : ' (optional)'}: ${typeOf(field)}${preset}`;
    }),
  ];
}

function callSection([name, { kind, about, input }], toJsonSchema) {
  return [`### \`${name}\` (${kind})`, '', about, '', ...inputLines(toJsonSchema(input)), ''];
}

/** `toJsonSchema`: zod's schema as JSON Schema. */
export function ipcDocument({ CONTRACT, EVENT_ABOUT, ERROR_CODES }, toJsonSchema) {
  return [
    '# The wire',
    '',
    'Made from `shared/contract.ts` by `npm run docs`; a test fails when it is out of date. Types of the answers are in',
    'that file. Every transport (Electron IPC, WebSocket, in-process) carries the same calls and events; over the',
    'WebSocket a frame is one JSON text in which bytes are `{"$bytes": base64}` (`shared/wire.ts`).',
    '',
    '## Calls',
    '',
    ...Object.entries(CONTRACT).flatMap((entry) => callSection(entry, toJsonSchema)),
    '## Events',
    '',
    ...Object.entries(EVENT_ABOUT).map(([name, about]) => `- \`${name}\`: ${about}`),
    '',
    '## Errors',
    '',
    'A call that fails answers one of these codes and one sentence for the user. A refusal by a device rule is an answer,',
    'not an error.',
    '',
    ERROR_CODES.map((code) => `\`${code}\``).join(', '),
    '',
  ].join('\n');
}
