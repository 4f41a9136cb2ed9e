# The template language: cases, recorded conformance, fuzzing, speed.
SHARED ?= ../shared

.PHONY: conformance-jinja fuzz-template

$(BUILD)/tools/%: tests/tools/%.c $(LIB)
	@mkdir -p $(@D)
	$(if $(V),,@echo "  TOOL $<")
	$(Q)$(CC) $(CFLAGS) -o $@ $< $(LDFLAGS) $(LIB) $(PKG_LIBS) -lm

$(BUILD)/fuzz/replay_%: tests/fuzz/fuzz_%.c tests/fuzz/replay.c $(LIB)
	@mkdir -p $(@D)
	$(if $(V),,@echo "  FUZZ $<")
	$(Q)$(CC) $(CFLAGS) -o $@ $< tests/fuzz/replay.c $(LDFLAGS) $(LIB) $(PKG_LIBS) -lm

test suites check-valgrind: $(BUILD)/tools/template_cases $(BUILD)/fuzz/replay_template

conformance: conformance-jinja
conformance-jinja: all
	$(Q)if [ -d $(SHARED)/conformance/jinja ]; then \
	    python3 $(SHARED)/conformance/jinja/replay.py --fail-file $(BUILD)/jinja-failing.txt \
	        --cmd '$(CURDIR)/$(PROGRAM) render {template} --data {context} -o {output} --undefined empty --options {options}' || true; \
	else echo "conformance-jinja: skipped, $(SHARED)/conformance/jinja is not here"; fi

.PHONY: bench-template
bench: bench-template
bench-template: all
	$(Q)PRIKAZ=$(CURDIR)/$(PROGRAM) tests/bench/template

# FUZZ_SECONDS=600 make fuzz-template
fuzz: fuzz-template
fuzz-template:
	$(Q)tools/fuzz template $${FUZZ_SECONDS:-30}
