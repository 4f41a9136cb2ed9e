# Package formats: recorded conformance, pass-through, fuzzing.
SHARED ?= ../shared

.PHONY: conformance-docxtpl conformance-passthrough fuzz-office guide-pictures

test suites: $(BUILD)/fuzz/replay_docx $(BUILD)/fuzz/replay_odt

conformance: conformance-docxtpl conformance-passthrough
conformance-docxtpl: all
	$(Q)if [ -d $(SHARED)/conformance/docxtpl ]; then \
	    PRIKAZ=$(CURDIR)/$(PROGRAM) tests/conformance/docxtpl $(SHARED)/conformance/docxtpl; \
	else echo "conformance-docxtpl: skipped, $(SHARED)/conformance/docxtpl is not here"; fi

conformance-passthrough: all
	$(Q)if [ -d $(SHARED)/conformance/passthrough ]; then \
	    PRIKAZ=$(CURDIR)/$(PROGRAM) tools/passthrough $(SHARED)/conformance/passthrough || true; \
	else echo "conformance-passthrough: skipped, $(SHARED)/conformance/passthrough is not here"; fi

# FUZZ_SECONDS=600 make fuzz-office
fuzz: fuzz-office
fuzz-office:
	$(Q)for t in docx odt; do tools/fuzz $$t $${FUZZ_SECONDS:-30} || exit 1; done

# The pictures of docs/ru/шаблоны.md, from its examples.
guide-pictures: all
	$(Q)PRIKAZ=$(CURDIR)/$(PROGRAM) tools/guide-examples pictures

# What the golden cases give, by the schemas of the formats; about two minutes.
.PHONY: check-golden-schemas
check-golden-schemas: all
	$(Q)if [ -x $(SHARED)/schemas/validate ]; then \
	    PRIKAZ=$(CURDIR)/$(PROGRAM) VALIDATE=$(abspath $(SHARED))/schemas/validate tests/suites/golden; \
	else echo "check-golden-schemas: skipped, $(SHARED)/schemas/validate is not here"; fi
