#!/usr/bin/env bash
# Measures everything and writes it to a folder: benches/all.sh [--short] [FOLDER]
# About ten minutes on two quiet cores, after a first build, three with --short, which stops at a million rows. A bench
# that fails is named at the end, and the others still run. `instructions` needs valgrind; TMPDIR takes up to 3 GB,
# 300 MB with --short.
# SHENPING_BENCH_DATA=comments.csv measures on your own comments, next to the made-up ones.
set -euo pipefail
cd "$(dirname "$0")/.."
most=10000000
if [ "${1:-}" = --short ]; then
    most=1000000
    shift
fi
machine="$(nproc)x-$(sed -n 's/^model name.*: *//p' /proc/cpuinfo | head -1 | tr -cs 'A-Za-z0-9\n' '-' | tr 'A-Z' 'a-z' |
    sed 's/-*$//')"
folder="${1:-reports/bench/$(date +%F)-$machine}"
mkdir -p "$folder"
folder="$(cd "$folder" && pwd)"
data="${SHENPING_BENCH_DATA:-}"
unset SHENPING_BENCH_DATA SHENPING_BENCH_TEXTS

# One set of features for all: everything below the program is built once.
bench() { cargo bench --locked --bench "$@"; }

failed=()
# step NAME COMMAND...: runs a command, tells how long it took, and goes on if it fails.
step() {
    local name="$1" start="$SECONDS"
    shift
    if "$@"; then
        echo "$name: $((SECONDS - start)) s" | tee -a "$folder/machine.txt"
    else
        failed+=("$name")
        echo "$name: FAILED after $((SECONDS - start)) s" | tee -a "$folder/machine.txt" >&2
    fi
}

{
    echo "commit    $(git describe --always --dirty --exclude '*')"
    echo "compiler  $(rustc --version)"
    echo "jieba-rs  $(sed -n '/^name = "jieba-rs"/{n;s/version = //p}' Cargo.lock | tr -d '"')"
    echo "system    $(uname -srm)"
    echo "processor $(sed -n 's/^model name.*: *//p' /proc/cpuinfo | head -1), $(nproc) cores"
    echo "memory    $(sed -n 's/^MemTotal: *//p' /proc/meminfo)"
    echo "load      $(cut -d' ' -f1-3 /proc/loadavg) before"
} >"$folder/machine.txt"

ratios_made() { bench ratios -- --json "$folder/ratios-made.json" >"$folder/ratios-made.txt"; }
ratios_own() {
    SHENPING_BENCH_DATA="$data" bench ratios -- --json "$folder/ratios-own.json" |
        sed 's|; [^;]*$|; comments that are not part of this repository|' >"$folder/ratios-own.txt" &&
        sed -i 's|"source": "[^"]*"|"source": "comments that are not part of this repository"|' "$folder/ratios-own.json"
}
throughput() {
    bench throughput >"$folder/throughput.txt" 2>&1 &&
        python3 benches/table.py "${CARGO_TARGET_DIR:-target}/criterion" "$folder/throughput.txt" >"$folder/throughput.md"
}
instructions() { bench instructions >"$folder/instructions.txt"; }
collector() { bench collector >"$folder/collector.md"; }
growth() { bench growth -- --most "$most" --out "$folder/growth.md" >"$folder/growth.txt" 2>&1; }

step build cargo bench --locked --no-run
step "ratios, made comments" ratios_made
if [ -n "$data" ]; then
    step "ratios, own comments" ratios_own
fi
for name in throughput instructions collector growth; do
    step "$name" "$name"
done
echo "load      $(cut -d' ' -f1-3 /proc/loadavg) after" >>"$folder/machine.txt"
echo "written to $folder"
if [ "${#failed[@]}" -gt 0 ]; then
    printf 'failed: %s\n' "${failed[@]}" >&2
    exit 1
fi
