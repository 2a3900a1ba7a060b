#!/usr/bin/python3
"""A second model of the idxd driver, written from dsa.md 2 and 3 alone, to check the first one by.

As a program it is a line process: one JSON request a line, one JSON answer a line (see `serve`).
"""
import json
import re
import sys

WQ_FRESH = {
    'mode': 'shared', 'type': 'none', 'name': '', 'priority': 0, 'threshold': 0, 'block_on_fault': 0,
    'ats_disable': 0, 'prs_disable': 0, 'enqcmds_retries': 32, 'max_transfer_size': 2097152, 'max_batch_size': 32,
}
UUID = re.compile(r'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}')
ALIASES = {
    'token_limit': 'read_buffer_limit', 'tokens_reserved': 'read_buffers_reserved',
    'tokens_allowed': 'read_buffers_allowed', 'use_token_limit': 'use_read_buffer_limit',
}


class Refused(Exception):
    """An errno by name; `status` is what cmd_status then shows."""

    def __init__(self, errno, status=None):
        super().__init__(errno)
        self.errno = errno
        self.status = status


def need(condition, errno, status=None):
    if not condition:
        raise Refused(errno, status)


def integer(text):
    need(re.fullmatch(r'[+-]?\d+', text), 'EINVAL')
    return int(text)


def any_base(text):
    need(re.fullmatch(r'(0[xX][0-9a-fA-F]+|\d+)', text), 'EINVAL')
    return int(text, 16) if text[:2] in ('0x', '0X') else int(text)


def truth(text):
    if re.match(r'[yYtT1]|[oO][nN]', text):
        return 1
    need(re.match(r'[nNfF0]|[oO][fF]', text), 'EINVAL')
    return 0


def words_of(mask):
    digits = '%064x' % mask
    return ','.join(digits[at:at + 8] for at in range(0, 64, 8))


class Device:
    def __init__(self, facts):
        self.facts = facts
        self.name, self.kind, self.id, self.bdf = (facts[key] for key in ('name', 'kind', 'id', 'bdf'))
        self.lacks = set(facts['lacks'])
        self.op_cap = int(facts['op_cap'], 16)
        self.state = 'disabled'
        self.bound = None
        self.status = 0
        self.limit = 0
        self.log_size = 64
        self.wqs = [dict(WQ_FRESH, group_id=-1, size=0, driver_name='', op_config=self.op_cap) for _ in range(facts['wqs'])]
        for wq in self.wqs:
            wq.update(state='disabled', driver=None, clients=0, minor=None, known=0)
        self.clear_groups()

    def clear_groups(self):
        lane = 1 if self.facts['version'] <= 0x200 else -1
        self.groups = [
            {'read_buffers_reserved': 0, 'read_buffers_allowed': self.facts['read_buffers'], 'use_read_buffer_limit': 0,
             'traffic_class_a': lane, 'traffic_class_b': lane, 'desc_progress_limit': 0, 'batch_progress_limit': 0}
            for _ in range(self.facts['groups'])
        ]
        self.engines = [-1] * self.facts['engines']

    def has(self, owner, file):
        return f'{owner}/{file}' not in self.lacks

    @property
    def free_buffers(self):
        return self.facts['read_buffers'] - sum(group['read_buffers_reserved'] for group in self.groups)

    def reset_wq(self, wq):
        wq.update(WQ_FRESH, op_config=self.op_cap, state='disabled', driver=None, clients=0, minor=None)


class Host:
    """Everything of a host; each method is one thing that can be done to it, or a Refused."""

    def __init__(self, facts):
        self.devices = [Device(one) for one in facts['devices']]
        self.drivers = set(facts['drivers'])
        self.templates = facts['types']
        self.enqcmd = facts['enqcmd']
        self.kernel_pasid = facts['kernel_pasid']
        self.mdevs = {}
        self.next_pasid = 1

    # Names
    def device(self, name):
        return next((one for one in self.devices if name in (one.name, one.bdf)), None)

    def part(self, name):
        """`wq0.3` -> device, kind, index; None for what is not there."""
        match = re.fullmatch(r'(wq|group|engine)(\d+)\.(\d+)', name)
        device = match and next((one for one in self.devices if one.id == int(match[2])), None)
        if not device:
            return None
        count = {'wq': len(device.wqs), 'group': len(device.groups), 'engine': len(device.engines)}[match[1]]
        return (device, match[1], int(match[3])) if int(match[3]) < count else None

    def shared_support(self, device):
        return bool(device.facts['pasid'] and self.enqcmd)

    # Writing a file
    def write(self, at, value):
        folder, _, file = at.rpartition('/')
        text = value[:-1] if value.endswith('\n') else value
        device = self.device(folder)
        if device:
            return self.write_device(device, file, text)
        found = self.part(folder)
        need(found, 'ENOENT')
        device, kind, index = found
        need(device.has(kind, file), 'ENOENT')
        return getattr(self, f'write_{kind}')(device, index, ALIASES.get(file, file), text)

    def write_device(self, device, file, text):
        need(device.has('device', file), 'ENOENT')
        file = ALIASES.get(file, file)
        if file == 'cmd_status':
            device.status = 0
            return
        idle = device.facts['configurable'] and device.state != 'enabled'
        value = integer(text) if file in ('read_buffer_limit', 'event_log_size') else None
        need(value is not None, 'ENOENT')
        need(idle, 'EPERM')
        if file == 'read_buffer_limit':
            need(device.facts['limit_capable'], 'EPERM')
            need(0 <= value <= device.facts['read_buffers'], 'EINVAL')
            device.limit = value
        else:
            need(64 <= value <= 65535, 'EINVAL')
            device.log_size = value

    def write_engine(self, device, index, file, text):
        need(file == 'group_id', 'ENOENT')
        value = integer(text)
        need(device.facts['configurable'], 'EPERM')
        need(-1 <= value < len(device.groups), 'EINVAL')
        device.engines[index] = value

    def write_group(self, device, index, file, text):
        group = device.groups[index]
        need(file in group, 'ENOENT')
        value = truth(text) if file == 'use_read_buffer_limit' else integer(text)
        if file.endswith('progress_limit'):
            need(device.facts['configurable'], 'EPERM')
            need(0 <= value <= 3, 'EINVAL')
        else:
            need(device.facts['configurable'], 'EPERM')
            need(device.state != 'enabled', 'EPERM')
        if file == 'read_buffers_reserved':
            need(0 <= value <= device.facts['read_buffers'], 'EINVAL')
            need(value <= device.free_buffers + group[file], 'EINVAL')
        elif file == 'read_buffers_allowed':
            need(value >= 4 * device.engines.count(index), 'EINVAL')
            need(0 <= value <= group['read_buffers_reserved'] + device.free_buffers, 'EINVAL')
        elif file == 'use_read_buffer_limit':
            need(device.limit != 0, 'EPERM')
        elif file.startswith('traffic_class'):
            need(device.facts['version'] > 0x200, 'EPERM')
            need(0 <= value <= 7, 'EINVAL')
        group[file] = value

    def write_wq(self, device, index, file, text):
        wq = device.wqs[index]
        configurable, down = device.facts['configurable'], wq['state'] == 'disabled'

        def checked(value_of=integer, errno='EPERM'):
            value = value_of(text)
            need(configurable, 'EPERM')
            need(down, errno)
            return value

        if file == 'group_id':
            value = checked()
            need(-1 <= value < len(device.groups), 'EINVAL')
        elif file == 'mode':
            checked(str)
            need(text in ('dedicated', 'shared'), 'EINVAL')
            value = text
            if value == 'dedicated':
                wq['threshold'] = 0
        elif file == 'size':
            value = integer(text)
            need(value >= 0, 'EINVAL')
            need(configurable, 'EPERM')
            need(device.state != 'enabled', 'EPERM')
            others = sum(other['size'] for other in device.wqs if other is not wq)
            need(value + others <= device.facts['total_size'], 'EINVAL')
        elif file == 'priority':
            value = integer(text)
            need(value >= 0, 'EINVAL')
            checked()
            need(value <= 15, 'EINVAL')
        elif file == 'threshold':
            value = any_base(text)
            need(0 < value <= wq['size'], 'EINVAL')
            checked(str, 'ENXIO')
            need(wq['mode'] == 'shared', 'EINVAL')
        elif file == 'block_on_fault':
            need(int(device.facts['gen_cap'], 16) & 1, 'EOPNOTSUPP')
            need(configurable, 'EPERM')
            need(down, 'ENXIO')
            value = truth(text)
            need(not (value and wq['prs_disable']), 'EOPNOTSUPP')
        elif file == 'type':
            need(down, 'EPERM')
            built = {one for one in ('mdev', 'vfio', 'vdev') if one in self.drivers}
            need(text in {'none', 'kernel', 'user'} | built, 'EINVAL')
            if text != wq['type']:
                wq['name'] = ''
            value = text
        elif file in ('name', 'driver_name'):
            need(down, 'EPERM')
            most = 1024 if file == 'name' else 128
            need(text.strip() != '' and len(text.encode()) <= most, 'EINVAL')
            need(not (file == 'name' and wq['type'] == 'kernel' and self.kernel_pasid), 'EOPNOTSUPP')
            value = text.strip()
        elif file in ('max_transfer_size', 'max_batch_size'):
            need(configurable, 'EPERM')
            need(down, 'EPERM')
            asked = any_base(text)
            need(asked > 0, 'EINVAL')
            value = 1 << (asked - 1).bit_length()
            need(value <= device.facts['max_xfer' if file == 'max_transfer_size' else 'max_batch'], 'EINVAL')
        elif file == 'ats_disable':
            need(down, 'EPERM')
            need(configurable, 'EPERM')
            value = truth(text)
        elif file == 'prs_disable':
            need(down, 'EPERM')
            need(device.facts['prs'], 'EOPNOTSUPP')
            value = truth(text)
            if value:
                wq['block_on_fault'] = 0
        elif file == 'op_config':
            need(down, 'EPERM')
            value = self.mask(text)
            need(value & ~device.op_cap == 0, 'EINVAL')
        elif file == 'enqcmds_retries':
            need(wq['mode'] == 'shared', 'EOPNOTSUPP')
            value = integer(text)
            need(value >= 0, 'EINVAL')
            value = min(value, 64)
        else:
            raise Refused('ENOENT')
        wq[file] = value

    @staticmethod
    def mask(text):
        words = [word for word in re.split(r'[,\s]+', text) if word]
        need(len(words) <= 8, 'EOVERFLOW')
        value = 0
        for word in words:
            need(re.fullmatch(r'[0-9a-fA-F]+', word), 'EINVAL')
            need(len(word) <= 8, 'EOVERFLOW')
            value = value << 32 | int(word, 16)
        return value

    # Enabling and disabling
    def bind(self, driver, name):
        need(driver in self.drivers, 'ENOENT')
        device = self.device(name)
        if device and driver == 'idxd':
            return self.reporting(device, lambda: self.enable_device(device))
        found = self.part(name)
        need(found and found[1] == 'wq' and driver != 'idxd', 'ENODEV')
        return self.reporting(found[0], lambda: self.enable_wq(found[0], found[0].wqs[found[2]], driver))

    @staticmethod
    def reporting(device, act):
        try:
            act()
        except Refused as refused:
            if refused.status is not None:
                device.status = refused.status
            raise
        device.status = 0

    def device_wide(self, device, errno):
        if not device.facts['configurable']:
            return
        grouped = [wq for wq in device.wqs if wq['group_id'] >= 0]
        for wq in grouped:
            need(wq['mode'] == 'dedicated' or self.shared_support(device), errno, 0x800C0000)
        need(grouped, errno, 0x800D0000)
        need(any(group >= 0 for group in device.engines), errno)
        for wq in grouped:
            if wq['size'] == 0 and wq['type'] != 'none':
                wq['size'] = 16

    def enable_device(self, device):
        need(device.bound is None, 'EBUSY')
        need(device.state == 'disabled', 'ENXIO', 0x80000010)
        self.device_wide(device, 'ENXIO')
        if device.facts['configurable']:
            grouped = [wq for wq in device.wqs if wq['group_id'] >= 0]
            # The reference does not say which sizes are summed; O3 sums those of all queues, so here too.
            need(sum(wq['size'] for wq in device.wqs) <= device.facts['total_size'], 'ENXIO', 0x14)
            for index, group in enumerate(device.groups):
                engines = device.engines.count(index)
                need(bool(engines) == any(wq['group_id'] == index for wq in grouped), 'ENXIO', 0x15)
                reserved, allowed = group['read_buffers_reserved'], group['read_buffers_allowed']
                fits = 4 * engines <= allowed and reserved <= allowed <= reserved + device.free_buffers
                need(not engines or device.kind == 'iax' or fits, 'ENXIO', 0x18)
        device.state, device.bound = 'enabled', 'idxd'
        for wq in device.wqs:
            wq['known'] = wq['size'] if wq['group_id'] >= 0 else 0

    def enable_wq(self, device, wq, driver):
        need(wq['driver'] is None, 'EBUSY')
        need(driver != 'mdev' or wq['type'] == 'mdev', 'ENODEV')
        need(driver != 'crypto' or device.kind == 'iax', 'ENODEV')
        need(device.state == 'enabled', 'ENXIO', 0x80000020 if driver == 'mdev' else None)
        need(driver != 'user' or device.facts['pasid'], 'EOPNOTSUPP', 0x80110000)
        need(not device.has('wq', 'driver_name') or wq['driver_name'] == driver, 'ENODEV', 0x80200000)
        made = {'user': 'user', 'dmaengine': 'kernel', 'crypto': 'kernel'}.get(driver)
        if made:
            wq['type'] = made
        try:
            self.wq_checks(device, wq, driver)
        except Refused:
            if made:
                wq['type'] = 'none'
            raise
        wq.update(state='enabled', driver=driver)
        if driver == 'user':
            taken = {one['minor'] for other in self.devices if other.kind == device.kind for one in other.wqs}
            wq['minor'] = next(number for number in range(4096) if number not in taken)

    def wq_checks(self, device, wq, driver):
        need(wq['state'] == 'disabled', 'EBUSY', 0x80000021)
        need(wq['group_id'] >= 0, 'ENXIO', 0x80030000)
        need(wq['name'] != '', 'ENXIO', 0x80040000)
        if wq['mode'] == 'shared':
            need(self.shared_support(device), 'ENXIO', 0x80050000)
            need(wq['threshold'] > 0, 'ENXIO', 0x80060000)
        # The one errno the reference leaves open; the worked model lets the driver's own through here.
        self.device_wide(device, 'EINVAL')
        need(wq['known'] > 0, 'ENXIO', 0x22)
        need(wq['priority'] > 0, 'ENXIO', 0x23)
        need(driver != 'mdev' or (device.facts['ims_size'] > 0 and device.facts['pasid']), 'ENXIO')

    def unbind(self, driver, name):
        need(driver in self.drivers, 'ENOENT')
        device = self.device(name)
        if device and driver == 'idxd':
            need(device.bound == 'idxd', 'ENODEV')
            for wq in device.wqs:
                if wq['state'] != 'disabled':
                    self.disable_wq(device, wq)
            device.state, device.bound = 'disabled', None
            if device.facts['configurable']:
                device.clear_groups()
                for wq in device.wqs:
                    device.reset_wq(wq)
                    wq.update(size=0, group_id=-1)
            for wq in device.wqs:
                wq['known'] = 0
            return
        found = self.part(name)
        need(found and found[1] == 'wq', 'ENODEV')
        wq = found[0].wqs[found[2]]
        need(wq['driver'] == driver, 'ENODEV')
        self.disable_wq(found[0], wq)

    def disable_wq(self, device, wq):
        device.reset_wq(wq)
        for mdev in self.mdevs.values():
            if mdev['device'] is device and mdev['wq'] is wq:
                mdev['orphan'] = True

    # Mediated devices
    def types(self, device):
        if not any(wq['driver'] == 'mdev' for wq in device.wqs):
            return []
        return [template.replace('{kind}', device.kind) for template in self.templates]

    @staticmethod
    def candidates(device, kind):
        mode = 'shared' if 'swq' in kind else 'dedicated'
        return [
            wq for wq in device.wqs
            if wq['driver'] == 'mdev' and wq['type'] == 'mdev' and wq['mode'] == mode
            and (wq['state'] == 'enabled' if mode == 'shared' else wq['clients'] == 0)
        ]

    def create(self, parent, kind, uuid):
        device = self.device(parent)
        need(device and kind in self.types(device), 'ENOENT')
        uuid = uuid.lower()
        need(UUID.fullmatch(uuid), 'EINVAL')
        need(uuid not in self.mdevs, 'EEXIST')
        free = self.candidates(device, kind)
        need(free, 'ENODEV')
        wq = min(free, key=lambda one: (one['clients'], device.wqs.index(one)))
        wq['clients'] += 1
        if wq['mode'] == 'dedicated':
            wq['state'] = 'locked'
        self.mdevs[uuid] = {'device': device, 'wq': wq, 'type': kind, 'orphan': False, 'slot': None, 'pasid': None}

    def mdev(self, uuid):
        need(uuid in self.mdevs, 'ENODEV')
        return self.mdevs[uuid]

    def remove(self, uuid):
        mdev = self.mdev(uuid)
        need(mdev['slot'] is None, 'EBUSY')
        if not mdev['orphan']:
            mdev['wq']['clients'] -= 1
        del self.mdevs[uuid]

    def start(self, uuid):
        mdev = self.mdev(uuid)
        need(mdev['slot'] is None, 'EBUSY')
        need(not mdev['orphan'], 'ENODEV')
        taken = {one['slot'] for one in self.mdevs.values() if one['device'] is mdev['device']}
        free = [slot for slot in range(mdev['device'].facts['ims_size']) if slot not in taken]
        need(free, 'ENOSPC')
        mdev['slot'], mdev['pasid'] = free[0], self.next_pasid
        self.next_pasid += 1

    def stop(self, uuid):
        mdev = self.mdev(uuid)
        need(mdev['slot'] is not None, 'ENODEV')
        mdev['slot'] = mdev['pasid'] = None

    # What the files show
    def files(self, device):
        """owner name -> file -> text without newline; an Exception stands for a file that cannot be read."""
        facts = device.facts
        own = {
            'version': '0x%x' % facts['version'], 'max_groups': facts['groups'], 'max_work_queues': facts['wqs'],
            'max_engines': facts['engines'], 'max_work_queues_size': facts['total_size'],
            'max_read_buffers': facts['read_buffers'], 'read_buffer_limit': device.limit,
            'max_batch_size': facts['max_batch'], 'max_transfer_size': facts['max_xfer'],
            'numa_node': facts['numa'], 'op_cap': words_of(device.op_cap), 'gen_cap': facts['gen_cap'],
            'configurable': int(facts['configurable']), 'pasid_enabled': int(facts['pasid']), 'state': device.state,
            'clients': sum(wq['clients'] for wq in device.wqs), 'errors': words_of(0),
            'cmd_status': '0x%x' % device.status if device.status else '0', 'cdev_major': facts['cdev_major'],
            'event_log_size': device.log_size, 'ims_size': facts['ims_size'],
        }
        shown = {device.name: self.present(device, 'device', own)}
        for index, group in enumerate(device.groups):
            engines = ' '.join(f'engine{device.id}.{at}' for at, one in enumerate(device.engines) if one == index)
            wqs = ' '.join(f'wq{device.id}.{at}' for at, one in enumerate(device.wqs) if one['group_id'] == index)
            shown[f'group{device.id}.{index}'] = self.present(device, 'group', dict(group, engines=engines, work_queues=wqs))
        for index, group in enumerate(device.engines):
            shown[f'engine{device.id}.{index}'] = {'group_id': str(group)}
        for index, wq in enumerate(device.wqs):
            files = {file: wq[file] for file in [*WQ_FRESH, 'group_id', 'size', 'driver_name', 'state', 'clients']}
            files['op_config'] = words_of(wq['op_config'])
            files['cdev_minor'] = wq['minor'] if wq['minor'] is not None else Refused('ENXIO')
            if wq['mode'] == 'dedicated':
                files['enqcmds_retries'] = Refused('EOPNOTSUPP')
            files['occupancy'] = 0 if facts['occupancy'] else Refused('EOPNOTSUPP')
            shown[f'wq{device.id}.{index}'] = self.present(device, 'wq', files)
        return shown

    @staticmethod
    def present(device, owner, files):
        both = dict(files)
        for old, new in ALIASES.items():
            if new in files:
                both[old] = files[new]
        return {
            file: value if isinstance(value, Refused) else str(value)
            for file, value in both.items() if device.has(owner, file)
        }

    def dump(self):
        shown = {}
        for device in self.devices:
            for owner, files in self.files(device).items():
                for file, value in files.items():
                    shown[f'{owner}/{file}'] = {'errno': value.errno} if isinstance(value, Refused) else value
            for index, wq in enumerate(device.wqs):
                shown[f'wq{device.id}.{index}/driver'] = wq['driver'] or ''
            shown[f'{device.name}/driver'] = device.bound or ''
        for uuid, mdev in self.mdevs.items():
            shown[f'mdev/{uuid}'] = {
                'device': mdev['device'].name, 'wq': mdev['device'].wqs.index(mdev['wq']), 'type': mdev['type'],
                'orphan': mdev['orphan'], 'slot': mdev['slot'],
            }
        return shown

    def do(self, op):
        """One operation in the form of the model kernel's; the errno by name, or None."""
        kind = op['op']
        try:
            if kind == 'write':
                self.write(op['at'], op['value'])
            elif kind == 'bind':
                self.bind(op['driver'], op['name'])
            elif kind == 'unbind':
                self.unbind(op['driver'], op['name'])
            elif kind == 'mdev-create':
                self.create(op['parent'], op['type'], op['uuid'])
            elif kind in ('mdev-remove', 'guest-start', 'guest-stop'):
                getattr(self, kind.partition('-')[2])(op['uuid'])
            else:
                raise ValueError(f'no such operation: {kind}')
        except Refused as refused:
            return refused.errno
        return None


def serve():
    """{"host": facts} begins anew; {"ops": [...]} answers errnos; {"dump": true} answers every file."""
    host = None
    for line in sys.stdin:
        request = json.loads(line)
        if 'host' in request:
            host = Host(request['host'])
            answer = True
        elif 'ops' in request:
            answer = [host.do(op) for op in request['ops']]
        else:
            answer = host.dump()
        print(json.dumps(answer), flush=True)


if __name__ == '__main__':
    serve()
