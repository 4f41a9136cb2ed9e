/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/mark.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "batch/run.h"
#include "batch/sweep.h"

#define OUTPUT PZ_RUN_UNFINISHED "-output"

void pz_mark_of_run(char *out, size_t size, unsigned shard, unsigned shards)
{
    snprintf(out, size, shards ? PZ_RUN_UNFINISHED "-%u-%u" : PZ_RUN_UNFINISHED, shard, shards);
}

/* How many there are; others: those of other work than runs count too; remove: they go. */
static unsigned marks(bool others, bool remove)
{
    const char *name = pz_path_name(PZ_RUN_UNFINISHED);
    unsigned n = 0;
    DIR *dir = opendir(PZ_RUN_STATE);
    for (const struct dirent *entry; dir && (entry = readdir(dir));)
        if (strncmp(entry->d_name, name, strlen(name)) == 0 && (others || strcmp(entry->d_name, pz_path_name(OUTPUT)) != 0)) {
            n++;
            if (remove)
                unlinkat(dirfd(dir), entry->d_name, 0);
        }
    if (dir)
        closedir(dir);
    return n;
}

bool pz_mark_run_found(void)
{
    return marks(false, false) > 0;
}

int pz_mark_sweep(struct pz_error *err)
{
    /* The mark itself may have been what was being written, so its folder is looked through without it. */
    if (pz_sweep_temporary(PZ_RUN_STATE "/.", NULL, err) != 0)
        return -1;
    return marks(true, false) ? pz_sweep_temporary("output/.", NULL, err) : 0;
}

void pz_mark_remove_all(void)
{
    marks(true, true);
}

int pz_mark_output_begin(struct pz_error *err)
{
    return pz_mark_sweep(err) == 0 ? pz_file_write(OUTPUT, "", 0, true, err) : -1;
}

void pz_mark_output_end(void)
{
    unlink(OUTPUT);
}
