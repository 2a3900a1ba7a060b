#!/bin/sh
# in-host.sh HOST static|behaving|idxd COMMAND...   run inside a private mount namespace: HOST/sys is seen as /sys, HOST/etc/*
# in its places, and both below $ROOT too. `behaving` puts behaving-sysfs.py between, with the writes in HOST/writes.txt;
# `idxd` has a /sys of behaving-idxd.py's own, made of HOST/idxd.json.
set -eu
host=$1 kind=$2
shift 2
sys=$host/sys
if [ "$kind" != static ]; then
  sys=$host/mounted
  mkdir -p "$sys"
  case $kind in
    idxd) program=behaving-idxd.py source=$host/idxd.json ;;
    *) program=behaving-sysfs.py source=$host/sys ;;
  esac
  /usr/bin/python3 "$(dirname "$0")/$program" "$source" "$sys" "$host/writes.txt" >"$host/fuse.txt" 2>&1 &
  fuse=$!
  # A tree that is mounted has its folders; 10 s are much even for a busy machine.
  tries=0
  until [ -d "$sys/bus" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 200 ] || ! kill -0 "$fuse" 2>/dev/null; then
      echo "in-host: FUSE did not mount: $(cat "$host/fuse.txt")" >&2
      exit 99
    fi
    sleep 0.05
  done
fi
mount --bind "$sys" /sys
for folder in /etc/mdevctl.d /etc/udev/rules.d /etc/accel-config; do
  if [ -d "$host$folder" ] && [ -d "$folder" ]; then mount --bind "$host$folder" "$folder"; fi
done
export ROOT="$host/root"
mkdir -p "$ROOT/sys" "$ROOT/etc"
mount --bind "$sys" "$ROOT/sys"
mount --bind "$host/etc" "$ROOT/etc"
status=0
"$@" || status=$?
umount /sys "$ROOT/sys" "$ROOT/etc"
if [ "$kind" != static ]; then
  umount "$sys"
  wait "$fuse" || :
fi
exit "$status"
