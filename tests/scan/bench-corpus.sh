#!/bin/sh
# bench-corpus.sh - codes read from a folder of photographs, beside zbarimg with the same symbologies in the same run.
#
#   CORPUS=DIR [TRANGBI=build/trangbi] tests/scan/bench-corpus.sh
#
# DIR holds manifest.csv: path,symbology,expected text ("none" for pictures without a code). Run by hand: the photographs
# are not part of the project. The seconds are processor time of all pictures of a set.
set -eu
: "${CORPUS:?name the folder of pictures: CORPUS=DIR $0}"
exec python3 - "$CORPUS" "${TRANGBI:-build/trangbi}" <<'PYTHON'
import csv, os, resource, subprocess, sys

corpus, trangbi = sys.argv[1:]
READERS = {
    "trangbi": [trangbi, "scan", "--raw"],
    "zbarimg": ["zbarimg", "-q", "--raw", "-Sdisable", "-Scode128.enable", "-Sqrcode.enable"],
}

def plain(text):
    return " ".join(text.split())

def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

def read(command, path):
    before = cpu()
    run = subprocess.run(command + [path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return plain(run.stdout.decode("utf-8", "replace")), cpu() - before

# A text may hold line breaks, so it is looked for in all that was printed; what is left over is a false read.
sets = {}
with open(os.path.join(corpus, "manifest.csv"), newline="", encoding="utf-8") as manifest:
    for row in csv.DictReader(manifest):
        score = sets.setdefault(os.path.dirname(row["path"]), {name: [0, 0, 0.0] for name in READERS} | {"expected": 0})
        expected = plain(row["expected"] or "")
        score["expected"] += bool(expected)
        for name, command in READERS.items():
            text, seconds = read(command, os.path.join(corpus, row["path"]))
            score[name][0] += bool(expected) and expected in text
            if expected or row["symbology"] == "none":
                score[name][1] += bool((text.replace(expected, "") if expected else text).strip())
            score[name][2] += seconds

print(f"{'set':26} {'expected':>8}" + "".join(f" | {name:>8} read {'false':>5} {'s':>6}" for name in READERS))
for folder, score in sets.items():
    print(f"{folder:26} {score['expected']:8}" + "".join(" | %13d %5d %6.2f" % tuple(score[name]) for name in READERS))
PYTHON
