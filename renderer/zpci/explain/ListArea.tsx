/** CLP List page by page. */
export function ListArea() {
  return null;
}
