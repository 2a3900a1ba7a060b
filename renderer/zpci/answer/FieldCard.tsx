/** One field: its way from the card to the guest, its lie, where it can be read. */
export function FieldCard() {
  return null;
}
