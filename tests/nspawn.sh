#!/usr/bin/env bash
# Boots Debian in a container on the machine's real first console, installs the package with the
# commands of docs/install.md, types a whole sale against the sandbox, reads the screen back, kills
# the station in seven ways and wants it back at its first screen within five seconds of each,
# reads its exposure, upgrades and removes it.
#
#   tests/nspawn.sh PACKAGE.deb [ROOTFS]
#
# Needs root, systemd-nspawn, mmdebstrap (unless ROOTFS is given), python3, /dev/tty1 and
# /dev/vcsu1. Where any is missing it says SKIPPED and why, and ends well. A step that a container
# cannot do (its host's clock, swap and kernel settings) says so, and is left to QEMU or a machine.
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
fail() { echo "FAILED: $1" >&2; exit 1; }

dpkg-deb --extract "$package" "$work/files"
cp "$work/files/usr/bin/chargeonce" "$binary"
"$binary" sandbox --listen "127.0.0.1:$port" >/dev/null &
sandbox=$!

echo "== boot"
cp "$package" "$root/root/chargeonce.deb"
systemd-nspawn --quiet --register=no --keep-unit --console=pipe --boot -D "$root" \
    --bind=/dev/tty0 --bind=/dev/tty1 --bind=/dev/vcs1 >"$work/boot.log" 2>&1 &
spawn=$!
for _ in $(seq 100); do
    leader=$(pgrep -P "$spawn" | head -n 1 || true)
    [ -n "$leader" ] && break
    sleep 0.1
done
inside() { nsenter -t "$leader" -m -p -i -u -- "$@"; }
for _ in $(seq 300); do
    case $(inside systemctl is-system-running 2>/dev/null || true) in running|degraded) break ;; esac
    sleep 0.1
done

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
        time.sleep(0.02)
    print(screen(), file=sys.stderr)
    return False
def hangs_up():
    with open("/dev/tty1", "r+b", buffering=0) as console:
        fcntl.ioctl(console, 0x5437)  # TIOCVHANGUP
what, text = sys.argv[1], sys.argv[2].encode().decode("unicode_escape")
if what == "types":
    types(text)
elif what == "hangs-up":
    hangs_up()
else:
    since = time.monotonic()
    if not shows(text, float(sys.argv[3])):
        sys.exit(f"the screen never said {text!r}")
    print(f"   {text!r} after {time.monotonic() - since:.2f} s")
PYTHON
shows() { python3 "$work/console.py" shows "$1" "${2:-10}"; }
types() { python3 "$work/console.py" types "$1"; }
pid() { inside systemctl show -P MainPID chargeonce; }
# A command of the manual, as it stands there.
manual() {
    grep -qF -- "$1" "$(dirname "$0")/../docs/install.md" || fail "docs/install.md does not say: $1"
}

echo "== install"
# Command 1; what is only recommended is not fetched.
inside apt-get install --yes --quiet=2 --no-install-recommends /root/chargeonce.deb
inside chargeonce --version
inside id chargeonce
# Command 4.
pin=$(echo 4711 | inside chargeonce pin)
# Command 3.
inside sh -c "cat >/etc/chargeonce/station.toml" <<SETTINGS
[station]
name = "container"
[stripe]
api_base = "http://127.0.0.1:$port"
[unattended]
help = "Front office, +1 555 0100"
staff_pin = "$pin"
SETTINGS
# Command 5.
manual 'systemd-creds encrypt --name=stripe-key - /etc/credstore.encrypted/chargeonce.stripe-key'
if echo sk_test_container | inside sh -c 'mkdir -p -m 700 /etc/credstore.encrypted && systemd-creds encrypt --name=stripe-key - /etc/credstore.encrypted/chargeonce.stripe-key' \
    && inside systemd-creds decrypt --name=stripe-key /etc/credstore.encrypted/chargeonce.stripe-key - | grep -q '^sk_test_'; then
    echo "   the key is an encrypted credential"
else
    echo "   SKIPPED: systemd-creds does not work here; the key is a file"
    inside sh -c 'rm -f /etc/credstore.encrypted/chargeonce.stripe-key; echo sk_test_container >/etc/chargeonce/stripe-key; chown chargeonce /etc/chargeonce/stripe-key; chmod 400 /etc/chargeonce/stripe-key
        sed -i "/api_base/a secret_key_file = \"/etc/chargeonce/stripe-key\"" /etc/chargeonce/station.toml'
fi
echo "   SKIPPED: commands 6 and 7, as clock and swap are the host's"
# Command 8, but for the kernel's settings, which are the host's.
manual 'systemctl mask getty@tty1.service ctrl-alt-del.target'
inside systemctl --quiet mask getty@tty1.service ctrl-alt-del.target
# Command 9.
manual 'systemctl enable --now chargeonce.service'
inside systemctl --quiet enable --now chargeonce.service
shows "Type the amount" 10
[ "$(inside systemctl is-active chargeonce)" = active ] || fail "not active"
# Command 10, whose second half comes when there is a payment.
inside chargeonce status

echo "== a sale"
types '1250\r'; shows "What is it for"; types '\r'; shows "Walk-in"; types '\r'
shows "Charge with New Card"; types '\r'; shows "Card number"
types '4242424242424242'; types '1249'; types '123\r'
shows "Save this card"; types '\r'; shows "Yes, Charge"; types '\r'; shows "APPROVED"
sleep 1; types '\r'; shows "Would you like a receipt"; types '\r'
shows "Type the amount"; shows "4242"
inside chargeonce status | grep -F '$12.50'

echo "== a PIN"
types '\x1b[24~'; shows "Staff PIN"; types '4712\r'; shows "not a PIN"; types '4711\r'
shows "Close the station"; types '\x1b'; shows "Type the amount"

echo "== ways to die"
now() { date +%s%N; }
# From the blow to a new process that says it has drawn, and its picture on the console.
back() {
    local old=$1 since=$2 took
    while :; do
        took=$(( ($(now) - since) / 1000000 ))
        [ "$took" -lt 5000 ] || fail "not back within five seconds"
        [ "$(pid)" != "$old" ] && [ "$(inside systemctl is-active chargeonce || true)" = active ] && break
        sleep 0.05
    done
    shows "Type the amount" 1
    echo "   back after $took ms"
}
# What the dead process drew must not count. While the console is being handed over nothing can be
# written to it.
wipe() { { printf '\033[2J\033[H' >/dev/tty1; } 2>/dev/null || true; }
for signal in KILL ILL ABRT SYS TERM; do
    echo "-- SIG$signal"
    old=$(pid); since=$(now); inside kill -s "$signal" "$old"; wipe; back "$old" "$since"
done
echo "-- out of memory"
old=$(pid); echo 1000 >"/proc/$leader/root/proc/$old/oom_score_adj"
since=$(now); inside kill -s KILL "$old"; wipe; back "$old" "$since"
echo "-- the terminal is hung up"
old=$(pid); since=$(now); python3 "$work/console.py" hangs-up ''; back "$old" "$since"
echo "== told to read its settings"
old=$(pid)
manual 'systemctl kill --signal=HUP chargeonce'
inside systemctl kill --signal=HUP chargeonce
sleep 0.5; shows "Type the amount" 1
[ "$(pid)" = "$old" ] || fail "reading settings is no restart"
echo "== frozen: the watchdog kills it"
old=$(pid); inside kill -s STOP "$old"
for _ in $(seq 45); do [ "$(pid)" = "$old" ] || break; sleep 1; done
wipe; back "$old" "$(now)"

echo "== without its key"
inside sh -c 'for key in /etc/credstore.encrypted/chargeonce.stripe-key /etc/chargeonce/stripe-key; do [ ! -e $key ] || mv $key /root/; done'
inside systemctl restart chargeonce
shows "E-KEY-MISSING"; shows "Front office, +1 555 0100" 1
inside sh -c '[ ! -e /root/chargeonce.stripe-key ] || mv /root/chargeonce.stripe-key /etc/credstore.encrypted/; [ ! -e /root/stripe-key ] || mv /root/stripe-key /etc/chargeonce/'
# It tries again by itself.
shows "Type the amount" 30

echo "== figures"
show() { inside systemctl show -P "$1" chargeonce; }
took=$(( $(show ActiveEnterTimestampMonotonic) - $(show ExecMainStartTimestampMonotonic) ))
echo "   its first screen was there $((took / 1000)) ms after the program was started"
# Of all its threads, in microseconds.
worked() { cat "/proc/$leader/root/proc/$(pid)"/task/*/schedstat | awk '{ all += $1 } END { print int(all / 1000) }'; }
before=$(worked); sleep 30; used=$(( $(worked) - before ))
echo "   30 s of nobody took $used us of processor time"
[ "$used" -lt 30000 ] || fail "more than 0.1 %"
grep VmRSS "/proc/$leader/root/proc/$(pid)/status"

echo "== asked"
inside chargeonce status
inside journalctl --no-pager -u chargeonce -n 3 -o short-iso 2>/dev/null || echo "   no journal here"
look='systemd-run --quiet --pipe --wait --uid=chargeonce -E STATE_DIRECTORY=/var/lib/chargeonce -p LoadCredentialEncrypted=stripe-key:chargeonce.stripe-key -p LimitCORE=0 -p LimitMEMLOCK=64M chargeonce check'
manual "$look"
inside $look >"$work/check" || true
cat "$work/check"
# Walls and locked memory are the container's, whose limits are its host's.
! grep '^FAIL' "$work/check" | grep -v -e confinement -e 'locked memory' || fail "check found more"
inside systemd-analyze security --no-pager chargeonce | tail -n 1
score=$(inside systemd-analyze security --no-pager chargeonce | tail -n 1 | grep -o '[0-9]*\.[0-9]*')
[ "$(printf '%s\n1.3\n' "$score" | sort -V | tail -n 1)" = 1.3 ] || fail "exposed by $score"

echo "== upgrade and removal"
sales() { inside chargeonce status --json | grep -c '"number"' || true; }
before=$(sales); old=$(pid)
inside dpkg --force-depends --force-confold --install /root/chargeonce.deb
shows "Type the amount" 15
grep -q 'name = "container"' "$root/etc/chargeonce/station.toml" || fail "the settings are gone"
[ "$before" -gt 0 ] && [ "$(sales)" = "$before" ] || fail "the journal is gone"
inside apt-get remove --yes --quiet=2 chargeonce
[ ! -e "$root/usr/bin/chargeonce" ] || fail "the program stayed"
for kept in etc/chargeonce/station.toml var/lib/chargeonce/journal.db; do
    [ -s "$root/$kept" ] || fail "$kept is gone"
done
echo "passed"
