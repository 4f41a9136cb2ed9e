# Kinds of documents: both formats of each beside each other; pictures of each.
SHARED ?= ../shared

.PHONY: check-kinds

check-kinds: all
	$(Q)PRIKAZ=$(CURDIR)/$(PROGRAM) SHARED=$(SHARED) tests/kinds/compare --whole

# Every kind as a picture: docs/gallery, and the picture that opens README.md.
.PHONY: gallery
gallery: all
	$(Q)PRIKAZ=$(CURDIR)/$(PROGRAM) tools/gallery
