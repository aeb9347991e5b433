# embed.awk - turn the .sql files of this folder into C.
#
#   awk -v part=h -f embed.awk FILE.sql...   the enum of statements
#   awk -v part=c -f embed.awk FILE.sql...   their texts
#
# A statement begins behind a line "-- name: some_name" and ends at the next one. A file under migrate/ is one script,
# named after the file.

function start(new_name) {
  finish()
  name = new_name
  text = ""
}

function finish() {
  if (name == "")
    return
  names[++n] = name
  texts[n] = text
  name = ""
}

function literal(line) {
  gsub(/\\/, "\\\\", line)
  gsub(/"/, "\\\"", line)
  return "\t\t\"" line "\\n\"\n"
}

FNR == 1 { finish() }
FNR == 1 && FILENAME ~ /migrate\// {
  base = FILENAME
  gsub(/.*\/|\.sql$/, "", base)
  start("migrate_" base)
}
/^-- name: / { start($3); next }
name != "" && (FILENAME ~ /migrate\// || !/^ *--/) && NF { text = text literal($0) }

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
      printf "\t{ \"%s\",\n%s\t},\n", names[i], texts[i]
    print "};"
  }
}
