# Kinds of documents: both formats of each beside each other; pictures of each.
SHARED ?= ../shared

.PHONY: check-kinds

check-kinds: all
	$(Q)PRIKAZ=$(CURDIR)/$(PROGRAM) SHARED=$(SHARED) tests/kinds/compare --whole
