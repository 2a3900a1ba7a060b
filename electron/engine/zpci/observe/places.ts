/** Where the texts of this family lie in a tree, and the shapes of its names. */
export const GREP_TEXT = '/captured/zpci-grep';
export const LINKS_TEXT = '/captured/zpci-links';
export const CLP_TEXT = '/captured/zpci-clp';
export const VFIO_TEXT = '/captured/zpci-vfiocaps';
/** Texts that tell of several things, by the names they were saved under. */
export const MIXED_TEXTS = '/captured/zpci-texts';

export const ADDRESS = String.raw`[0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]`;
export const PCI_DEVICES = '/sys/bus/pci/devices';
export const SLOTS = '/sys/bus/pci/slots';
/** A slot of a zPCI function is named by its FID. */
export const SLOT_NAME = /^[0-9a-f]{8}$/;

export function isAddress(text: string): boolean {
  return new RegExp(`^${ADDRESS}$`).test(text);
}
