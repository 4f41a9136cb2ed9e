# Russian forms: accuracy on the recorded lists beside the checkout, and speed.
SHARED ?= ../shared

.PHONY: conformance-names bench-names

$(BUILD)/conformance-names: tests/conformance/names.c $(LIB)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -o $@ $< $(LDFLAGS) $(LIB) $(PKG_LIBS) -lm

conformance: conformance-names
conformance-names: $(BUILD)/conformance-names
	$(Q)if [ -d $(SHARED)/conformance/names ]; then $< $(SHARED)/conformance/names; \
	else echo "conformance-names: skipped, $(SHARED)/conformance/names is not here"; fi

$(BUILD)/bench-names: tests/bench/bench_names.c $(LIB)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -o $@ $< $(LDFLAGS) $(LIB) $(PKG_LIBS) -lm

bench: bench-names
bench-names: $(BUILD)/bench-names
	$(Q)$<
