# Entry points besides templates and spreadsheets: fuzzing of definitions, JSON and signatures.
.PHONY: fuzz-entries

test suites: $(foreach t,definition json cms,$(BUILD)/fuzz/replay_$(t))

# FUZZ_SECONDS=600 make fuzz-entries
fuzz: fuzz-entries
fuzz-entries:
	$(Q)for t in definition json cms; do tools/fuzz $$t $${FUZZ_SECONDS:-30} || exit 1; done
