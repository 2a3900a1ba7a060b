/** A life of a function as a ladder of administrator, QEMU and kernels. */
export function LifeArea() {
  return null;
}
