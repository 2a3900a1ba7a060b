/** The page's own address on the desktop: a scheme of ours instead of file://, which could read the whole disk. */
export const SCHEME = 'app';
export const ORIGIN = `${SCHEME}://bundle`;
export const START_PAGE = `${ORIGIN}/index.html`;

export function isOwnPage(url: string): boolean {
  // Not `new URL(url).origin`: that is "null" for schemes the URL standard does not know.
  return url.startsWith(`${ORIGIN}/`);
}
