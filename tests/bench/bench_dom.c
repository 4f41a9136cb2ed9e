/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way we did not go, for comparison: the sheet of an XLSX or ODS as a tree of libxml2, walked for its cells. Same output as bench/ingest. */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "zip/package.h"

static size_t walk(const xmlNode *node, const char *row, size_t *bytes)
{
    size_t rows = 0;
    for (; node; node = node->next) {
        rows += node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, row) == 0;
        if (node->type == XML_TEXT_NODE)
            *bytes += strlen((const char *)node->content);
        rows += walk(node->children, row, bytes);
    }
    return rows;
}

int main(int argc, char **argv)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_package_limits limits = {.member_bytes = 1 << 30, .total_bytes = 1 << 30};
    struct pz_package *package;
    struct pz_buf xml = PZ_BUF_INIT;
    if (argc != 3 || pz_package_open(&package, argv[2], &limits, &err) != 0)
        return 1;
    bool ods = pz_package_find(package, "content.xml") >= 0;
    if (pz_package_read(&xml, package, ods ? "content.xml" : "xl/worksheets/sheet1.xml", 0, &err) != 0)
        return 1;
    xmlDoc *doc = xmlReadMemory(xml.data, (int)xml.len, NULL, NULL, XML_PARSE_NONET | XML_PARSE_HUGE);
    size_t bytes = 0, rows = doc ? walk(xmlDocGetRootElement(doc), ods ? "table-row" : "row", &bytes) : 0;
    xmlFreeDoc(doc);
    pz_buf_release(&xml);
    pz_package_close(package);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double seconds =
        (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    printf("%zu %.2f %ld\n", rows, seconds, usage.ru_maxrss / 1024);
    return rows == 0;
}
