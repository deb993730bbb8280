/* Variables by the names that the linker gives to places in the program. */
#define _GNU_SOURCE
#include <stddef.h>

void (*__init_array_start[1])(void);
void (*__init_array_end[1])(void);
char _end[8], __bss_start[8], __ehdr_start[64], _DYNAMIC[16];
void *_dl_random;
int _dl_relocate_static_pie(void);

int _dl_relocate_static_pie(void)
{
    return 1;
}
