#!/usr/bin/env bash
# Reads card readers through the real kernel: boots Debian in QEMU, plugs made-up readers into it
# (a keyboard, MagTek's and ID TECH's HID readers, an MSR605X, a USB gadget with all three kinds of
# interface), swipes on them, and looks at what chargeonce makes of it, at what reaches the console,
# and at what udev makes of hardware/60-card-reader.rules.
#
#   tests/kernel/run.sh [DIRECTORY]
#
# DIRECTORY keeps the downloaded Debian for the next time. The programs are those of target/debug,
# or of target/$PROFILE: cargo build --bin chargeonce --example swipe. Built on a newer Debian than
# bookworm, they want that one in QEMU too: SUITE=trixie.
#
# Needs qemu-system-x86_64, cpio, mmdebstrap (root, or user namespaces) and a Debian mirror. Where any
# is missing it says SKIPPED and why, and ends well. Without /dev/kvm it takes some minutes.
set -euo pipefail

skip() { echo "SKIPPED: $1"; exit 0; }
here=$(cd "$(dirname "$0")" && pwd)
top=$here/../..
built=$top/target/${PROFILE:-debug}
for tool in qemu-system-x86_64 cpio mmdebstrap; do
    command -v "$tool" >/dev/null || skip "$tool is not installed"
done
for program in chargeonce examples/swipe; do
    [ -x "$built/$program" ] || skip "$built/$program is not built"
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
kept=${1:-$work/kept}
mkdir -p "$kept"
if [ ! -e "$kept/root.tar" ]; then
    echo "== Debian"
    mmdebstrap --quiet --variant=minbase \
        --include=linux-image-amd64,udev,systemd-sysv,kbd,procps \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        "${SUITE:-bookworm}" "$work/root.tar" || skip "no Debian could be had"
    mv "$work/root.tar" "$kept/root.tar"
fi

echo "== what boots"
mkdir "$work/root"
# The nodes of /dev are the kernel's to make; of thousands of modules those that readers need.
tar --extract --file "$kept/root.tar" --directory "$work/root" --exclude='./dev/*' --exclude='*.ko*' \
    --exclude='./var/cache/*' --exclude='./var/lib/apt/*'
modules=(hid hid-generic uhid usbhid evdev usbcore usb-common cdc-acm configfs udc-core dummy_hcd
    libcomposite u_serial usb_f_hid usb_f_acm)
tar --extract --file "$kept/root.tar" --directory "$work/root" --wildcards --no-anchored "${modules[@]/%/.ko*}" \
    2>/dev/null || true
mv "$work/root"/boot/vmlinuz-* "$work/vmlinuz"
rm -rf "$work/root"/boot/*
mkdir "$work/root/station"
for program in "$built/chargeonce" "$built/examples/swipe"; do
    strip --output-file="$work/root/usr/bin/$(basename "$program")" "$program"
done
install -m755 "$here/init.sh" "$work/root/init"
install -Dm644 -t "$work/root/usr/lib/udev/rules.d" "$top/hardware/60-card-reader.rules"
install -Dm644 "$top/hardware/console.map" "$work/root/usr/share/chargeonce/console.map"
install -Dm644 -t "$work/root/usr/lib/systemd/system" "$top/systemd/chargeonce.service"
install -Dm644 "$here/kernel-test.service" -t "$work/root/usr/lib/systemd/system"
ln -s ../kernel-test.service "$work/root/usr/lib/systemd/system/multi-user.target.wants/kernel-test.service"
cp "$here/lib.sh" "$here/service.sh" "$work/root/station"
for piece in sysusers tmpfiles; do
    install -Dm644 "$top/systemd/chargeonce.$piece.conf" "$work/root/usr/lib/$piece.d/chargeonce.conf"
done
(cd "$work/root" && find . -print0 | cpio --quiet --null --create --format=newc) >"$work/initramfs"

echo "== boot"
# A machine may have /dev/kvm and not what it takes.
machine() {
    timeout "$1" qemu-system-x86_64 -accel "$2" -kernel "$work/vmlinuz" -append "$3" "${@:4}" \
        -display none -no-reboot -serial stdio </dev/null
}
accelerator=tcg
if [ -w /dev/kvm ] && machine 20 kvm "console=ttyS0 panic=-1" 2>/dev/null | grep -q 'Kernel panic'; then
    accelerator=kvm
fi
echo "by $accelerator"
machine 1800 "$accelerator" "console=ttyS0 quiet panic=-1 rdinit=/init \
    systemd.show_status=0 systemd.mask=serial-getty@ttyS0.service systemd.mask=getty@tty1.service" \
    -smp 2 -m 1800 -vga std -initrd "$work/initramfs" 2>&1 | tee "$work/said" || true
grep -q '^passed' "$work/said"
