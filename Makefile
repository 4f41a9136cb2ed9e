# prikaz: documents of a municipal education office. `make demo` and `make check` are the whole set-up.
#
# Switches: V=1 (show commands), WERROR=1, SANITIZE=address,undefined, CC=…, PREFIX=…

PREFIX   ?= /usr/local
VARIANT  := $(if $(SANITIZE),san,$(if $(COVERAGE),cov,std))
BUILD    := build/$(VARIANT)
PKGS     := libxml-2.0 libzip sqlite3 jansson libdeflate libcrypto libqrencode md4c uchardet zlib
LATE     := libqpdf librsvg-2.0 cairo# loaded when first used: docs/decisions/late-libraries.md
CSTD     := -std=c11 -D_GNU_SOURCE
WARN     := -Wall -Wextra -Wshadow -Wpointer-arith -Wcast-qual -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings \
            -Wundef -Wvla -Wimplicit-fallthrough $(if $(WERROR),-Werror)
OPT      ?= -O2 -g
CFLAGS   += $(OPT) $(CSTD) $(WARN) -Isrc -fno-plt -pthread $(PKG_CFLAGS) \
            $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=all) $(if $(COVERAGE),--coverage)
LDFLAGS  += -pthread $(if $(SANITIZE),-fsanitize=$(SANITIZE)) $(if $(COVERAGE),--coverage)
DEFS     := -DPZ_VERSION='"$(shell cat VERSION 2>/dev/null)"' -DPZ_DATADIR='"$(PREFIX)/share/prikaz"'
Q        := $(if $(V),,@)
JOBS     := $(shell nproc 2>/dev/null || echo 2)

# pkg-config is asked only when something is compiled: `make demo` installs it first.
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(shell pkg-config --cflags $(PKGS) $(LATE)))$(PKG_CFLAGS)
PKG_LIBS   = $(eval PKG_LIBS := $$(shell pkg-config --libs $(PKGS)))$(PKG_LIBS)

# The name by which the loader finds a library, of the one that is compiled against.
soname     = $(shell readelf -d "$$($(CC) -print-file-name=$(1))" | sed -n 's/.*SONAME.*\[\(.*\)\].*/\1/p')

SRC      := $(sort $(shell find src -name '*.c'))
LIB_OBJ  := $(patsubst src/%.c,$(BUILD)/obj/%.o,$(filter-out src/cli/main.c,$(SRC)))
LIB      := $(BUILD)/libprikaz.a
PROGRAM  := $(BUILD)/prikaz
UNIT     := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(sort $(shell find tests/unit -name 'test_*.c')))
DATA     := $(shell find data -type f)
PO       := $(sort $(wildcard po/ru/*.po))
MO       := $(BUILD)/share/locale/ru/LC_MESSAGES/prikaz.mo

.PHONY: all deps demo check test unit suites headers layers lint check-san check-valgrind check-fault conformance bench fuzz clean install

all: $(PROGRAM) $(MO)

deps:
	$(Q)tools/install-deps

demo: deps
	$(Q)$(MAKE) --no-print-directory -j$(JOBS) all
	$(Q)tools/demo

check: deps
	$(Q)$(MAKE) --no-print-directory -j$(JOBS) test

# The tests without the installer, for those who have everything.
test: all $(UNIT) layers headers
	$(Q)BUILD=$(BUILD) tests/run

suites: all
	$(Q)BUILD=$(BUILD) tests/run suites

unit: $(UNIT)
	$(Q)BUILD=$(BUILD) tests/run unit

$(PROGRAM): $(BUILD)/obj/cli/main.o $(LIB)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS) -lm

$(LIB): $(LIB_OBJ)
	$(Q)rm -f $@ && $(AR) rcsD $@ $^

$(BUILD)/obj/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(if $(V),,@echo "  CC $<")
	$(Q)$(CC) $(CFLAGS) $(DEFS) $(LATE_DEF) -include src/base/banned.h -MMD -MP -c -o $@ $<

$(BUILD)/obj/office/svg.o: LATE_DEF = -DPZ_LIBRSVG='"$(call soname,librsvg-2.so)"'
$(BUILD)/obj/deliver/pdf/qpdf.o: LATE_DEF = -DPZ_LIBQPDF='"$(call soname,libqpdf.so)"'

# Objects that embed data are made again when data changes.
$(patsubst src/%.c,$(BUILD)/obj/%.o,$(shell grep -rl '^PZ_EMBED' src --include='*.c')): $(DATA)

$(BUILD)/tests/%: tests/unit/%.c $(LIB) Makefile
	@mkdir -p $(@D)
	$(if $(V),,@echo "  TEST $<")
	$(Q)$(CC) $(CFLAGS) -Itests/unit -MMD -MP -MF $@.d -o $@ $< $(LDFLAGS) $(LIB) $(PKG_LIBS) -lcmocka -lm

$(MO): $(PO)
	@mkdir -p $(@D)
	$(Q)msgcat --use-first $(PO) | msgfmt --check-format -o $@ -

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

layers:
	$(Q)tools/check-layers

headers:
	$(Q)CC="$(CC)" CFLAGS="$(CSTD) $(WARN) -Isrc $(PKG_CFLAGS)" tools/check-headers

lint:
	$(Q)tools/lint

check-san:
	$(Q)$(MAKE) --no-print-directory SANITIZE=address,undefined OPT='-O1 -g' test

check-valgrind: all $(UNIT)
	$(Q)BUILD=$(BUILD) tests/run valgrind
	$(Q)BUILD=$(BUILD) tests/run valgrind-suites

clean:
	rm -rf build

# Further targets, one file each: benches, conformance, fuzzing, documentation, packaging.
include $(sort $(wildcard tools/make/*.mk))
