/** Groups of the host and of the guests as sets with their common properties. */
export function GroupsArea() {
  return null;
}
