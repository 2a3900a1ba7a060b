/**
 * Texts that passed through a Windows machine on their way: saved by an editor or by PowerShell, whose `>` writes
 * UTF-16. Hosts write UTF-8 with plain line ends.
 */
export interface PlainText {
  readonly text: string;
  /** What was taken away, as words for a sentence; '' for a text as a host writes it. */
  readonly without: string;
}

export function plainText(bytes: Buffer): PlainText {
  const wide = bytes.length >= 2 && bytes[0] === 0xff && bytes[1] === 0xfe;
  const decoded = bytes.toString(wide ? 'utf16le' : 'utf8');
  const marked = decoded.startsWith('\ufeff');
  const windows = decoded.includes('\r\n');
  // Half a million files are plain; they are handed on as they are.
  if (!marked && !windows) return { text: decoded, without: '' };
  const what = [
    marked ? `a byte order mark${wide ? ' of UTF-16' : ''}` : '',
    windows ? 'Windows line ends' : '',
  ];
  return {
    text: (marked ? decoded.slice(1) : decoded).replaceAll('\r\n', '\n'),
    without: what.filter((words) => words !== '').join(' and '),
  };
}
