/** Names of programs, to tell a misspelled one from one that is merely not modelled. */
import { nearestName } from './nearest.ts';

/** What scripts about devices are made of. */
const USUAL: readonly string[] = (
  'echo printf cat tee test grep sleep modprobe rmmod chzdev mdevctl virsh sudo exit export uuidgen mkdir systemctl ' +
  'lszcrypt lszdev chmod source readlink basename dirname while until function return unset'
).split(' ');

/** Programs and words of the shell that are no misspelling of those above, however alike they look. */
const COMMON: ReadonlySet<string> = new Set(
  (
    'awk bash bc cal case cat cd chcpumf chgrp chmod chown chreipl chroot clear cmp column comm command compgen cp ' +
    'cpio cron curl cut dash date dbus dd df diff dig dirs disown dmesg dnf dpkg driverctl du echo ed egrep emacs enable env ' +
    'esac eval exec expand expect expr factor fg fgrep file find flock fmt fold free ftp function fuser fzf gawk getent ' +
    'getopts git gpg gzip halt hash head help hexdump history host hostname hyptop if info init insmod install ip jobs join jq ' +
    'kill killall ksh last ldd less let link ln local locale login logger logout ls lsattr lsblk lscpu lscss lsdasd lshw lsinitrd ' +
    'lsmod lsof lspci lsqeth lsreipl lsusb lszcrypt lszdev lszfcp make man md5sum mkdir mkfs mktemp mkfifo mknod modinfo more ' +
    'mount mv nano nc netstat nice nl nohup nproc od openssl parted passwd paste patch perl pgrep ping pip pkill pmap podman ' +
    'poweroff print ps pushd popd pwd pwgen pydoc python qemu quota read readarray reboot rename renice reset rev rmdir rpm rsync ' +
    'runuser scp screen sed select seq service setfacl setpci sftp shift shopt shred shuf shutdown sort split ssh sshd stat stop ' +
    'strings stty su sudo sum suspend sync sysctl tac tail tailf tar tee tests tftp time timeout tmux top touch tput tr trap tree ' +
    'true tsort tty type udevadm umask umount unalias uname unexpand uniq unlink unshare unzip uptime users usermod uuid vi vim ' +
    'virt vmcp vmstat wait watch wc wget whence which who whoami write xargs xz yes yum zcat zcrypt zgrep zip zipl zkey zypper'
  ).split(' '),
);

/** Long names carry more slips. */
const LONG = 7;

/** The program that a misspelled name probably means; null for one that may well be a program of its own. */
export function misspelledProgram(name: string): string | null {
  if (!/^[a-z][a-z0-9]{2,}$/i.test(name) || COMMON.has(name) || USUAL.includes(name)) return null;
  return nearestName(name, USUAL, name.length >= LONG ? 2 : 1);
}

export function isUsualProgram(name: string): boolean {
  return COMMON.has(name) || USUAL.includes(name);
}
