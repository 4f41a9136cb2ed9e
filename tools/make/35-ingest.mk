# Spreadsheets: real files with an independent reading of them, fuzzing, speed beside other readers.
SHARED ?= ../shared

.PHONY: conformance-tables bench-ingest fuzz-tables

test suites check-valgrind: $(foreach t,csv xlsx ods xls,$(BUILD)/fuzz/replay_$(t)) $(BUILD)/tools/tables

conformance: conformance-tables
conformance-tables: $(BUILD)/tools/tables
	$(Q)if [ -d $(SHARED)/conformance/tables ]; then tests/conformance/tables $< $(SHARED)/conformance/tables; \
	else echo "conformance-tables: skipped, $(SHARED)/conformance/tables is not here"; fi

bench: bench-ingest
bench-ingest: $(BUILD)/bench/ingest $(BUILD)/bench/dom
	$(Q)tests/bench/ingest $^

# The tree for comparison is the one program beside src/xml that includes libxml2.
$(BUILD)/bench/%: tests/bench/bench_%.c $(LIB)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -o $@ $< $(LDFLAGS) $(LIB) $(PKG_LIBS) -lm

# FUZZ_SECONDS=600 make fuzz-tables
fuzz: fuzz-tables
fuzz-tables:
	$(Q)for t in csv xlsx ods xls; do tools/fuzz $$t $${FUZZ_SECONDS:-30} || exit 1; done

# The pictures of the clerk's guide to tables, made anew from the cases of tests and what the program prints.
.PHONY: data-pictures
data-pictures: $(PROGRAM) $(MO)
	$(Q)PRIKAZ=$(CURDIR)/$(PROGRAM) tools/data-pictures
