#!/bin/bash
# matrix.sh PDF DPI X Y WIDTH HEIGHT TEXT SYMBOLS - read one label of a PDF's first page as a printer of that resolution
# prints it; SYMBOLS is "qr", "code128" or "qr+code128". Lengths are dots. Prints what does not read, by which decoder.

set -e -o pipefail
picture=$1.pgm
pdftoppm -r "$2" -x "$3" -y "$4" -W "$5" -H "$6" -gray -singlefile "$1" "$1"

expected=
for symbol in ${8//+/ }; do
	expected+="$symbol $7"$'\n'
done

zbar=$(zbarimg -q "$picture" 2>/dev/null | sed 's/^QR-Code:/qr /; s/^CODE-128:/code128 /' | sort -r) || true
# Without -noscale zxing-cpp 1.4 fails an assertion of its own at 600 dpi.
zxing=$(ZXingReader -noscale -format QRCode,Code128 "$picture" 2>/dev/null |
	sed -n 's/^Text: *"\(.*\)"$/\1/p; s/^Format: *QRCode/qr/p; s/^Format: *Code128/code128/p' |
	awk '/^(qr|code128)$/ { format = $0; if (text) { print format, text; text = format = "" } next }
	     { text = $0; if (format) { print format, text; text = format = "" } }' | sort -r) || true

[ "$zbar"$'\n' = "$expected" ] || echo "zbar: $1: $zbar"
[ "$zxing"$'\n' = "$expected" ] || echo "zxing: $1: $zxing"
rm -f "$picture"
