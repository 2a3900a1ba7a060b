/** Every code of cmd_status in words, with what to do about it (dsa.md 3.2). */

const SOFTWARE: Readonly<Record<number, string>> = {
  0x80000010: 'The device is already enabled.',
  0x80000020: 'The device is not enabled; enable it before its work queues.',
  0x80000021: 'The work queue is already enabled.',
  0x80020000: 'The queue could not be registered for DMA in the kernel; the kernel log tells more.',
  0x80030000: 'The work queue is in no group; write its group_id.',
  0x80040000: 'The work queue has no name; write one.',
  0x80050000: 'A shared queue needs PASID and ENQCMD, which this host does not give; make it dedicated.',
  0x80060000: 'The shared queue has no threshold; write one between 1 and its size.',
  0x80070000: 'The portal of the queue could not be mapped; the kernel log tells more.',
  0x80080000: 'The kernel had no memory for it; try again when some is free.',
  0x80090000: 'A reference counter of the queue could not be set up; the kernel log tells more.',
  0x800a0000: 'The DMA channel could not be registered; the kernel log tells more.',
  0x800b0000: 'The character device could not be made; the kernel log tells more.',
  0x800c0000: 'A shared queue is in a group, but this host cannot do shared queues; make it dedicated.',
  0x800d0000: 'No work queue is in a group; put one in a group first.',
  0x800e0000: 'The work queue has no size (older kernels); write one.',
  0x800f0000: 'A dedicated kernel queue needs the privileged mode of PASID, which is missing here.',
  0x80100000: 'The interrupt could not be set up; the kernel log tells more.',
  0x80110000: 'A user queue needs PASID: VT-d in the firmware and intel_iommu=on,sm_on.',
  0x80120000: 'The event log could not be set up; try another event_log_size.',
  0x80200000: 'The driver name of the queue is not the driver it was bound to; write the right one.',
};

const HARDWARE: Readonly<Record<number, string>> = {
  0x01: 'The hardware does not know the command.',
  0x02: 'The hardware has no work queue of that number.',
  0x03: 'The hardware met an error; the error record of the device tells more.',
  0x04: 'A reserved field was not zero.',
  0x10: 'The device was not disabled.',
  0x11: 'The hardware refuses the configuration without saying why.',
  0x12: 'Bus mastering of the PCI function is off.',
  0x13: 'Page requests could not be set up.',
  0x14: 'The sizes of all queues together are more than the device has; make some smaller.',
  0x15: 'A group has queues but no engine, or engines but no queue; give it both or neither.',
  0x16: 'A group names work queues in a way the hardware refuses.',
  0x17: 'A group names engines in a way the hardware refuses.',
  0x18: 'The read buffers of a group do not add up; allow at least 4 for each engine and no more than are free.',
  0x20: 'The device is not enabled.',
  0x21: 'The work queue was not disabled.',
  0x22: 'The hardware knows the queue with size 0: give it size and group, then take the device down and up again.',
  0x23: 'The queue has priority 0; write 1 to 15.',
  0x24: 'The hardware refuses the mode of the queue.',
  0x25: 'The hardware refuses block on fault for the queue.',
  0x26: 'The hardware wants PASID enabled for the queue.',
  0x27: 'The largest batch of the queue is too large.',
  0x28: 'The largest transfer of the queue is too large.',
  0x2a: 'The hardware refuses the privileged mode of the queue.',
  0x2b: 'The hardware refuses the occupancy interrupt of the queue.',
  0x2c: 'The hardware refuses the address translation setting of the queue.',
  0x31: 'The device is not enabled.',
  0x32: 'The work queue is not enabled.',
  0x41: 'There is no interrupt of that number.',
  0x42: 'There is no such interrupt handle.',
  0x43: 'There is no interrupt handle for that number.',
  0x44: 'The interrupt handle for that number was revoked.',
};

/** `0x80030000`, and hardware codes as `0x22`. */
export function codeText(code: number): string {
  return `0x${code.toString(16).padStart(2, '0')}`;
}

/** A full sentence; codes the reference does not list say so. 0 = no error. */
export function cmdStatusWords(code: number): string {
  if (code === 0) return 'No error.';
  return (
    SOFTWARE[code] ??
    HARDWARE[code] ??
    (code >= 0x80000000
      ? 'The driver reports an error this program has no words for; the kernel log tells more.'
      : 'The hardware reports an error this program has no words for.')
  );
}

/** Codes with words, for tests and lists. */
export const KNOWN_CODES: readonly number[] = [...Object.keys(SOFTWARE), ...Object.keys(HARDWARE)].map(
  Number,
);
