/** Where the texts of this family lie in a tree, and the shapes of its names. */
import { ADDRESS_FORM } from '../../../../shared/zpci/bounds.ts';

export const GREP_TEXT = '/captured/zpci-grep';
export const LINKS_TEXT = '/captured/zpci-links';
export const CLP_TEXT = '/captured/zpci-clp';
export const VFIO_TEXT = '/captured/zpci-vfiocaps';
/** Texts that tell of several things, by the names they were saved under. */
export const MIXED_TEXTS = '/captured/zpci-texts';

export const ADDRESS = ADDRESS_FORM.source.slice(1, -1);
export const PCI_DEVICES = '/sys/bus/pci/devices';
export const SLOTS = '/sys/bus/pci/slots';
/** A slot of a zPCI function is named by its FID. */
export const SLOT_NAME = /^[0-9a-f]{8}$/;
