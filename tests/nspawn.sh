#!/usr/bin/env bash
# Boots Debian in a container on the machine's real first console, installs the package, types a
# whole sale against the sandbox, reads the screen back, kills the station in six ways and wants it
# back at its first screen within five seconds each time, and reads its exposure.
#
#   tests/nspawn.sh PACKAGE.deb [ROOTFS]
#
# Needs root, systemd-nspawn, mmdebstrap (unless ROOTFS is given), python3, /dev/tty1 and
# /dev/vcsu1. Where any is missing it says SKIPPED and why, and ends well.
set -euo pipefail

skip() { echo "SKIPPED: $1"; exit 0; }
package=${1:?usage: tests/nspawn.sh PACKAGE.deb [ROOTFS]}
[ "$(id -u)" = 0 ] || skip "not root"
for tool in systemd-nspawn python3 nsenter; do
    command -v "$tool" >/dev/null || skip "$tool is not installed"
done
for device in /dev/tty0 /dev/tty1 /dev/vcsu1; do
    [ -c "$device" ] || skip "there is no $device"
done

work=$(mktemp -d)
root=${2:-$work/rootfs}
if [ ! -d "$root" ]; then
    command -v mmdebstrap >/dev/null || skip "mmdebstrap is not installed"
    mmdebstrap --quiet --variant=minbase --include=systemd-sysv,dbus,kbd,procps bookworm "$root"
fi
port=12911
binary=$work/chargeonce
leader=
sandbox=
finish() {
    [ -z "$leader" ] || kill -s RTMIN+4 "$leader" 2>/dev/null || true
    [ -z "$sandbox" ] || kill "$sandbox" 2>/dev/null || true
    [ -z "$leader" ] || timeout 20 tail --pid="$leader" -f /dev/null || true
    rm -rf "$work"
}
trap finish EXIT

dpkg-deb --extract "$package" "$work/files"
cp "$work/files/usr/bin/chargeonce" "$binary"
"$binary" sandbox --listen "127.0.0.1:$port" >/dev/null &
sandbox=$!

cp "$package" "$root/root/chargeonce.deb"
echo "== install"
systemd-nspawn --quiet --register=no --keep-unit --pipe -D "$root" \
    dpkg --force-depends --install /root/chargeonce.deb
cat >"$root/etc/chargeonce/station.toml" <<SETTINGS
[station]
name = "container"
[stripe]
api_base = "http://127.0.0.1:$port"
secret_key_file = "/etc/chargeonce/stripe-key"
SETTINGS
echo sk_test_container >"$root/etc/chargeonce/stripe-key"
systemd-nspawn --quiet --register=no --keep-unit --pipe -D "$root" sh -c '
    chown chargeonce /etc/chargeonce/stripe-key; chmod 400 /etc/chargeonce/stripe-key
    systemctl -q enable chargeonce; systemctl -q mask getty@tty1.service'

echo "== boot"
systemd-nspawn --quiet --register=no --keep-unit --console=pipe --boot -D "$root" \
    --bind=/dev/tty0 --bind=/dev/tty1 --bind=/dev/vcs1 >"$work/boot.log" 2>&1 &
spawn=$!
for _ in $(seq 100); do
    leader=$(pgrep -P "$spawn" | head -n 1 || true)
    [ -n "$leader" ] && break
    sleep 0.1
done
inside() { nsenter -t "$leader" -m -p -i -u -- "$@"; }

cat >"$work/console.py" <<'PYTHON'
import fcntl, sys, termios, time
def screen():
    with open("/dev/vcsu1", "rb") as cells:
        return cells.read().decode("utf-32-le", "replace")
def types(text):
    with open("/dev/tty1", "r+b", buffering=0) as console:
        for byte in text.encode():
            fcntl.ioctl(console, termios.TIOCSTI, bytes([byte]))
def shows(text, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if text in screen():
            return True
        time.sleep(0.05)
    print(screen(), file=sys.stderr)
    return False
what, text = sys.argv[1], sys.argv[2].encode().decode("unicode_escape")
if what == "types":
    types(text)
else:
    since = time.monotonic()
    if not shows(text, float(sys.argv[3])):
        sys.exit(f"the screen never said {text!r}")
    print(f"   {text!r} after {time.monotonic() - since:.2f} s")
PYTHON
shows() { python3 "$work/console.py" shows "$1" "${2:-10}"; }
types() { python3 "$work/console.py" types "$1"; }
pid() { inside systemctl show -P MainPID chargeonce; }

shows "Type the amount" 60
echo "== a sale"
types '1250\r'; shows "What is it for"; types '\r'; shows "Walk-in"; types '\r'
shows "Charge with New Card"; types '\r'; shows "Card number"
types '4242424242424242'; types '1249'; types '123\r'
shows "Save this card"; types '\r'; shows "Yes, Charge"; types '\r'; shows "nothing" 1 2>/dev/null || true
sleep 2; types '\r'; sleep 1; types '\r'; shows "Type the amount"; shows "4242"

echo "== six ways to die"
back() { shows "Type the amount" 5; [ "$(inside systemctl is-active chargeonce)" = active ]; }
# While the console is being handed over nothing can be written to it.
wipe() { { printf '\033[2J\033[H' >/dev/tty1; } 2>/dev/null || true; }
for signal in KILL ILL ABRT; do
    echo "-- SIG$signal"
    inside kill -s "$signal" "$(pid)"; wipe; sleep 2.2; back
done
echo "-- SIGTERM"
inside kill -s TERM "$(pid)"; wipe; sleep 2.2; back
echo "-- out of memory"
echo 1000 >"/proc/$leader/root/proc/$(pid)/oom_score_adj"; inside kill -s KILL "$(pid)"; wipe; sleep 2.2; back
echo "-- the terminal is hung up"
inside systemctl kill -s HUP chargeonce; sleep 1; back
echo "== frozen: the watchdog kills it"
before=$(pid); inside kill -s STOP "$before"
for _ in $(seq 45); do [ "$(pid)" = "$before" ] || break; sleep 1; done
wipe; back
[ "$(pid)" != "$before" ]

echo "== asked"
inside chargeonce status | head -n 4
inside systemd-analyze security --no-pager chargeonce | tail -n 1
echo "passed"
