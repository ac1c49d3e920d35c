# What both halves of the test use. Sourced.

failed=0
ok() { echo "ok      $1"; }
bad() { echo "FAILED  $1"; failed=$((failed + 1)); }

# check WORDS COMMAND...: whether the command succeeds.
check() {
    local words=$1
    shift
    if "$@"; then ok "$words"; else bad "$words"; fi
}

# within SECONDS COMMAND...: whether it succeeds before time is up.
within() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.05
    done
}

# says FILE TEXT: whether the file comes to hold the text; ready_twice: whether the reader that is
# watched was found a second time.
ready_twice() { [ "$(grep -c ": ready" /run/watched)" = 2 ]; }
holds() { grep -qF -- "$2" "$1"; }
says() { within 10 holds "$1" "$2" || { echo "--- $1"; cat "$1"; return 1; }; }
not() { ! "$@"; }

# What stands on the first console, and whether it comes to hold a text.
console() { cat /dev/vcs1; }
console_holds() { console | grep -qaF -- "$1"; }
console_says() { within "${2:-10}" console_holds "$1" || { echo "--- tty1"; console | fold -w 80; return 1; }; }
wipe_console() { printf '\033[2J\033[H' >/dev/tty1; }

# plug NAME OPTIONS...: a reader is plugged in; tell NAME WORD: it is told a word.
declare -A port
plug() {
    local name=$1 fd
    shift
    mkfifo "/run/$name.words"
    swipe "$@" <"/run/$name.words" >"/run/$name.said" &
    exec {fd}>"/run/$name.words"
    port[$name]=$fd
    says "/run/$name.said" "is a reader now"
    udevadm settle
}
tell() { echo "$2" >&"${port[$1]}"; }
unplug() {
    local fd=${port[$1]}
    exec {fd}>&-
    rm "/run/$1.words"
    sleep 0.3
}

# The input device of that USB id, as inputN and as its node.
input() {
    local id
    for id in /sys/class/input/input*/id; do
        if [ "$(cat "$id/vendor"):$(cat "$id/product")" = "$1" ]; then
            basename "$(dirname "$id")"
            return
        fi
    done
}
event() { basename "$(echo /sys/class/input/"$(input "$1")"/event*)"; }
is_silent() { [ "$(inhibited "$1")" = 1 ]; }
speaks() { [ "$(inhibited "$1")" = 0 ]; }
inhibited() { cat "/sys/class/input/$(input "$1")/inhibited"; }

# watch OPTIONS...: chargeonce reader test begins, as whom $as says, and writes to /run/watched.
as=()
watch() {
    : >/run/watched
    "${as[@]}" chargeonce reader test "$@" >/run/watched 2>&1 &
    watching=$!
    says /run/watched ": ready"
}
watched() { says /run/watched "$1"; }
unwatch() {
    kill -INT "$watching"
    wait "$watching" || true
}
