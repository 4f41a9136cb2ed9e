# Speed: documents beside the peers that are installed, PDFs, a country's letters. The kit of documents lies beside the checkout.
SHARED ?= ../shared

.PHONY: bench-letters bench-pdf bench-batch

suites test: $(BUILD)/tools/pdf_make

bench: bench-letters bench-pdf bench-batch
bench-letters: all
	$(Q)if [ -d $(SHARED)/bench ]; then tests/bench/bench_letters $(PROGRAM) $(SHARED)/bench; \
	else echo "bench-letters: skipped, $(SHARED)/bench is not here"; fi

# FORMAT=odt: that format alone; FORMAT=ours: the documents of the sample workspace; N=50: fewer letters.
bench-pdf: all $(BUILD)/tools/pdf_make
	$(Q)if [ -d $(SHARED)/bench ]; then tests/bench/bench_pdf $(BUILD)/tools/pdf_make $(PROGRAM) $(SHARED)/bench $(or $(N),200) $(FORMAT); \
	else echo "bench-pdf: skipped, $(SHARED)/bench is not here"; fi

bench-batch: all
	$(Q)tests/bench/bench_batch $(PROGRAM)
