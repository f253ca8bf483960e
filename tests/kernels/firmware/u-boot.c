/* U-Boot, which moves itself to the end of memory: the command "names". */
#include <common.h>
#include <command.h>
#include <asm/global_data.h>

DECLARE_GLOBAL_DATA_PTR;

#define NAMES_PRINT printf
#define NAMES_MOVED ((uintptr_t)gd->reloc_off)
#include "names.h"

static int do_names(struct cmd_tbl *cmdtp, int flag, int argc, char *const argv[])
{
	names_table();
	return 0;
}

U_BOOT_CMD(names, 1, 0, do_names, "print the table of symbols", "");
