# trangbi - see `make help`.

VERSION  = 0.1.0
PREFIX  ?= /usr/local
CC      ?= cc
CFLAGS  ?= -O2 -g
WARN     = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror
BUILD   ?= build$(if $(SAN),-$(subst $(comma),-,$(SAN)))$(if $(COVERAGE),-coverage)
comma    = ,

# ---- what is built -------------------------------------------------------------------------------------------------

LAYERS       = base model store csvio secret scan label service cli
CORE_SRC     = $(foreach l,$(LAYERS),$(sort $(wildcard src/$(l)/*.c)))
LIB_SRC      = $(filter-out src/cli/%,$(CORE_SRC))
CLI_SRC      = $(filter src/cli/%,$(CORE_SRC)) src/main.c
DRAW_SRC     = $(sort $(wildcard src/label/draw/*.c))
DECODER_SRC  = $(sort $(wildcard src/scan/decoder/*.c))
BASE_SRC     = $(filter src/base/%,$(CORE_SRC))
TEST_SRC     = $(sort $(wildcard tests/*/test_*.c))
SQL          = $(sort $(wildcard src/store/sql/migrate/*.sql)) $(sort $(wildcard src/store/sql/*.sql))
LANGS        = en vi

obj          = $(patsubst %.c,$(BUILD)/$(2)/%.o,$(1))
LIB_OBJ      = $(call obj,$(LIB_SRC),obj) $(BUILD)/gen/sql.o
CLI_OBJ      = $(call obj,$(CLI_SRC),obj)
DRAW_OBJ     = $(call obj,$(DRAW_SRC) $(BASE_SRC),pic)
DECODER_OBJ  = $(call obj,$(DECODER_SRC) $(filter-out src/base/inifile.c,$(BASE_SRC)),obj)
TESTS        = $(patsubst tests/%.c,$(BUILD)/tests/%,$(TEST_SRC))

CPPFLAGS    += -D_GNU_SOURCE -DTB_VERSION='"$(VERSION)"' -Iinclude -Isrc -I$(BUILD)/gen
ALL_CFLAGS   = -std=c17 $(WARN) $(CFLAGS) $(SAN_FLAGS) -MMD -MP
SAN_FLAGS    = $(if $(SAN),-fsanitize=$(SAN) -fno-omit-frame-pointer -fno-sanitize-recover=all) $(if $(COVERAGE),--coverage -O0)

CORE_PKGS    = sqlite3 libutf8proc jansson nettle inih
CORE_LIBS    = $(shell pkg-config --libs $(CORE_PKGS)) -lcsv
# ncurses is linked statically: as a shared library it costs each start of the program, and one command uses it.
CLI_LIBS     = -Wl,-Bstatic -lncursesw -ltinfo -Wl,-Bdynamic
DRAW_PKGS    = pangocairo harfbuzz-subset inih libpng zlib
DRAW_LIBS    = $(shell pkg-config --libs $(DRAW_PKGS)) -lzint $(shell pkg-config --libs libutf8proc jansson)
# zbar is linked statically: its shared library pulls in X11 and D-Bus for windows and cameras that a decoder never opens.
# libwebp too: most pictures are none, and need not wait for it to be loaded.
DECODER_LIBS = -Wl,-Bstatic -lzbar -lwebp -Wl,-Bdynamic -lpng -ljpeg -lpthread -lm $(shell pkg-config --libs libutf8proc jansson)

.PHONY: all po docs demo check fuzz fuzz-scan lint style bench bench-scan coverage install clean help tags deps

all: $(BUILD)/trangbi $(BUILD)/trangbi-decode $(BUILD)/label.so $(LANGS:%=$(BUILD)/locale/%/LC_MESSAGES/trangbi.mo) \
     $(BUILD)/labels $(BUILD)/import

# Each step shows one short line; `make V=1` shows the commands.
ifeq ($(V),)
.SILENT:
endif

$(BUILD)/trangbi: $(CLI_OBJ) $(BUILD)/libtrangbi.a
	@echo '  LINK   $@'
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(CORE_LIBS) $(CLI_LIBS)

$(BUILD)/libtrangbi.a: $(LIB_OBJ)
	@echo '  AR     $@'
	rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/trangbi-decode: $(DECODER_OBJ)
	@echo '  LINK   $@'
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(DECODER_LIBS)

$(BUILD)/label.so: $(DRAW_OBJ)
	@echo '  LINK   $@'
	$(CC) $(ALL_CFLAGS) -shared $(LDFLAGS) -o $@ $^ $(DRAW_LIBS)

# Sheets, templates and profiles lie beside the program.
$(BUILD)/labels $(BUILD)/import: $(BUILD)/%: $(wildcard labels/*/* import/*/*)
	ln -sfn $(CURDIR)/$* $@

$(BUILD)/obj/%.o: %.c
	mkdir -p $(@D)
	@echo '  CC     $@'
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(PKG_CFLAGS) -c -o $@ $<

$(BUILD)/pic/%.o: %.c
	mkdir -p $(@D)
	@echo '  CC     $@'
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(PKG_CFLAGS) -fPIC -fvisibility=hidden -c -o $@ $<

$(BUILD)/pic/src/label/draw/%.o: PKG_CFLAGS = $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(DRAW_PKGS)))

$(BUILD)/gen/sql.o: $(BUILD)/gen/sql.c
	@echo '  CC     $@'
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -Wno-overlength-strings -c -o $@ $<

$(BUILD)/gen/sql.c $(BUILD)/gen/sql.h: $(BUILD)/gen/sql.%: $(SQL) src/store/embed.awk
	mkdir -p $(@D)
	@echo '  SQL    $@'
	awk -v part=$* -f src/store/embed.awk $(SQL) >$@.new && mv $@.new $@

$(call obj,$(filter src/store/%,$(LIB_SRC)),obj): $(BUILD)/gen/sql.h

$(BUILD)/locale/%/LC_MESSAGES/trangbi.mo: src/po/%.po
	mkdir -p $(@D)
	@echo '  MSGFMT $@'
	msgfmt --check -o $@ $<

# The catalogues take in what the sources say now: new texts stand there untranslated in vi.po, and as they are in en.po.
# (POT-Creation-Date would make a change of every run.)
XGETTEXT = xgettext --language=C --keyword=N_ --keyword=tb_tr --keyword=tb_trn:1,2 --from-code=UTF-8 --no-location --sort-output --omit-header

$(BUILD)/gen/trangbi.pot: FORCE
	mkdir -p $(@D)
	printf 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n' >$@
	$(XGETTEXT) --output=- $$(find src include -name '*.[ch]' | LC_ALL=C sort) >>$@

po: $(BUILD)/gen/trangbi.pot
	for lang in $(LANGS); do \
	  msgmerge --quiet --no-fuzzy-matching --no-location --sort-output src/po/$$lang.po $< | \
	    msgattrib --no-obsolete --no-location --sort-output | \
	    if [ $$lang = en ]; then msgen --no-location --sort-output -; else cat; fi >$(BUILD)/gen/$$lang.po && \
	  grep -v '^"POT-Creation-Date' $(BUILD)/gen/$$lang.po >src/po/$$lang.po && \
	  msgfmt --check --statistics -o /dev/null src/po/$$lang.po || exit 1; \
	done

FORCE:

# docs/commands: a page for each command, from the command table; docs/labels: pictures that the program makes.
docs: all
	find docs/commands -name '*.md' ! -name README.md -delete
	$(BUILD)/trangbi help --names | while read -r name; do \
	  $(BUILD)/trangbi help --lang en --markdown $$name >docs/commands/$$(echo "$$name" | tr ' ' -).md || exit 1; \
	done
	for name in standard compact small tool vehicle post person command; do \
	  $(BUILD)/trangbi label preview --lang vi --template $$name --dpi 203 -o docs/labels/$$name.png || exit 1; \
	done
	$(BUILD)/trangbi label --test-grid --sheet L7160 --dpi 203 -o docs/labels/test-grid.png

# ---- tests ---------------------------------------------------------------------------------------------------------

$(BUILD)/tests/%: tests/%.c $(BUILD)/libtrangbi.a $(BUILD)/gen/sql.h
	mkdir -p $(@D)
	@echo '  TEST   $@'
	$(CC) $(CPPFLAGS) -Itests $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< $(TEST_EXTRA) $(BUILD)/libtrangbi.a -lcmocka $(CORE_LIBS)

LABEL_TESTS  = $(filter $(BUILD)/tests/label/%,$(TESTS))
$(LABEL_TESTS): TEST_EXTRA = $(BUILD)/obj/tests/label/labels.o -lpng -lm
$(LABEL_TESTS): $(BUILD)/obj/tests/label/labels.o | $(BUILD)/label.so $(BUILD)/labels
$(BUILD)/tests/service/test_label $(BUILD)/tests/service/test_label_proof $(BUILD)/tests/service/test_label_out $(BUILD)/tests/service/test_form_c53: | $(BUILD)/label.so $(BUILD)/labels $(BUILD)/trangbi-decode

$(BUILD)/tests/scan/% $(BUILD)/tests/service/test_stocktake_photo: TEST_EXTRA = -lzint -lpng -ljpeg -lwebp -lz -lm
$(filter $(BUILD)/tests/scan/%,$(TESTS)) $(BUILD)/tests/service/test_stocktake_photo: | $(BUILD)/trangbi-decode
# The decoder's own code, but for its main(), before a camera that the test pretends.
WITHOUT_MAIN = $(filter-out %/main.o,$(call obj,$(DECODER_SRC),obj))
$(BUILD)/tests/scan/test_v4l2: TEST_EXTRA = $(WITHOUT_MAIN) -lzint $(DECODER_LIBS) $(foreach f,ioctl mmap poll,-Wl,--wrap=$(f))
$(BUILD)/tests/scan/test_v4l2: $(WITHOUT_MAIN)

# `make check` runs everything; `make test/cli/contract` or `make test/model/test_tag` one file.
# How often tests/cli/kill.sh kills; under sanitizers each round takes long.
KILLS       ?= $(if $(SAN)$(COVERAGE),12,100)
TEST_ENV     = TRANGBI=$(CURDIR)/$(BUILD)/trangbi XDG_CONFIG_HOME=/nonexistent KILLS=$(KILLS) LSAN_OPTIONS=suppressions=$(CURDIR)/tests/lsan.supp:print_suppressions=0
BATS         = $(sort $(wildcard tests/*.bats tests/*/*.bats))

check: | packages-check
	$(MAKE) all $(TESTS)
	$(TEST_ENV) tests/run.sh $(TESTS) $(BATS)

test/%: all
	$(if $(wildcard tests/$*.c),$(MAKE) $(BUILD)/tests/$*)
	$(TEST_ENV) tests/run.sh $(if $(wildcard tests/$*.c),$(BUILD)/tests/$*,tests/$*.bats)

packages-%:
	src/setup/install-packages.sh build run $(filter-out build,$*)

demo: | packages-demo
	$(MAKE) all
	src/setup/demo.sh $(BUILD)/trangbi

# Mutated pictures of every format for a decoder under sanitizers; crashes stay in the folder.
FUZZ        ?= 1000
fuzz-scan:
	$(MAKE) SAN=address,undefined BUILD=build-fuzz build-fuzz/trangbi-decode build-fuzz/tests/scan/fuzz
	mkdir -p build-fuzz/fuzz && cd build-fuzz/fuzz && ../tests/scan/fuzz ../trangbi-decode $(FUZZ)

# ROWS=1000000 for the figures of a nation.
ROWS        ?= 100000
bench: all | packages-check packages-bench
	mkdir -p $(BUILD)/bench
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -o $(BUILD)/bench/bench tests/bench/bench.c $(BUILD)/libtrangbi.a $(CORE_LIBS) -lzint -lm
	$(BUILD)/bench/bench $(CURDIR)/$(BUILD)/trangbi $(ROWS) $(BUILD)/bench

# Codes read from pictures, beside other decoders: from those of CORPUS, or from some that are made for it.
bench-scan: all | packages-check
	mkdir -p $(BUILD)/bench
	$(if $(CORPUS),,$(MAKE) $(BUILD)/bench/make-scenes && $(BUILD)/bench/make-scenes $(BUILD)/bench/scenes)
	TRANGBI=$(BUILD)/trangbi CORPUS=$(or $(CORPUS),$(BUILD)/bench/scenes) tests/scan/bench-scan.sh

$(BUILD)/bench/make-scenes: tests/scan/make-scenes.c $(BUILD)/libtrangbi.a
	$(CC) $(CPPFLAGS) -Itests $(ALL_CFLAGS) -o $@ $< $(BUILD)/libtrangbi.a $(CORE_LIBS) -lzint -lpng -ljpeg -lwebp -lz -lm

# Each target of tests/fuzz for FUZZ_TIME seconds. What it finds stays in build-libfuzzer; add it to tests/fuzz/corpus with the repair.
FUZZ_TIME   ?= 60
FUZZERS      = $(patsubst tests/fuzz/test_%.c,%,$(wildcard tests/fuzz/test_*.c))
fuzz: | packages-fuzz
	$(MAKE) CC=clang SAN=fuzzer-no-link,address,undefined BUILD=build-libfuzzer build-libfuzzer/import $(FUZZERS:%=build-libfuzzer/fuzz/fuzz-%)
	for name in $(FUZZERS); do \
	  mkdir -p build-libfuzzer/corpus/$$name && \
	  build-libfuzzer/fuzz/fuzz-$$name -max_total_time=$(FUZZ_TIME) -artifact_prefix=build-libfuzzer/$$name- -print_final_stats=1 \
	    build-libfuzzer/corpus/$$name tests/fuzz/corpus/$$name || exit 1; \
	done

$(BUILD)/fuzz/fuzz-%: tests/fuzz/test_%.c $(BUILD)/libtrangbi.a
	mkdir -p $(@D)
	@echo '  FUZZ   $@'
	$(CC) $(CPPFLAGS) -Itests -DFUZZING $(ALL_CFLAGS) -fsanitize=fuzzer -o $@ $< $(BUILD)/libtrangbi.a $(CORE_LIBS)

coverage: | packages-check
	$(MAKE) COVERAGE=1 check
	gcov -n -o $(BUILD)-coverage/obj $$(find $(BUILD)-coverage/obj -name '*.gcda') 2>/dev/null | \
	  awk '/^File .src/ { f = $$2 } /^Lines executed/ && f { sub("executed:", "", $$2); print $$2, f; f = "" }' | sort -n

# ---- installing ----------------------------------------------------------------------------------------------------

# The program finds its parts from where it lies: bin/../lib/trangbi, bin/../share.
INSTALL      = install -m 644
to           = $(DESTDIR)$(PREFIX)

install: all
	install -d $(to)/bin $(to)/lib/trangbi $(to)/lib/pkgconfig $(to)/include/trangbi $(to)/share/trangbi \
	  $(to)/share/bash-completion/completions $(to)/share/man/man1 $(to)/share/man/vi/man1
	install -m 755 $(BUILD)/trangbi $(to)/bin
	install -m 755 $(BUILD)/trangbi-decode $(to)/lib/trangbi
	$(INSTALL) $(BUILD)/label.so $(to)/lib/trangbi
	$(INSTALL) $(BUILD)/libtrangbi.a $(to)/lib
	$(INSTALL) include/trangbi/*.h $(to)/include/trangbi
	sed -e 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|; s|@PKGS@|$(CORE_PKGS)|' src/setup/trangbi.pc.in \
	  >$(to)/lib/pkgconfig/trangbi.pc
	for lang in $(LANGS); do \
	  install -d $(to)/share/locale/$$lang/LC_MESSAGES && \
	  $(INSTALL) $(BUILD)/locale/$$lang/LC_MESSAGES/trangbi.mo $(to)/share/locale/$$lang/LC_MESSAGES || exit 1; \
	done
	for file in $$(find labels import -type f); do \
	  install -D -m 644 $$file $(to)/share/trangbi/$$file || exit 1; \
	done
	$(BUILD)/trangbi help --completion >$(to)/share/bash-completion/completions/trangbi
	src/setup/man-pages.sh $(BUILD)/trangbi $(to)/share/man

# ---- how the code reads ----------------------------------------------------------------------------------------------

ALL_C        = $(shell git ls-files '*.c' '*.h')

lint: all | packages-lint
	clang-format --dry-run -Werror $(ALL_C)
	cppcheck --quiet --error-exitcode=1 --inline-suppr --std=c11 --enable=warning,performance,portability \
	  -Iinclude -Isrc -I$(BUILD)/gen src include
	clang-tidy --quiet $(filter %.c,$(filter src/%,$(ALL_C))) -- -std=c17 $(CPPFLAGS) $(PKG_INCLUDES) 2>/dev/null
	$(MAKE) CC=clang BUILD=$(BUILD)-clang all

PKG_INCLUDES = $(shell pkg-config --cflags $(CORE_PKGS) $(DRAW_PKGS))

style:
	clang-format -i $(ALL_C)

tags:
	ctags -R src include

compile_commands.json:
	bear -- $(MAKE) -B all

clean:
	rm -rf build build-* compile_commands.json tags

help:
	@echo 'make                     build into build/'
	@echo 'make demo                install what is needed, build, and show the whole job on sample data'
	@echo 'make check               build and run every test; ends with "N passed, N failed"'
	@echo 'make test/cli/contract   one test file (also test/model/test_tag, ...)'
	@echo 'make test/label/test_golden UPDATE_GOLDEN=1   draw the pictures of the templates anew'
	@echo 'make SAN=address,undefined check    the same under sanitizers'
	@echo 'make bench [ROWS=N]      the table of ratios'
	@echo 'make bench-scan [CORPUS=DIR]   codes read from pictures, beside other decoders'
	@echo 'make fuzz [FUZZ_TIME=N]  any bytes for each reader of tests/fuzz, for N seconds'
	@echo 'make fuzz-scan [FUZZ=N]  N mutations of a picture of each format for the decoder, under sanitizers'
	@echo 'make coverage            lines of each file that the tests run'
	@echo 'make lint                format, cppcheck, clang-tidy, a build with clang'
	@echo 'make style               lay the code out'
	@echo 'make docs, make po       refresh docs/commands and the message catalogues'
	@echo 'make install PREFIX=DIR  program, library, manual pages, completion, catalogues, labels and import data'
	@echo 'make clean, make tags, make compile_commands.json'

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
