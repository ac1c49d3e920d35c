#!/bin/bash
# The first program of the machine that tests/kernel/run.sh boots: readers through /dev/uhid, looked
# at by root. Then systemd takes over, and service.sh goes on.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=linux
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts
mount -t devpts pts /dev/pts
mount -t tmpfs run /run
exec </dev/null >/dev/ttyS0 2>&1
. /station/lib.sh
stty -F /dev/ttyS0 -onlcr -echo
echo "== Linux $(uname -r)"
depmod -a
modprobe -a uhid hid-generic evdev
systemd-sysusers chargeonce.conf
VISA="good: visa of 16 digits ending in 4242"
WEDGE=0801:0001

# Somebody is at the console's prompt.
cat </dev/tty1 >>/run/typed &
somebody=$!
quiet() { not console_holds 4242 && not grep -q 4242 /run/typed; }

echo "== udev's rules"
SYSTEMD_LOG_LEVEL=debug /lib/systemd/systemd-udevd >/run/udevd.log 2>&1 &
udevd=$!
within 10 udevadm control --ping 2>/dev/null
udevadm trigger --action=add && udevadm settle
check "udev has read the rules" holds /run/udevd.log "60-card-reader.rules"
complaints() { grep -E "60-card-reader.rules:[0-9]+ .*(nvalid|nknown|gnor|ailed)" /run/udevd.log; }
check "and has nothing against them" not complaints

echo "== a keyboard reader"
plug wedge --as keyboard
event=/dev/input/$(event $WEDGE)
check "it is silent from the start" is_silent $WEDGE
check "its switch is the group's" [ "$(stat -c %G "/sys/class/input/$(input $WEDGE)/inhibited")" = cardreader ]
wipe_console
tell wedge visa
sleep 1
check "nobody hears it before the station does" quiet
watch --device "$event"
check "the station lets it speak" speaks $WEDGE
tell wedge visa
check "a swipe is read" watched "$VISA"
check "track 1 is whole" watched "track 1: "
tell wedge licence
check "a licence is none" watched "no payment card"
tell wedge unreadable
check "an unreadable card is" watched "unreadable"
check "the console has heard nothing" quiet
timeout 5 chargeonce reader test --device "$event" --seconds 1 >/run/second 2>&1
check "nobody else gets it" holds /run/second "another program has it"

echo "== the kernel's queue runs over"
kill -STOP "$watching"
tell wedge visa
sleep 1
kill -CONT "$watching"
check "that is noticed and said" watched "overrun"
sleep 1
tell wedge visa
check "the next swipe is read" says /run/watched "3 good, 2 bad"

echo "== eleven characters fit into the queue without their scan codes"
kill -STOP "$watching"
tell wedge '%B424242424'
sleep 0.3
kill -CONT "$watching"
tell wedge '2424242^DOE/JANE^40122010000000000000?;4242424242424242=40122010000000000000?\r'
check "nothing was lost" says /run/watched "4 good, 2 bad"

echo "== unplugged and plugged in"
tell wedge unplug
check "that it is gone is said" watched "not there"
tell wedge plug
within 5 test -e "$event"
udevadm settle
check "it is found again" within 5 ready_twice
# Root may open it before its rule has run; the station's user may not.
within 5 speaks $WEDGE
sleep 1.2
tell wedge visa
check "and read" says /run/watched "5 good, 2 bad"
echo 1 >"/sys/class/input/$(input $WEDGE)/inhibited"
check "a switch that somebody else turns is turned back" within 10 speaks $WEDGE
unwatch
check "it is silent when the station is gone" is_silent $WEDGE
tell wedge visa
sleep 1
check "so that nobody hears it" quiet

echo "== without the switch"
echo 0 >"/sys/class/input/$(input $WEDGE)/inhibited"
watch --device "$event"
tell wedge visa
check "a swipe is read" watched "$VISA"
check "the grab alone keeps it from the console" quiet
unwatch
tell wedge visa
check "which hears it otherwise" says /run/typed 4242424242424242
wipe_console
: >/run/typed
unplug wedge

hid() {
    echo "== $1"
    plug hid --as "$2"
    watch --device "$(echo /dev/hidraw*)"
    tell hid visa
    check "a swipe is read" watched "$VISA"
    tell hid licence
    check "a licence is none" watched "no payment card"
    tell hid unreadable
    check "an unreadable card is" watched "unreadable"
    tell hid unplug
    check "that it is gone is said" watched "not there"
    tell hid plug
    check "it is found again" within 5 ready_twice
    tell hid mastercard
    check "and read" watched "mastercard of 16 digits ending in 4444"
    check "the console has heard nothing" quiet
    unwatch
    unplug hid
}
hid "MagTek's HID reader" magtek
hid "ID TECH's HID reader" id-tech
hid "an MSR605X" msr605x

kill "$udevd" "$somebody"
echo "$failed" >/station/failed
umount /dev/pts
exec /lib/systemd/systemd
