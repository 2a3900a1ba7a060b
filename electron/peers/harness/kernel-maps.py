"""One ordinary file, mapped as it is told; after each call the lines that the kernel's own list has of it.

In:  {"pages": 64, "ops": [{"op": "mmapFixed", "at": 0, "pages": 4, "pgoff": 4}, ...]}
Out: [[errno name or null, [[start, end, pgoff, protection], ...]], ...]   pages count from the begin of the area
"""
import ctypes
import errno
import json
import mmap
import os
import sys
import tempfile

SIZE = mmap.PAGESIZE
SHARED, FIXED, NOREPLACE = 0x01, 0x10, 0x100000
PROTECTIONS = {"none": 0, "read": 1, "readWrite": 3}
SHOWN = {"---s": "none", "r--s": "read", "rw-s": "readWrite"}
# Far from where the kernel puts what it places by itself; the lower one is for small address spaces.
PLACES = (1 << 44, 1 << 36)
MOST_PAGES = 4096

libc = ctypes.CDLL(None, use_errno=True)
word, number = ctypes.c_size_t, ctypes.c_int
libc.mmap.argtypes, libc.mmap.restype = (word, word, number, number, number, ctypes.c_int64), word
libc.munmap.argtypes = (word, word)
libc.mprotect.argtypes = (word, word, number)
libc.mremap.argtypes, libc.mremap.restype = (word, word, word, number), word
FAILED = word(-1).value


def shown(base, end):
    """The lines in the area; one that is not of the file would be a mistake of this program."""
    lines = []
    with open("/proc/self/maps", encoding="utf-8") as maps:
        for line in maps:
            addresses, flags, offset, _device, inode = line.split()[:5]
            first, last = (int(text, 16) for text in addresses.split("-"))
            if last <= base or first >= end:
                continue
            if int(inode) != INODE:
                raise RuntimeError("a stranger in the area: " + line)
            place = [(first - base) // SIZE, (last - base) // SIZE, int(offset, 16) // SIZE]
            lines.append([*place, SHOWN[flags]])
    return lines


def call(base, op):
    """The system call an event stands for: what it returned."""
    at, length = base + op["at"] * SIZE, op["pages"] * SIZE
    if op["op"] in ("mmap", "mmapFixed"):
        flags = SHARED | (FIXED if op["op"] == "mmapFixed" else NOREPLACE)
        return libc.mmap(at, length, PROTECTIONS["readWrite"], flags, FILE, op["pgoff"] * SIZE)
    if op["op"] == "munmap":
        return libc.munmap(at, length)
    if op["op"] == "mprotect":
        return libc.mprotect(at, length, PROTECTIONS[op["prot"]])
    return libc.mremap(at, length, op["to"] * SIZE, 0)


def life(base, pages, ops):
    end = base + pages * SIZE
    libc.munmap(base, end - base)
    answers = []
    for op in ops:
        failed = call(base, op) in (-1, FAILED)
        answers.append([errno.errorcode[ctypes.get_errno()] if failed else None, shown(base, end)])
    return answers


def free_place(pages):
    for place in PLACES:
        found = libc.mmap(place, pages * SIZE, 0, SHARED | NOREPLACE, FILE, 0)
        if found != FAILED:
            libc.munmap(found, pages * SIZE)
        if found == place:
            return place
    raise RuntimeError("no free address range")


with tempfile.TemporaryFile() as file:
    FILE, INODE = file.fileno(), os.fstat(file.fileno()).st_ino
    PLACE = free_place(MOST_PAGES)
    for request in sys.stdin:
        asked = json.loads(request)
        print(json.dumps(life(PLACE, asked["pages"], asked["ops"])), flush=True)
