# embed.awk - turn the .sql files of this folder into C.
#
#   awk -v part=h -f embed.awk FILE.sql...   the enum of statements
#   awk -v part=c -f embed.awk FILE.sql...   their texts
#
# A statement begins behind a line "-- name: some_name" and ends at the next one. "-- fragment: some_name" begins a piece that
# stands in statements as {some_name}. A file under migrate/ is one script, named after the file.

function start(new_name) {
  finish()
  name = new_name
  is_fragment = 0
  text = ""
}

function start_fragment(new_name) {
  start(new_name)
  is_fragment = 1
}

function finish() {
  if (name != "" && is_fragment)
    fragments[name] = text
  else if (name != "") {
    names[++n] = name
    texts[n] = text
  }
  name = ""
}

# The text with its fragments put in; one that is unknown ends the build.
function expand(sql,    piece) {
  while (match(sql, /\{[a-z_]+\}/)) {
    piece = substr(sql, RSTART + 1, RLENGTH - 2)
    if (!(piece in fragments)) {
      print "embed.awk: no fragment " piece >"/dev/stderr"
      exit 1
    }
    sql = substr(sql, 1, RSTART - 1) fragments[piece] substr(sql, RSTART + RLENGTH)
  }
  return sql
}

# A C string literal, line by line.
function literal(sql,    lines, count, i, out) {
  count = split(sql, lines, "\n")
  for (i = 1; i <= count; i++) {
    gsub(/\\/, "\\\\", lines[i])
    gsub(/"/, "\\\"", lines[i])
    if (lines[i] != "")
      out = out "\t\t\"" lines[i] "\\n\"\n"
  }
  return out
}

FNR == 1 { finish() }
FNR == 1 && FILENAME ~ /migrate\// {
  base = FILENAME
  gsub(/.*\/|\.sql$/, "", base)
  start("migrate_" base)
}
/^-- name: / { start($3); next }
/^-- fragment: / { start_fragment($3); next }
name != "" && (FILENAME ~ /migrate\// || !/^ *--/) && NF { text = text (text == "" ? "" : "\n") $0 }

END {
  finish()
  print "/* Made by embed.awk from src/store/sql: do not edit. */"
  if (part == "h") {
    print "#ifndef TB_GEN_SQL_H\n#define TB_GEN_SQL_H\n"
    print "enum tb_sql {"
    for (i = 1; i <= n; i++)
      print "\tTB_SQL_" toupper(names[i]) ","
    print "\tTB_SQL_COUNT\n};\n"
    print "/* The text of each statement and its name, as in its .sql file. */"
    print "extern const struct tb_sql_text {\n\tconst char *name, *text;\n} tb_sql_texts[TB_SQL_COUNT];\n"
    print "#endif"
  } else {
    print "#include \"sql.h\"\n"
    print "const struct tb_sql_text tb_sql_texts[TB_SQL_COUNT] = {"
    for (i = 1; i <= n; i++)
      printf "\t{ \"%s\",\n%s\t},\n", names[i], literal(expand(texts[i]))
    print "};"
  }
}
