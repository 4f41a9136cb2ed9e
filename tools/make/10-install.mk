# Installing, packing, coverage.
.PHONY: install dist coverage

install: all
	install -D -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/prikaz
	install -D -m 644 $(MO) $(DESTDIR)$(PREFIX)/share/locale/ru/LC_MESSAGES/prikaz.mo
	for d in templates samples; do \
	    (cd $$d && find . -type f ! -path './source/*' -print0) | while IFS= read -r -d '' f; do \
	        install -D -m 644 "$$d/$$f" "$(DESTDIR)$(PREFIX)/share/prikaz/$$d/$$f"; done; done
	for m in $(wildcard docs/man/*.1); do install -D -m 644 $$m $(DESTDIR)$(PREFIX)/share/man/man1/$$(basename $$m); done

install: SHELL := /bin/bash

dist:
	$(Q)mkdir -p build && git archive --prefix=prikaz-$$(cat VERSION)/ -o build/prikaz-$$(cat VERSION).tar.gz HEAD && ls -l build/*.tar.gz

# Lines run by the tests, by folder of src/.
coverage:
	$(Q)$(MAKE) --no-print-directory COVERAGE=1 OPT='-O0 -g' test
	$(Q)tools/coverage build/cov
