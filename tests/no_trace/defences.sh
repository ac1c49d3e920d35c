#!/usr/bin/env bash
# Switches the defences off, one by one and together, and says of each way how many scans found
# something of a card: the table of docs/security.md. Each row takes a minute or two.
#
#   tests/no_trace/defences.sh
#
# Needs root, to look into the program.
set -euo pipefail

cd "$(dirname "$0")/../.."
# With less of a customer's time: the first endings of the test are enough to show.
export CHARGEONCE_PROOF_SALES=${CHARGEONCE_PROOF_SALES:-5}

row() {
    local name=$1 off=$2 said
    said=$(CHARGEONCE_DEFENCES_OFF="secret$off" ${CARGO:-cargo} test --quiet --features defences-off \
        --test no_trace after_every_ending -- --nocapture 2>&1)
    awk -v name="$name" '
        / dirty$/ { sub(/.*: /, ""); dirty += $1; scans += $3 }
        / found [0-9]+ times in / {
            kind = $0; sub(/.*: /, "", kind); sub(/ after .*/, "", kind); sub(/\(.*/, "", kind)
            found[kind] += 1
        }
        END {
            printf "| %s | %d of %d |", name, dirty, scans
            for (kind in found) printf " %s", kind
            print " |"
        }' <<<"$said"
}

row "nothing" ""
row "the region" ",region"
row "overwriting on free" ",zero-on-free"
row "both" ",region,zero-on-free"
