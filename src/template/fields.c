#include "template/ast.h"
void pz_program_fields(const struct pz_program *program, struct pz_arena *arena, struct pz_field_list *out)
{
    (void)program;
    (void)arena;
    (void)out;
}
