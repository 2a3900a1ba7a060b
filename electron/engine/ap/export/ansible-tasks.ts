/**
 * The playbook's part for crypto queues, the same for every host: what must go first, then masks, module, definitions,
 * start, matrices (management.md 6.2). Nothing here comes from a host; all values are variables of host_vars.
 *
 * `debug` twins tell in a dry run what the writes beside them would do, since a write to sysfs cannot be predicted.
 */
import type { ExportFile } from '../../../../shared/plan.ts';
import { TASKS_FOLDER } from '../../export/ansible.ts';

const MAIN = String.raw`# Crypto queues for guests (vfio_ap). Written by Passthrough Studio; the values are in host_vars.
- name: Refuse what is no plain device
  ansible.builtin.assert:
    that:
      - item.uuid is match('[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\Z')
      - item.parent == 'matrix'
      - item.state in ['started', 'defined', 'absent']
      - item.state == 'absent' or item.definition.mdev_type == 'vfio_ap-passthrough'
    fail_msg: "{{ item.uuid }} in host_vars/{{ inventory_hostname }}.yml is no device of vfio_ap"
    quiet: true
  loop: "{{ mdevs }}"
  loop_control: {label: "{{ item.uuid }}"}

- name: Look for the AP bus and vfio_ap
  ansible.builtin.stat:
    path: "{{ studio_root }}{{ item }}"
  loop:
    - /sys/bus/ap/apmask
    - /sys/devices/vfio_ap/matrix
    - /sys/devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough
  register: ap_there

- name: Stop here if the host cannot have these devices
  ansible.builtin.assert:
    that:
      - ap_masks | length == 0 or ap_there.results[0].stat.exists
      - ap_there.results[2].stat.exists or not ap_there.results[1].stat.exists
    fail_msg: "{{ inventory_hostname }} has no AP bus with masks, or its vfio_ap does not offer vfio_ap-passthrough"
    quiet: true

- name: Read the AP bus masks
  ansible.builtin.slurp:
    src: "{{ studio_root }}/sys/bus/ap/{{ item.key }}"
  loop: "{{ ap_masks | dict2items }}"
  loop_control: {label: "{{ item.key }}"}
  register: mask_now

- name: Stop what must go
  ansible.builtin.command:
    cmd: "mdevctl stop -u {{ item.uuid }}"
    removes: "/sys/bus/mdev/devices/{{ item.uuid }}"
  loop: "{{ mdevs | selectattr('state', 'in', ['absent', 'defined']) | list }}"
  loop_control: {label: "{{ item.uuid }}"}
  when: studio_root == ''

- name: Forget what must go
  ansible.builtin.file:
    path: "{{ studio_root }}/etc/mdevctl.d/{{ item.parent }}/{{ item.uuid }}"
    state: absent
  loop: "{{ mdevs | selectattr('forgotten') | list }}"
  loop_control: {label: "{{ item.uuid }}"}

- name: Take away what a running device must not keep
  ansible.builtin.include_tasks: ap-shrink.yml
  loop: "{{ mdevs | selectattr('ap_config', 'defined') | list }}"
  loop_control: {loop_var: device, label: "{{ device.uuid }}"}

- name: Would set the AP bus masks
  ansible.builtin.debug:
    msg: "{{ item.item.key }}: {{ item.content | b64decode | trim }} -> {{ item.item.value }}"
  loop: "{{ mask_now.results }}"
  loop_control: {label: "{{ item.item.key }}"}
  changed_when: true
  when: ansible_check_mode and (item.content | b64decode | trim) != item.item.value

# A host that stands on the way of the plan goes on in the plan's order: the kernel takes each of its writes, and nobody
# loses for a moment what they keep. Any other gets bits cleared first: that is never refused, and no order is after it.
- name: Set the AP bus masks
  ansible.builtin.shell: |
    set -eu
    {% set now = dict(mask_now.results | map(attribute='item.key') | zip(mask_now.results | map(attribute='content') | map('b64decode') | map('trim'))) %}
    {% if now in ap_mask_path %}
    {% for masks in ap_mask_path[ap_mask_path.index(now) + 1:] %}
    {% set before = loop.previtem | default(now) %}
    {% for mask in masks if masks[mask] != before[mask] %}
    printf '%s\n' {{ masks[mask] | quote }} > {{ (studio_root ~ '/sys/bus/ap/' ~ mask) | quote }}
    {% endfor %}
    {% endfor %}
    {% else %}
    {% for mask in ap_released %}
    printf '%s\n' {{ ap_released[mask] | quote }} > {{ (studio_root ~ '/sys/bus/ap/' ~ mask) | quote }}
    {% endfor %}
    {% for mask in ap_masks %}
    printf '%s\n' {{ ap_masks[mask] | quote }} > {{ (studio_root ~ '/sys/bus/ap/' ~ mask) | quote }}
    {% endfor %}
    {% endif %}
  when: mask_now.results | map(attribute='content') | map('b64decode') | map('trim') | list != ap_masks.values() | list

- name: Read the AP bus masks back
  ansible.builtin.slurp:
    src: "{{ studio_root }}/sys/bus/ap/{{ item.key }}"
  loop: "{{ ap_masks | dict2items }}"
  loop_control: {label: "{{ item.key }}"}
  register: mask_then
  failed_when: not ansible_check_mode and (mask_then.content | b64decode | trim) != item.value

- name: Folders
  ansible.builtin.file:
    path: "{{ studio_root }}{{ item }}"
    state: directory
    mode: "0755"
  loop: "{{ (['/etc/udev/rules.d'] if ap_rule.state == 'present' else []) + (['/etc/mdevctl.d/matrix'] if mdevs | selectattr('kept') | list else []) }}"

- name: Masks after a reboot
  ansible.builtin.copy:
    content: "{{ ap_rule.text }}"
    dest: "{{ studio_root }}/etc/udev/rules.d/41-ap.rules"
    mode: "0644"
  when: ap_rule.state == 'present'

- name: No masks after a reboot
  ansible.builtin.file:
    path: "{{ studio_root }}/etc/udev/rules.d/41-ap.rules"
    state: absent
  when: ap_rule.state == 'absent'

- name: Load vfio_ap
  ansible.builtin.command:
    cmd: modprobe vfio_ap
    creates: /sys/devices/vfio_ap/matrix
  when: studio_root == '' and mdevs | selectattr('state', 'equalto', 'started') | list | length > 0

- name: Definitions
  ansible.builtin.copy:
    content: "{{ item.definition | to_nice_json(indent=2, sort_keys=False) }}"
    dest: "{{ studio_root }}/etc/mdevctl.d/{{ item.parent }}/{{ item.uuid }}"
    mode: "0644"
  loop: "{{ mdevs | selectattr('kept') | list }}"
  loop_control: {label: "{{ item.uuid }}"}

- name: Start what is not running
  ansible.builtin.command:
    cmd: "mdevctl start -u {{ item.uuid }} -p {{ item.parent }}"
    creates: "/sys/bus/mdev/devices/{{ item.uuid }}"
  loop: "{{ mdevs | selectattr('state', 'equalto', 'started') | selectattr('kept') | list }}"
  loop_control: {label: "{{ item.uuid }}"}
  when: studio_root == ''

- name: Start what is gone with the next reboot
  ansible.builtin.command:
    cmd: "mdevctl start -u {{ item.uuid }} -p {{ item.parent }} --jsonfile /dev/stdin"
    creates: "/sys/bus/mdev/devices/{{ item.uuid }}"
    stdin: "{{ item.definition | to_json }}"
  loop: "{{ mdevs | selectattr('state', 'equalto', 'started') | rejectattr('kept') | list }}"
  loop_control: {label: "{{ item.uuid }}"}
  when: studio_root == ''

- name: Bring running devices to what they are to have
  ansible.builtin.include_tasks: ap-matrix.yml
  loop: "{{ mdevs | selectattr('ap_config', 'defined') | list }}"
  loop_control: {loop_var: device, label: "{{ device.uuid }}"}
`;

/** Reads one device; \`ap_text\` is its ap_config, or empty where the kernel has none (before 6.10). */
const READING = String.raw`- name: Look for the device
  ansible.builtin.stat:
    path: "{{ studio_root }}/sys/devices/vfio_ap/matrix/{{ device.uuid }}"
  register: ap_device

- name: Read what it has
  ansible.builtin.slurp:
    src: "{{ studio_root }}/sys/devices/vfio_ap/matrix/{{ device.uuid }}/{{ item }}"
  loop: [matrix, control_domains, ap_config]
  register: ap_read
  failed_when: ap_read is failed and item != 'ap_config'
  when: ap_device.stat.exists

- name: Work out what that is
  ansible.builtin.set_fact:
    ap_lines: "{{ (ap_read.results[0].content | default('') | b64decode).split() }}"
    ap_text: "{{ ap_read.results[2].content | default('') | b64decode | trim }}"

# ap_config shows every id; matrix ends after one page, and is all there is before 6.10.
- name: As numbers
  ansible.builtin.set_fact:
    ap_adapters: >-
      {{ range(256) | zip('{:0256b}'.format(ap_text.split(',')[0] | int(0, 16))) | selectattr(1, 'equalto', '1') | map(attribute=0) | list
      if ap_text != '' else ap_lines | map('split', '.') | map('first') | reject('equalto', '') | map('int', 0, 16) | unique | list }}
    ap_domains: >-
      {{ range(256) | zip('{:0256b}'.format(ap_text.split(',')[1] | int(0, 16))) | selectattr(1, 'equalto', '1') | map(attribute=0) | list
      if ap_text != '' else ap_lines | map('split', '.') | map('last') | reject('equalto', '') | map('int', 0, 16) | unique | list }}
    ap_controls: >-
      {{ range(256) | zip('{:0256b}'.format(ap_text.split(',')[2] | int(0, 16))) | selectattr(1, 'equalto', '1') | map(attribute=0) | list
      if ap_text != '' else (ap_read.results[1].content | default('') | b64decode).split() | map('int', 0, 16) | list }}
`;

const SHRINK = String.raw`${READING}
- name: Would take away
  ansible.builtin.debug:
    msg: "{{ device.uuid }} loses {{ item.0 }} {{ item.1 }}"
  loop: &gone "{{ (['adapter'] | product(ap_adapters | difference(device.adapters)) | list) + (['domain'] | product(ap_domains | difference(device.domains)) | list) + (['control_domain'] | product(ap_controls | difference(device.control_domains)) | list) }}"
  loop_control: {label: "{{ item.0 }} {{ item.1 }}"}
  changed_when: true
  when: ansible_check_mode

- name: Take away
  ansible.builtin.shell: "printf '%s\n' {{ item.1 | int }} > {{ (studio_root ~ '/sys/devices/vfio_ap/matrix/' ~ device.uuid ~ '/unassign_' ~ item.0) | quote }}"
  loop: *gone
  loop_control: {label: "{{ item.0 }} {{ item.1 }}"}
`;

const MATRIX = String.raw`${READING}
- name: Would bring to what it is to have
  ansible.builtin.debug:
    msg: "{{ device.uuid }}: {{ ap_lines }}, control domains {{ ap_controls }} -> {{ device.matrix }}, control domains {{ device.control_domains }}"
  changed_when: true
  when: >-
    ansible_check_mode and ap_device.stat.exists and ap_text != device.ap_config and
    (device.adapters | difference(ap_adapters) or device.domains | difference(ap_domains) or device.control_domains | difference(ap_controls))

- name: Bring to what it is to have, in one write
  ansible.builtin.shell: "printf '%s\n' {{ device.ap_config | quote }} > {{ (studio_root ~ '/sys/devices/vfio_ap/matrix/' ~ device.uuid ~ '/ap_config') | quote }}"
  when: ap_device.stat.exists and ap_text != '' and ap_text != device.ap_config

- name: Bring to what it is to have, id by id (this kernel has no ap_config)
  ansible.builtin.shell: "printf '%s\n' {{ item.1 | int }} > {{ (studio_root ~ '/sys/devices/vfio_ap/matrix/' ~ device.uuid ~ '/assign_' ~ item.0) | quote }}"
  loop: "{{ (['adapter'] | product(device.adapters | difference(ap_adapters)) | list) + (['domain'] | product(device.domains | difference(ap_domains)) | list) + (['control_domain'] | product(device.control_domains | difference(ap_controls)) | list) }}"
  loop_control: {label: "{{ item.0 }} {{ item.1 }}"}
  when: ap_device.stat.exists and ap_text == ''
`;

function taskFile(name: string, text: string): ExportFile {
  return { path: `${TASKS_FOLDER}${name}.yml`, text, executable: false };
}

export const AP_TASKS: readonly ExportFile[] = [
  taskFile('ap', MAIN),
  taskFile('ap-shrink', SHRINK),
  taskFile('ap-matrix', MATRIX),
];
