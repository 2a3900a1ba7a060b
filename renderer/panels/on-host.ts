/** The choice of what a picture shows that every view has beside the wish. */
export const ON_HOST = {
  value: 'host',
  label: 'On host',
  short: 'Host',
  hint: 'What was read from the host.',
  shortcut: 'Alt+5',
} as const;
