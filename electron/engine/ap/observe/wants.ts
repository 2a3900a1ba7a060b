/** Which host files an AP observation reads; a capture keeps only these. */
import { COMMON_FOLDERS, wantsGuestXml } from '../../hosts/guest-domains.ts';
import { wantsNodeDevice } from './nodedevs.ts';

const BUS_FILE =
  /^\/sys\/bus\/ap(?:\/(?:apmask|aqmask|ap_(?:adapter_mask|usage_domain_mask|control_domain_mask|max_adapter_id|max_domain_id|domain)|bindings|config_time|poll_thread|features))?$/;
const BUS_LINK =
  /^\/sys\/bus\/ap\/(?:devices|drivers|drivers\/[^/]+)(?:\/(?:card[0-9a-f]{2}|[0-9a-f]{2}\.[0-9a-f]{4}))?$/;
const CARD_FILE =
  /^\/sys\/devices\/ap(?:\/card[0-9a-f]{2}(?:\/(?:type|hwtype|raw_hwtype|ap_functions|online|config|chkstop|serialnr))?)?$/;
const QUEUE_FILE =
  /^\/sys\/devices\/ap\/card[0-9a-f]{2}\/[0-9a-f]{2}\.[0-9a-f]{4}(?:\/(?:driver|driver_override|online|config|chkstop|status|request_count|mkvps|ap_functions))?$/;
const MATRIX_FILE =
  /^\/sys\/(?:devices\/vfio_ap|bus\/matrix\/devices|class\/mdev_bus)(?:\/matrix(?:\/features|\/[0-9a-fA-F-]{36}(?:\/(?:matrix|guest_matrix|control_domains|ap_config|mdev_type))?)?)?$/;
const MDEV_FILE =
  /^\/sys\/bus\/mdev(?:\/devices(?:\/[0-9a-fA-F-]{36}(?:\/(?:matrix|guest_matrix|control_domains|ap_config))?)?)?$/;
const PERSISTENT_FILE =
  /^\/(?:etc\/mdevctl\.d(?:\/matrix(?:\/[^/]+)?)?|etc\/udev\/rules\.d(?:\/41-ap\.rules)?|proc\/cmdline|sys\/module\/vfio_ap)$/;

/** Folders on the way to the paths above. */
const FOLDERS_ON_THE_WAY: ReadonlySet<string> = new Set([
  ...COMMON_FOLDERS,
  '/sys/bus/matrix',
  '/etc/udev',
  '/proc',
]);

/** Host paths an AP observation reads; `/captured/...` are the reserved places of texts (see hosts/captured-texts.ts). */
export function wantsAp(path: string): boolean {
  if (FOLDERS_ON_THE_WAY.has(path)) return true;
  if (path.startsWith('/sys/')) {
    return (
      QUEUE_FILE.test(path) ||
      CARD_FILE.test(path) ||
      BUS_LINK.test(path) ||
      BUS_FILE.test(path) ||
      MATRIX_FILE.test(path) ||
      MDEV_FILE.test(path) ||
      PERSISTENT_FILE.test(path)
    );
  }
  return (
    path.startsWith('/captured/') ||
    PERSISTENT_FILE.test(path) ||
    wantsGuestXml(path) ||
    wantsNodeDevice(path)
  );
}
