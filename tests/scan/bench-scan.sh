#!/bin/sh
# bench-scan.sh - codes read from folders of pictures, beside zbarimg with the same symbologies in the same run, and beside
# ZXingReader where it is installed.
#
#   CORPUS=DIR [BUDGET=SECONDS] [ONLY=SET] [SHOW=1] tests/scan/bench-scan.sh       (make bench-scan CORPUS=DIR)
#
# DIR/manifest.csv has the columns path, symbology and expected; a set is a folder. A picture with several codes has several
# rows. One whose rows expect nothing counts false reads only; "multi" says that its texts are not known. Prints for each
# set: texts expected, read (exact but for white space), false (texts that nobody expected), and the median wall time of a
# picture in milliseconds. SHOW=1 names on the standard error each picture that was not read rightly.
set -eu
: "${CORPUS:?name the folder of pictures: CORPUS=DIR $0}"
exec python3 - "$CORPUS" "${TRANGBI:-build/trangbi}" <<'PYTHON'
import base64, csv, json, os, shutil, statistics, subprocess, sys, time
import xml.etree.ElementTree as xml

corpus, trangbi = sys.argv[1:]
budget, only, show = os.environ.get("BUDGET"), os.environ.get("ONLY"), os.environ.get("SHOW")

def plain(text):
    return " ".join(text.split())

def texts_of_trangbi(out):
    return [code["text"] for code in (json.loads(out) if out else {}).get("codes", [])]

def texts_of_zbarimg(out):
    texts = []
    for data in xml.fromstring(out).iter("{http://zbar.sourceforge.net/2008/barcode}data") if out else []:
        raw = base64.b64decode(data.text) if data.get("format") == "base64" else data.text.encode()
        texts.append(raw.decode("utf-8", "replace"))
    return texts

def texts_of_zxing(out):
    lines = out.decode("utf-8", "replace").split('Text:       "')[1:]
    return [part.split('"\nBytes:')[0] for part in lines]

READERS = {
    "trangbi": ([trangbi, "scan", "--raw", "--json"] + (["--budget", budget] if budget else []), texts_of_trangbi),
    "zbarimg": (["zbarimg", "-q", "--xml", "-Sdisable", "-Scode128.enable", "-Sqrcode.enable"], texts_of_zbarimg),
    "ZXingReader": (["ZXingReader", "-format", "QRCode|Code128"], texts_of_zxing),
}
if os.environ.get("READERS"):
    READERS = {name: READERS[name] for name in os.environ["READERS"].split(",")}
READERS = {name: how for name, how in READERS.items() if shutil.which(how[0][0])}

def read(command, understand, path):
    start = time.monotonic()
    run = subprocess.run(command + [path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    ms = (time.monotonic() - start) * 1000
    try:
        return {plain(text) for text in understand(run.stdout)}, ms
    except ValueError:
        return set(), ms

sets = {}
with open(os.path.join(corpus, "manifest.csv"), newline="", encoding="utf-8") as manifest:
    for row in csv.DictReader(manifest):
        pictures = sets.setdefault(os.path.dirname(row["path"]), {})
        wanted = pictures.setdefault(row["path"], {"texts": set(), "known": True})
        wanted["texts"] |= {plain(row["expected"])} if row["expected"] else set()
        wanted["known"] &= bool(row["expected"]) or row["symbology"] == "none"

print(f"{'set':24} {'expected':>8}" + "".join(f" | {name:>11} read false     ms" for name in READERS))
total = {name: [0, 0] for name in READERS}
for folder, pictures in sets.items():
    if only and only not in folder:
        continue
    print(f"{folder:24} {sum(len(p['texts']) for p in pictures.values()):8}", end="")
    for name, (command, understand) in READERS.items():
        good, false, times = 0, 0, []
        for path, wanted in pictures.items():
            texts, ms = read(command, understand, os.path.join(corpus, path))
            wrong = texts - wanted["texts"] if wanted["known"] else set()
            good += len(texts & wanted["texts"])
            false += len(wrong)
            times.append(ms)
            if show and (wrong or wanted["texts"] - texts):
                print(name, path, "missed", wanted["texts"] - texts or "none", "false", wrong or "none", file=sys.stderr)
        total[name][0] += good
        total[name][1] += false
        print(f" | {good:16} {false:5} {statistics.median(times):6.0f}", end="", flush=True)
    print()
print(f"{'all':33}" + "".join(f" | {good:16} {false:5}       " for good, false in total.values()))
PYTHON
