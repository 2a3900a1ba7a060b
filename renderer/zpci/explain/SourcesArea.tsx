/** What sysfs, the CLP ioctl and VFIO tell, and what each shows of the neighbours. */
export function SourcesArea() {
  return null;
}
