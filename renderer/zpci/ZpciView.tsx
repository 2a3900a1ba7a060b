/** The zPCI functions of the host that is shown. */
export function ZpciView() {
  return null;
}
