# Packages: coding by the template's plan, compared with the plain rendering.
.PHONY: fuzz-splice

test suites: $(BUILD)/tools/splice_fuzz

# A million records take about ten minutes; RECORDS=100000 SEED=7 make fuzz-splice
fuzz: fuzz-splice
fuzz-splice: $(BUILD)/tools/splice_fuzz
	$(Q)$(BUILD)/tools/splice_fuzz $${RECORDS:-1000000} $${SEED:-1}
