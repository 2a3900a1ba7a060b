#!/usr/bin/python3
"""The part of /sys that idxd and the mdev core own, as a FUSE file system over the second model (idxd_model.py).

behaving-idxd.py STATE MOUNTPOINT LOG: STATE is JSON {"host": facts, "ops": [...]} of a host and what was done to it before;
every write is logged as `path <- text : answer`. /sys/studio-dump shows every file of the model as JSON.
"""
import errno
import json
import os
import stat
import sys

from fusepy import FUSE, FuseOSError, Operations

from idxd_model import Host, Refused

WRITABLE = {
    'cmd_status', 'read_buffer_limit', 'token_limit', 'event_log_size', 'group_id', 'size', 'mode', 'priority', 'threshold',
    'type', 'name', 'driver_name', 'block_on_fault', 'max_transfer_size', 'max_batch_size', 'ats_disable', 'prs_disable',
    'op_config', 'enqcmds_retries', 'read_buffers_reserved', 'read_buffers_allowed', 'use_read_buffer_limit',
    'tokens_reserved', 'tokens_allowed', 'use_token_limit', 'traffic_class_a', 'traffic_class_b', 'desc_progress_limit',
    'batch_progress_limit',
}


def relative(link, target):
    return os.path.relpath(target, os.path.dirname(link))


class Tree:
    """Path -> None for a folder, ('link', target), or ('file', text or Refused, what a write does or None)."""

    def __init__(self, host):
        self.host = host
        self.entries = {'/': None}

    def folder(self, path):
        while path not in self.entries:
            self.entries[path] = None
            path = os.path.dirname(path)

    def link(self, path, target):
        self.folder(os.path.dirname(path))
        self.entries[path] = ('link', relative(path, target))

    def file(self, path, text, act=None):
        self.folder(os.path.dirname(path))
        self.entries[path] = ('file', text, act)

    def build(self):
        self.folder('/module/idxd')
        for folder in ('/bus/mdev/devices', '/bus/pci/devices', '/class/mdev_bus'):
            self.folder(folder)
        for driver in sorted(self.host.drivers):
            for verb in ('bind', 'unbind'):
                self.file(f'/bus/dsa/drivers/{driver}/{verb}', '', self.binder(verb, driver))
        for number, device in enumerate(self.host.devices):
            self.device(device, 40 + number)
        self.file('/studio-dump', json.dumps(self.host.dump()))
        return self.entries

    def binder(self, verb, driver):
        return lambda name: {'op': verb, 'driver': driver, 'name': name}

    def device(self, device, group):
        function = f"/devices/pci{device.bdf[:-5]}/{device.bdf}"
        self.link(f'/bus/pci/devices/{device.bdf}', function)
        for file, text in (('vendor', '0x8086'), ('device', '0x0b25' if device.kind == 'dsa' else '0x0cfe'), ('class', '0x088000')):
            self.file(f'{function}/{file}', text)
        self.link(f'{function}/iommu_group', f'/kernel/iommu_groups/{group}')
        self.folder(f'/kernel/iommu_groups/{group}')
        drivers = {f'wq{device.id}.{index}': wq['driver'] for index, wq in enumerate(device.wqs)}
        drivers[device.name] = device.bound
        for owner, files in self.host.files(device).items():
            place = f'{function}/{device.name}' + ('' if owner == device.name else f'/{owner}')
            self.link(f'/bus/dsa/devices/{owner}', place)
            self.link(f'{place}/subsystem', '/bus/dsa')
            for file, text in files.items():
                self.file(f'{place}/{file}', text, self.writer(owner, file) if file in self.writable(owner) else None)
            if drivers.get(owner):
                self.link(f'{place}/driver', f'/bus/dsa/drivers/{drivers[owner]}')
        self.mdevs(device, function, group)

    @staticmethod
    def writable(owner):
        return WRITABLE - ({'max_transfer_size', 'max_batch_size'} if owner[:3] in ('dsa', 'iax') else set())

    @staticmethod
    def writer(owner, file):
        return lambda text: {'op': 'write', 'at': f'{owner}/{file}', 'value': text}

    def mdevs(self, device, function, group):
        for kind in self.host.types(device):
            place = f'{function}/mdev_supported_types/{kind}'
            self.file(f'{place}/name', kind.partition('-')[2])
            self.file(f'{place}/device_api', 'vfio-pci')
            self.file(f'{place}/available_instances', str(len(self.host.candidates(device, kind))))
            self.folder(f'{place}/devices')
            self.file(f'{place}/create', '', lambda uuid, kind=kind: {'op': 'mdev-create', 'parent': device.bdf, 'type': kind, 'uuid': uuid})
            self.link(f'/class/mdev_bus/{device.bdf}', function)
        for number, (uuid, mdev) in enumerate(self.host.mdevs.items()):
            if mdev['device'] is not device:
                continue
            place, kind = f'{function}/{uuid}', f"{function}/mdev_supported_types/{mdev['type']}"
            self.file(f'{place}/remove', '', lambda _, uuid=uuid: {'op': 'mdev-remove', 'uuid': uuid})
            self.link(f'{place}/mdev_type', kind)
            self.link(f'{place}/subsystem', '/bus/mdev')
            self.link(f'{place}/iommu_group', f'/kernel/iommu_groups/{100 + number}')
            self.folder(f'/kernel/iommu_groups/{100 + number}')
            self.link(f'/bus/mdev/devices/{uuid}', place)
            if kind in self.entries:
                self.link(f'{kind}/devices/{uuid}', place)


class Sysfs(Operations):
    def __init__(self, host, log):
        self.host = host
        self.log = open(log, 'a', buffering=1)
        self.entries = Tree(host).build()

    def entry(self, path):
        if path not in self.entries:
            raise FuseOSError(errno.ENOENT)
        return self.entries[path]

    def getattr(self, path, fh=None):
        entry = self.entry(path)
        if entry is None:
            return {'st_mode': stat.S_IFDIR | 0o755, 'st_nlink': 2}
        if entry[0] == 'link':
            return {'st_mode': stat.S_IFLNK | 0o777, 'st_nlink': 1, 'st_size': len(entry[1])}
        blind = os.path.basename(path) in ('bind', 'unbind', 'create', 'remove')
        mode = 0o444 if entry[2] is None else 0o200 if blind else 0o644
        return {'st_mode': stat.S_IFREG | mode, 'st_nlink': 1, 'st_size': 4096}

    def readdir(self, path, fh):
        inside = path.rstrip('/') + '/'
        return ['.', '..'] + [
            name[len(inside):] for name in self.entries if name.startswith(inside) and name != '/' and '/' not in name[len(inside):]
        ]

    def readlink(self, path):
        return self.entry(path)[1]

    def read(self, path, size, offset, fh):
        text = self.entry(path)[1]
        if isinstance(text, Refused):
            raise FuseOSError(getattr(errno, text.errno))
        return f'{text}\n'.encode()[offset:offset + size]

    def truncate(self, path, length, fh=None):
        self.entry(path)

    def write(self, path, data, offset, fh):
        act = self.entry(path)[2]
        if act is None:
            raise FuseOSError(errno.EACCES)
        text = data.decode('utf-8', 'replace').rstrip('\n')
        op = act(text)
        answer = self.host.do(op)
        if not path.endswith('/cmd_status'):
            self.log.write(f'{path} <- {text!r} : {answer or "ok"}\n')
        self.entries = Tree(self.host).build()
        if answer:
            raise FuseOSError(getattr(errno, answer))
        return len(data)


if __name__ == '__main__':
    source, mountpoint, written = sys.argv[1:4]
    with open(source, encoding='utf-8') as file:
        told = json.load(file)
    model = Host(told['host'])
    for one in told['ops']:
        refused = model.do(one)
        if refused:
            sys.exit(f'{one} ends with {refused}')
    # What a write changes elsewhere must show at once.
    forget = {'attr_timeout': 0, 'entry_timeout': 0, 'negative_timeout': 0}
    FUSE(Sysfs(model, os.path.abspath(written)), mountpoint, foreground=True, nothreads=True, direct_io=True, **forget)
