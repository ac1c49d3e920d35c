#!/bin/bash
# The second half, under systemd: a USB device of its own for every kind of reader, opened by the
# station's user as the udev rules allow, and a sale on the console by the unit as it is installed.
. /station/lib.sh
failed=$(cat /station/failed)
VISA="good: visa of 16 digits ending in 4242"
WEDGE=0801:0001
modprobe -a dummy_hcd libcomposite usbhid cdc-acm
gadgets=/sys/kernel/config/usb_gadget

# gadget VENDOR PRODUCT FUNCTION: a USB device with that one interface is plugged in.
gadget() {
    local made=$gadgets/reader
    mkdir -p "$made/strings/0x409" "$made/configs/c.1" "$made/functions/$3"
    echo "0x$1" >"$made/idVendor"
    echo "0x$2" >"$made/idProduct"
    echo reader >"$made/strings/0x409/product"
    case $3 in
    hid.keys) printf '%b' '\x05\x01\x09\x06\xA1\x01\x05\x07\x19\xE0\x29\xE7\x15\x00\x25\x01\x75\x01\x95\x08\x81\x02\x95\x01\x75\x08\x81\x01\x95\x06\x75\x08\x15\x00\x25\x65\x05\x07\x19\x00\x29\x65\x81\x00\xC0' >"$made/functions/$3/report_desc"
        echo 8 >"$made/functions/$3/report_length"
        echo 1 >"$made/functions/$3/protocol"
        echo 1 >"$made/functions/$3/subclass" ;;
    hid.card) printf '%b' '\x06\x00\xFF\x09\x01\xA1\x01\x15\x00\x26\xFF\x00\x75\x08\x96\x51\x01\x09\x20\x81\x02\xC0' >"$made/functions/$3/report_desc"
        echo 337 >"$made/functions/$3/report_length" ;;
    esac
    ln -s "$made/functions/$3" "$made/configs/c.1/"
    ls /sys/class/udc | head -n 1 >"$made/UDC"
    sleep 1
    udevadm settle
}
ungadget() {
    local made=$gadgets/reader
    echo >"$made/UDC"
    rm "$made"/configs/c.1/*.*
    rmdir "$made"/configs/c.1 "$made"/functions/* "$made"/strings/0x409 "$made"
}
# reader LINK GROUP: what udev made of it.
reader() {
    check "it is /dev/card-reader/$1" test -e "/dev/card-reader/$1"
    check "it is the group's" [ "$(stat -Lc '%G %a' "/dev/card-reader/$1")" = "cardreader 660" ]
}
as=(setpriv --reuid chargeonce --regid chargeonce --groups cardreader)

echo "== a USB reader with reports, and its station's rights"
gadget 0801 0002 hid.card
reader hid
watch
plug card --as magtek --onto /dev/hidg0
tell card visa
check "a swipe is read" watched "$VISA"
unwatch; unplug card; ungadget

echo "== a USB reader with a serial line"
gadget 0acd 0630 acm.line
reader serial
check "no modem manager is to look at it" holds <(udevadm info /dev/card-reader/serial) ID_MM_DEVICE_IGNORE=1
watch
plug line --onto /dev/ttyGS0
tell line visa
check "a swipe is read" watched "$VISA"
echo >"$gadgets/reader/UDC"
check "that it is gone is said" watched "not there"
ls /sys/class/udc | head -n 1 >"$gadgets/reader/UDC"
check "it is found again" within 10 ready_twice
tell line plug
tell line mastercard
check "and read" watched "mastercard of 16 digits ending in 4444"
unwatch; unplug line; ungadget

echo "== a USB keyboard reader"
gadget 0801 0001 hid.keys
reader keyboard
check "it is silent from the start" is_silent $WEDGE
watch
check "the station's user lets it speak" speaks $WEDGE
plug wedge --as keyboard --onto /dev/hidg0 --delay 4
tell wedge visa
check "a swipe is read" watched "$VISA"
unwatch
check "it is silent again" is_silent $WEDGE

echo "== a sale by the unit as it is installed"
port=12911
chargeonce sandbox --listen 127.0.0.1:$port >/dev/null &
systemd-tmpfiles --create chargeonce.conf
cat >/etc/chargeonce/station.toml <<SETTINGS
[station]
name = "kernel"
[stripe]
api_base = "http://127.0.0.1:$port"
secret_key_file = "/etc/chargeonce/stripe-key"
[[reader]]
kind = "evdev"
usb = "0801:0001"
SETTINGS
echo sk_test_kernel >/etc/chargeonce/stripe-key
chown chargeonce /etc/chargeonce/stripe-key
chmod 400 /etc/chargeonce/stripe-key
# A person's keyboard, and no reader.
modprobe uhid
plug person --as keyboard --usb 046d:c31c
check "a person's keyboard is nobody's but the console's" speaks 046d:c31c
systemctl start chargeonce || { systemctl status chargeonce; journalctl -b -u chargeonce | tail; }
check "it is ready for a sale" console_says "Type the amount"
check "and so is its reader" console_says "Reader ready"
tell person '1250\r'; console_says "What is it for"
tell person '\r'; console_says "Walk-in"
tell person '\r'; console_says "Charge with New Card"
tell person '\r'; console_says "Card number"
tell wedge visa
check "the card is in the form" console_says "4242"
check "and only masked" not console_holds 42424242
tell person '123\r'; console_says "Save this card"
tell person '\r'; console_says "Yes, Charge"
tell person '\r'
check "the sale is approved" console_says "APPROVED"

echo "== the station is killed"
systemctl kill --signal=KILL --kill-whom=main chargeonce
check "the reader falls silent before anybody else could hear it" within 10 is_silent $WEDGE
check "the station comes back" within 20 speaks $WEDGE
check "with its reader" console_says "Reader ready"
tell wedge visa
check "which it reads" console_says "The card was not kept"
systemctl stop chargeonce
check "it is silent when the station is stopped" is_silent $WEDGE

if [ "$failed" = 0 ]; then echo passed; else echo "$failed failed"; fi
