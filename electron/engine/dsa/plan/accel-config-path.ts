/** What `load-config` reads, and `save-config` writes, when no file is named (dsa.md 6.1). */
export const ACCEL_CONFIG_PATH = '/etc/accel-config/accel-config.conf';
