# Crashes, faults and failing systems, longer than in `make check`.
.PHONY: check-crash check-runs check-fault check-fault-batch

# One digest over 20 runs: workers, locales, time zones, load, order of rows.
check-runs: all
	$(Q)BUILD=$(BUILD) PRIKAZ=$(CURDIR)/$(PROGRAM) RUNS=20 tests/suites/runs

# 200 random kills over a batch of texts (twice in a row each), then 200 over one with PDFs, package and site.
check-crash: all
	$(Q)BUILD=$(BUILD) PRIKAZ=$(CURDIR)/$(PROGRAM) CRASHES=200 tests/suites/crash
	$(Q)BUILD=$(BUILD) PRIKAZ=$(CURDIR)/$(PROGRAM) CRASHES=200 CRASH_PDF=1 tests/suites/crash

check-fault: check-fault-batch
check-fault-batch: $(BUILD)/tests/batch/test_fault all
	$(Q)FAULTS=1000000 $(BUILD)/tests/batch/test_fault
	$(Q)BUILD=$(BUILD) PRIKAZ=$(CURDIR)/$(PROGRAM) tests/suites/fault
