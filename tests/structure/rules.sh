#!/bin/bash
# rules.sh RULE [ROOT] - check the source tree at ROOT (.) against one rule of its structure, by name:
#
#   layers     every #include against the list of layers (docs/ARCHITECTURE.md) and of libraries that one layer owns
#   calls      no call that knows no bounds, or that a library must not make
#   sql        no SQL outside src/store
#   sizes      no function over 120 lines, no file over 700
#   headers    every header compiles alone, as C17 without extensions
#
# Prints each breach as FILE:LINE: why, and fails if there is one.

rule=$1
cd "${2:-.}" || exit 2

sources() {
	find src include -name '*.[ch]' | sort
}

# Which layer a file or a header belongs to, and which layers each may use.
layers() {
	grep -nE '^[ \t]*#[ \t]*include' $(sources) /dev/null | awk '
	function layer(path) {
		sub(/^src\//, "", path)
		sub(/^include\//, "", path)
		if (path ~ /^trangbi\/(err|pool|str)\.h$/) return "base"
		if (path ~ /^trangbi\/(record|nouns|tag|code|symbology)\.h$/) return "model"
		if (path ~ /^trangbi\/(db|ledger|register|custody|exchange|label|scan|reconcile|session|stocktake)\.h$/) return "service"
		if (path ~ /^label\/draw\//) return "draw"
		if (path ~ /^scan\/decoder\//) return "decoder"
		if (path == "main.c") return "main"
		if (path == "sql.h") return "store"
		if (path !~ /\//) return ""
		sub(/\/.*/, "", path)
		return path
	}
	function breach(why) {
		print $1 ":" $2 ": " why
		bad = 1
	}
	BEGIN {
		FS = ":"
		may["base"] = "base"
		may["model"] = "base model"
		may["store"] = "base model store"
		may["csvio"] = "base model csvio"
		may["secret"] = "base model secret"
		may["scan"] = "base model scan"
		may["label"] = "base model label"
		may["draw"] = "base label draw"
		may["decoder"] = "base scan decoder"
		may["service"] = "base model store csvio secret scan label service"
		may["cli"] = "base model service cli"
		may["web"] = "base model service web"
		may["main"] = "base model service cli web main"
		owner["sqlite3.h"] = owner["sql.h"] = "store"
		owner["zint.h"] = "draw"
		owner["zbar.h"] = "decoder"
		owner["csv.h"] = "csvio"
		owner["ini.h"] = "base"
		owner["jpeglib.h"] = "decoder"
		owner["utf8proc.h"] = "base"
	}
	{
		from = layer($1)
		header = $3
		sub(/^[^<"]*[<"]/, "", header)
		sub(/[>"].*$/, "", header)
		to = layer(header)
		if (from == "" || !(from in may)) breach("no layer is known for this file")
		else if (to in may) {
			if (index(" " may[from] " ", " " to " ") == 0) breach(from " must not include " header " of " to)
		} else if ($3 ~ /"/ && header ~ /\//) breach("no layer is known for " header)
		else if (header ~ /^trangbi\//) breach("no layer is known for " header)
		if (header ~ /^nettle\// && from != "secret") breach(header " belongs to secret")
		if (header ~ /^webp\// && from != "decoder") breach(header " belongs to decoder")
		if (header ~ /^(cairo|pango)/ && from != "draw") breach(header " belongs to draw")
		if (header ~ /curses/ && $1 != "src/cli/screen.c") breach(header " belongs to src/cli/screen.c")
		if (header in owner && from != owner[header]) breach(header " belongs to " owner[header])
	}
	END { exit bad }'
}

calls() {
	local banned='strcpy|strcat|strncpy|strncat|sprintf|vsprintf|gets|atoi|atol|atoll|atof|strtok|tmpnam|tempnam|mktemp'
	local prints='printf|puts|putchar|perror|exit|_exit|err|errx|warn|warnx'
	local library status=0

	banned+='|system|popen|alloca|rand|srand|localtime|gmtime|ctime|asctime|scanf|sscanf|fscanf'
	# Except this one, which copies into memory that it has just measured.
	grep -nE "(^|[^A-Za-z0-9_>.])($banned) ?\(" $(sources) /dev/null && status=1
	# The library neither prints nor ends the process; only used-up memory aborts (trangbi/pool.h).
	library=$(sources | grep -vE '^src/(cli/|web/|main\.c|scan/decoder/)')
	grep -nE "(^|[^A-Za-z0-9_>.])($prints) ?\(|\bstderr\b" $library /dev/null |
		grep -vE '^[^:]*:[0-9]+:[ \t]*(/\*|\*)' && status=1
	return $status
}

sql() {
	! grep -nE '"[^"]*\b(SELECT|INSERT INTO|INSERT OR|UPDATE [a-z_]+ SET|DELETE FROM|CREATE (TABLE|INDEX|TRIGGER)|DROP|PRAGMA|BEGIN (IMMEDIATE|TRANSACTION)) ?' \
		$(sources | grep -v '^src/store/') /dev/null
}

sizes() {
	awk '
	FNR == 1 && NR > 1 && lines > 700 { print file ":1: " lines " lines"; bad = 1 }
	{ file = FILENAME; lines = FNR }
	/^\{/ { start = FNR }
	/^\}/ && start {
		if (FNR - start + 1 > 120) { print FILENAME ":" start ": a function of " FNR - start + 1 " lines"; bad = 1 }
		start = 0
	}
	END {
		if (lines > 700) { print file ":1: " lines " lines"; bad = 1 }
		exit bad
	}' $(sources)
}

headers() {
	local gen=${GEN:-build/gen} status=0 libs own h

	libs=$(pkg-config --cflags pangocairo inih libpng sqlite3 jansson | sed 's/-I/-isystem /g')
	for h in $(sources | grep '\.h$'); do
		case $h in
		include/*) own="-Iinclude" ;; # as a program that uses the library sees them
		*) own="-D_GNU_SOURCE -Iinclude -Isrc -I$gen" ;;
		esac
		printf '#include "%s"\ntypedef int nothing;\n' "$PWD/$h" |
			"${CC:-cc}" -std=c17 -Wall -Wextra -pedantic -Werror $own $libs -fsyntax-only -x c - || status=1
	done
	return $status
}

case $rule in
layers | calls | sql | sizes | headers) "$rule" ;;
*)
	echo "rules.sh: no rule '$rule'" >&2
	exit 2
	;;
esac
