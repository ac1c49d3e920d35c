#!/usr/bin/env bash
# Looks for a typed card in all the memory of a machine: boots a kernel in QEMU with the station on
# its console, types a made-up number, a date and a code on the keyboard that QEMU has, cancels, and
# searches the memory, the kernel's own included, from outside.
#
#   tests/kernel/ring.sh [PROGRAM]
#
# PROGRAM is target/release/chargeonce if not named. With one that was built with --features
# defences-off and SWITCHED_OFF=ring the terminal is set as others set it: then the number should be found,
# in the ring where the kernel keeps what was typed. The sale is cancelled, as the demo's sandbox
# speaks plain HTTP.
#
# Needs qemu-system-x86_64, cpio, busybox and a kernel: KERNEL, or the newest of /boot. Where any is
# missing it says SKIPPED and why, and ends well.
set -euo pipefail

skip() { echo "SKIPPED: $1"; exit 0; }
top=$(cd "$(dirname "$0")/../.." && pwd)
program=${1:-$top/target/release/chargeonce}
for tool in qemu-system-x86_64 cpio busybox; do
    command -v "$tool" >/dev/null || skip "$tool is not installed"
done
[ -x "$program" ] || skip "$program is not built"
kernel=${KERNEL:-$(ls -v /boot/vmlinuz-* 2>/dev/null | tail -n 1)}
[ -r "$kernel" ] || skip "there is no kernel in /boot"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root"/{bin,proc,sys,dev,tmp,etc,run}
cp "$(command -v busybox)" "$root/bin/busybox"
strip --output-file="$root/bin/chargeonce" "$program"
for library in $(ldd "$program" "$(command -v busybox)" | grep --only-matching '/[^ ]*\.so[^ ]*' | sort -u); do
    install -D "$library" "$root$library"
done
cat >"$root/init" <<INIT
#!/bin/busybox sh
busybox mount -t proc none /proc
busybox mount -t sysfs none /sys
busybox mount -t devtmpfs none /dev
busybox ip link set lo up
export TERM=linux CHARGEONCE__LOG__LEVEL=debug CHARGEONCE_DEFENCES_OFF=${SWITCHED_OFF:-}
while busybox sleep 0.2; do busybox cat /tmp/chargeonce-*/*.log >/dev/ttyS0; done 2>/dev/null &
busybox setsid -c /bin/chargeonce demo </dev/tty1 >/dev/tty1 2>/dev/ttyS0
busybox poweroff -f
INIT
chmod +x "$root/init"
(cd "$root" && find . -print0 | cpio --quiet --null --create --format=newc) >"$work/initramfs"

# A number that nobody has: random behind a test card's first six digits. The search wants no more.
number=424242$(shuf --repeat --input-range=0-9 --head-count=10 | tr -d '\n')
memory=$((512 * 1024 * 1024))
press() { for key in "$@"; do echo "sendkey $key 30"; sleep 0.12; done; }
digits() { press $(fold --width=1 <<<"$1"); }
# In quotes: the monitor would divide by a path.
save() {
    echo "pmemsave 0 $memory \"$work/$1\""
    for _ in $(seq 100); do
        [ "$(stat --format=%s "$work/$1" 2>/dev/null || echo 0)" -lt "$memory" ] || return 0
        sleep 0.2
    done
}
# The log comes anew and anew, as far as it has got.
await() {
    for _ in $(seq 300); do
        ! grep --quiet --no-messages "$1" "$work/said" || return 0
        sleep 0.2
    done
}
types() {
    await started
    sleep 2
    press 1 2 3 4
    for screen in amount reference customer method; do
        await "screen=\"$screen\""
        press ret
    done
    await 'kind="intent"'
    sleep 2
    digits "$number"
    # The form takes any sixteen digits only where the check fits; else it waits here.
    press tab
    digits 1239123
    sleep 1
    save held
    press esc
    await 'vault demolished'
    sleep 1
    save after
    echo quit
}
types | timeout 300 qemu-system-x86_64 -accel "${ACCEL:-tcg}" -kernel "$kernel" -initrd "$work/initramfs" \
    -append "console=ttyS0 quiet panic=-1 rdinit=/init" -m 512 -display none -vga std -no-reboot \
    -serial "file:$work/said" -monitor stdio >/dev/null
grep --quiet 'vault demolished' "$work/said" || { echo "the card was never taken in"; exit 1; }
finds() {
    for start in 6 7 8 9; do
        grep --text --only-matching --fixed-strings "${number:$start:7}" "$work/$1" || true
    done | wc -l
}
held=$(finds held)
after=$(finds after)
echo "$memory bytes of memory searched: $held finds while the card was held, $after afterwards"
[ "$held" -gt 0 ] && [ "$after" -eq 0 ]
