#!/usr/bin/python3
"""behaving-sysfs.py TREE MOUNTPOINT LOG

Shows TREE (a /sys of an IBM Z host) at MOUNTPOINT through FUSE and answers writes as vfio_ap and the AP bus do. It is
written apart from the studio's model kernel on purpose: two readings of the rules that agree are worth more than one.
Every write is appended to LOG as `<path> <- <text>`, with ` [ERRNO]` when it was refused.

Known: mdev create and remove, (un)assign_*, ap_config, apmask, aqmask, bindings that follow the masks; ENODEV above the
maximum, EADDRNOTAVAIL for a queue of the host, EADDRINUSE for a queue of another mdev, EBUSY for a mask that takes a
queue from an mdev; FILTER: a guest gets an adapter only when all its queues in the guest's domains are bound to vfio_ap.
Not known: guests that run, resets, uevents, changes of the LPAR.
"""
import errno
import os
import re
import shutil
import stat
import sys

from fusepy import FUSE, FuseOSError, Operations

UUID = re.compile(r'[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}')
BITS = 256
KINDS = ('adapter', 'domain', 'control_domain')
LPAR = {'adapter': 'adapter', 'domain': 'usage_domain'}
PARENT = '/devices/vfio_ap/matrix'


def to_hex(ids):
    return '0x%064x' % sum(1 << (BITS - 1 - number) for number in ids)


def from_hex(text):
    """A mask is read from the left: missing digits are zeros on the right (AP-M: `0x41` is ids 1 and 7)."""
    if not re.fullmatch(r'0x[0-9a-fA-F]{1,64}', text):
        raise FuseOSError(errno.EINVAL)
    value = int(text[2:].ljust(64, '0'), 16)
    return {number for number in range(BITS) if value >> (BITS - 1 - number) & 1}


def number(text):
    try:
        return int(text, 0)
    except ValueError:
        raise FuseOSError(errno.EINVAL) from None


def changed_mask(old, text):
    """The grammar of apmask and aqmask: a whole mask, or a list of +n and -n with ranges."""
    if not re.match(r'[+-]', text):
        return from_hex(text)
    new = set(old)
    for part in text.split(','):
        match = re.fullmatch(r'([+-])(\w+)(?:-(\w+))?', part)
        if not match:
            raise FuseOSError(errno.EINVAL)
        first = number(match[2])
        last = number(match[3]) if match[3] else first
        if not 0 <= first <= last < BITS:
            raise FuseOSError(errno.EINVAL)
        ids = set(range(first, last + 1))
        new = new | ids if match[1] == '+' else new - ids
    return new


def queue_lines(adapters, domains):
    if adapters and domains:
        return ''.join('%02x.%04x\n' % (a, d) for a in adapters for d in domains)
    return ''.join(['%02x.\n' % a for a in adapters] + ['.%04x\n' % d for d in domains])


class Matrix:
    def __init__(self, adapters=(), domains=(), control_domains=()):
        self.ids = {'adapter': set(adapters), 'domain': set(domains), 'control_domain': set(control_domains)}
        # What of it a guest gets.
        self.shadow = {'adapter': set(), 'domain': set()}

    def queues(self):
        return {(a, d) for a in self.ids['adapter'] for d in self.ids['domain']}


class Sysfs(Operations):
    def __init__(self, tree, log):
        self.tree, self.log = tree, log
        self.matrices = {}
        folder = self.real(PARENT)
        for name in os.listdir(folder) if os.path.isdir(folder) else ():
            if UUID.fullmatch(name):
                self.matrices[f'{PARENT}/{name}'] = self.stored(f'{PARENT}/{name}')

    def real(self, path):
        return self.tree + path

    def text(self, path):
        with open(self.real(path), encoding='latin1') as file:
            return file.read().strip()

    def put(self, path, text, mode=0o444):
        target = self.real(path)
        if os.path.exists(target):
            os.chmod(target, 0o600)
        with open(target, 'w', encoding='latin1') as file:
            file.write(text)
        os.chmod(target, mode)

    def stored(self, folder):
        matrix = Matrix(*self.axes(folder + '/matrix'))
        matrix.ids['control_domain'] = {int(line, 16) for line in self.text(folder + '/control_domains').split()}
        matrix.shadow['adapter'], matrix.shadow['domain'] = self.axes(folder + '/guest_matrix')
        return matrix

    def axes(self, path):
        pairs = [line.split('.') for line in self.text(path).split()]
        return tuple({int(pair[axis], 16) for pair in pairs if pair[axis]} for axis in (0, 1))

    # The tree as it is; every file announces 4096 bytes, as sysfs does.
    def getattr(self, path, fh=None):
        try:
            found = os.lstat(self.real(path))
        except OSError as error:
            raise FuseOSError(error.errno) from None
        answer = {key: getattr(found, key) for key in ('st_mode', 'st_nlink', 'st_atime', 'st_mtime', 'st_ctime')}
        answer['st_size'] = 4096 if stat.S_ISREG(found.st_mode) else found.st_size
        # In a user namespace only mapped owners may be written to.
        answer['st_uid'], answer['st_gid'] = os.getuid(), os.getgid()
        return answer

    def readdir(self, path, fh):
        return ['.', '..', *sorted(os.listdir(self.real(path)))]

    def readlink(self, path):
        return os.readlink(self.real(path))

    def open(self, path, flags):
        mode = os.lstat(self.real(path)).st_mode
        access = flags & os.O_ACCMODE
        if access != os.O_WRONLY and not mode & 0o444 or access != os.O_RDONLY and not mode & 0o222:
            raise FuseOSError(errno.EACCES)
        return 0

    def read(self, path, size, offset, fh):
        with open(self.real(path), 'rb') as file:
            return file.read()[offset:offset + size]

    def truncate(self, path, length, fh=None):
        return 0

    def create(self, path, mode, fi=None):
        raise FuseOSError(errno.EACCES)

    def unlink(self, path):
        raise FuseOSError(errno.EPERM)

    def mkdir(self, path, mode):
        raise FuseOSError(errno.EPERM)

    def write(self, path, data, offset, fh):
        text = data.decode('latin1').strip()
        refused = None
        try:
            self.take(path, text)
        except FuseOSError as error:
            refused = error
        with open(self.log, 'a', encoding='latin1') as log:
            log.write(f'{path} <- {text}' + (f' [{errno.errorcode[refused.errno]}]' if refused else '') + '\n')
        if refused:
            raise refused
        return len(data)

    def take(self, path, text):
        folder, name = os.path.split(path)
        if name == 'create' and '/mdev_supported_types/' in path:
            self.make(folder, text)
        elif folder in self.matrices:
            self.remove(folder) if name == 'remove' else self.assign(folder, name, text)
        elif path in ('/bus/ap/apmask', '/bus/ap/aqmask'):
            self.set_mask(name, text)
        else:
            raise FuseOSError(errno.EINVAL)

    # vfio_ap
    def make(self, type_folder, uuid):
        if not UUID.fullmatch(uuid):
            raise FuseOSError(errno.EINVAL)
        uuid = uuid.lower()
        folder = f'{PARENT}/{uuid}'
        if os.path.lexists(self.real(folder)):
            raise FuseOSError(errno.EEXIST)
        self.count(type_folder, -1)
        os.makedirs(self.real(folder))
        os.symlink('../mdev_supported_types/vfio_ap-passthrough', self.real(folder + '/mdev_type'))
        for name in ('remove', *(f'{do}assign_{kind}' for do in ('', 'un') for kind in KINDS)):
            self.put(f'{folder}/{name}', '', 0o200)
        os.symlink(f'../../..{folder}', self.real(f'/bus/mdev/devices/{uuid}'))
        os.symlink(f'../../../{uuid}', self.real(f'{type_folder}/devices/{uuid}'))
        self.matrices[folder] = Matrix()
        self.show(folder)

    def remove(self, folder):
        uuid = os.path.basename(folder)
        type_folder = f'{PARENT}/mdev_supported_types/vfio_ap-passthrough'
        self.count(type_folder, 1)
        for link in (f'/bus/mdev/devices/{uuid}', f'{type_folder}/devices/{uuid}'):
            if os.path.lexists(self.real(link)):
                os.unlink(self.real(link))
        shutil.rmtree(self.real(folder))
        del self.matrices[folder]

    def count(self, type_folder, change):
        left = int(self.text(type_folder + '/available_instances')) + change
        if left < 0:
            raise FuseOSError(errno.ENOSPC)
        self.put(type_folder + '/available_instances', f'{left}\n')

    def assign(self, folder, name, text):
        old = self.matrices[folder].ids
        new = Matrix(old['adapter'], old['domain'], old['control_domain'])
        if name == 'ap_config':
            masks = text.split(',')
            if len(masks) != 3:
                raise FuseOSError(errno.EINVAL)
            new = Matrix(*map(from_hex, masks))
            for kind, ids in new.ids.items():
                self.limit(kind, max(ids, default=0))
        else:
            match = re.fullmatch(r'(un)?assign_(adapter|domain|control_domain)', name)
            if not match:
                raise FuseOSError(errno.EACCES)
            value = number(text)
            self.limit(match[2], value)
            (new.ids[match[2]].discard if match[1] else new.ids[match[2]].add)(value)
            new.shadow = {kind: set(ids) for kind, ids in self.matrices[folder].shadow.items()}
        host = self.host_queues(*self.masks())
        if any(host(*queue) for queue in new.queues()):
            raise FuseOSError(errno.EADDRNOTAVAIL)
        if any(other != folder and self.matrices[other].queues() & new.queues() for other in self.matrices):
            raise FuseOSError(errno.EADDRINUSE)
        self.matrices[folder] = new
        if name.startswith('unassign_'):
            # Taking away never runs the filter (AP-U12): an adapter that was hidden stays so.
            new.shadow.get(match[2], set()).discard(value)
        else:
            self.filter(new)
        self.show(folder)

    def filter(self, matrix):
        has = {kind: from_hex(self.text(f'/bus/ap/ap_{mask}_mask')) for kind, mask in LPAR.items()}
        domains = matrix.ids['domain'] & has['domain']
        adapters = matrix.ids['adapter'] & has['adapter']
        matrix.shadow['domain'] = domains
        matrix.shadow['adapter'] = {a for a in adapters if all(self.bound(a, d) for d in domains)}

    def bound(self, adapter, domain):
        link = self.real('/devices/ap/card%02x/%02x.%04x/driver' % (adapter, adapter, domain))
        return os.path.islink(link) and os.path.basename(os.readlink(link)) == 'vfio_ap'

    def limit(self, kind, value):
        most = int(self.text(f'/bus/ap/ap_max_{"adapter" if kind == "adapter" else "domain"}_id'))
        if not 0 <= value <= most:
            raise FuseOSError(errno.ENODEV)

    def show(self, folder):
        matrix = self.matrices[folder]
        adapters, domains, control = (sorted(matrix.ids[kind]) for kind in KINDS)
        self.put(folder + '/matrix', queue_lines(adapters, domains))
        self.put(folder + '/guest_matrix', queue_lines(*(sorted(matrix.shadow[axis]) for axis in KINDS[:2])))
        self.put(folder + '/control_domains', ''.join('%04x\n' % d for d in control))
        self.put(folder + '/ap_config', ','.join(map(to_hex, (adapters, domains, control))) + '\n', 0o644)

    # The AP bus
    def masks(self):
        return from_hex(self.text('/bus/ap/apmask')), from_hex(self.text('/bus/ap/aqmask'))

    @staticmethod
    def host_queues(adapters, domains):
        return lambda adapter, domain: adapter in adapters and domain in domains

    def set_mask(self, name, text):
        masks = dict(zip(('apmask', 'aqmask'), self.masks()))
        masks[name] = changed_mask(masks[name], text)
        host = self.host_queues(masks['apmask'], masks['aqmask'])
        if any(host(*queue) for matrix in self.matrices.values() for queue in matrix.queues()):
            raise FuseOSError(errno.EBUSY)
        self.put(f'/bus/ap/{name}', to_hex(masks[name]) + '\n', 0o644)
        self.bind(host)

    def bind(self, host):
        devices = self.real('/devices/ap')
        for card in os.listdir(devices):
            for queue in os.listdir(f'{devices}/{card}'):
                match = re.fullmatch(r'([0-9a-f]{2})\.([0-9a-f]{4})', queue)
                link = f'{devices}/{card}/{queue}/driver'
                if not match or not os.path.islink(link):
                    continue
                driver = 'cex4queue' if host(int(match[1], 16), int(match[2], 16)) else 'vfio_ap'
                os.unlink(link)
                os.symlink(f'../../../../bus/ap/drivers/{driver}', link)
        for folder, matrix in self.matrices.items():
            self.filter(matrix)
            self.show(folder)


if __name__ == '__main__':
    tree, mountpoint, log = sys.argv[1:4]
    # Devices come and go by writes to other files, so nothing may be remembered, not even for the usual second.
    forget = {'attr_timeout': 0, 'entry_timeout': 0, 'negative_timeout': 0}
    host = Sysfs(os.path.realpath(tree), os.path.abspath(log))
    FUSE(host, mountpoint, foreground=True, nothreads=True, direct_io=True, **forget)
