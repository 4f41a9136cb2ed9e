# The site in a browser; needs Chromium and npm packages, so it stands apart from `make check`.
.PHONY: check-site
check-site: all
	$(Q)BUILD=$(BUILD) PRIKAZ=$(CURDIR)/$(PROGRAM) tests/site/run
