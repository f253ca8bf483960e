/*
 * generate COUNT FILE: an ELF64 little-endian executable for x86-64 with COUNT symbols and nothing else, for measuring how time and
 * memory grow. Names are made like a kernel's: prefixes and words from lists, always the same for the same COUNT.
 */
#include <elf.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const words[] = {
	"get", "set", "put", "alloc", "free", "init", "exit", "probe", "remove", "read", "write", "open", "release", "page", "inode",
	"dentry", "queue", "lock", "irq", "timer", "device", "driver", "bus", "net", "skb", "sock", "tcp", "udp", "ext4", "xfs", "btrfs",
	"drm", "i915", "pci", "usb", "acpi", "cpu", "sched", "task", "mm", "vma", "slab", "cache", "table", "list", "node", "entry",
	"name", "show", "store", "attr", "group", "event", "trace", "work", "thread", "handler", "callback", "state", "flags", "size",
};
static const char *const prefixes[] = { "", "", "", "", "__", "__pfx_", "__ksymtab_", "__SCT__", "trace_", "event_" };

static uint64_t seed = 88172645463325252u;

static unsigned next(unsigned bound)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed >> 11) % bound);
}

int main(int argc, char **argv)
{
	const size_t count = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
	if (count == 0) {
		fprintf(stderr, "usage: generate COUNT FILE\n");
		return 2;
	}
	Elf64_Sym *symbols = calloc(count + 1, sizeof *symbols);
	char *strings = malloc(count * 64 + 16);
	size_t used = 1;
	strings[0] = 0;
	for (size_t i = 1; i <= count; i++) {
		symbols[i].st_name = (Elf64_Word)used;
		symbols[i].st_info = ELF64_ST_INFO(next(2) ? STB_LOCAL : STB_GLOBAL, next(3) ? STT_FUNC : STT_OBJECT);
		symbols[i].st_shndx = 1;
		symbols[i].st_value = 0xffffffff81000000u + (uint64_t)i * 48 + (next(8) ? 0 : 16);
		used += (size_t)sprintf(strings + used, "%s%s", prefixes[next(10)], words[next(61)]);
		for (unsigned parts = 1 + next(3); parts > 0; parts--)
			used += (size_t)sprintf(strings + used, "_%s", words[next(61)]);
		if (next(4) == 0)
			used += (size_t)sprintf(strings + used, ".%u", next(100000));
		strings[used++] = 0;
	}
	static const char names[] = "\0.text\0.symtab\0.strtab\0.shstrtab";
	const uint64_t at_symbols = sizeof(Elf64_Ehdr), at_strings = at_symbols + (count + 1) * sizeof *symbols;
	const uint64_t at_names = at_strings + used, at_sections = (at_names + sizeof names + 7) & ~7ull;
	const Elf64_Shdr sections[] = {
		{ 0 },
		{ .sh_name = 1, .sh_type = SHT_NOBITS, .sh_flags = SHF_ALLOC | SHF_EXECINSTR, .sh_addr = 0xffffffff81000000u,
		  .sh_offset = at_symbols, .sh_size = 0x60000000, .sh_addralign = 16 },
		{ .sh_name = 7, .sh_type = SHT_SYMTAB, .sh_offset = at_symbols, .sh_size = (count + 1) * sizeof *symbols, .sh_link = 3,
		  .sh_info = 1, .sh_addralign = 8, .sh_entsize = sizeof *symbols },
		{ .sh_name = 15, .sh_type = SHT_STRTAB, .sh_offset = at_strings, .sh_size = used, .sh_addralign = 1 },
		{ .sh_name = 23, .sh_type = SHT_STRTAB, .sh_offset = at_names, .sh_size = sizeof names, .sh_addralign = 1 },
	};
	const Elf64_Ehdr header = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT }, .e_type = ET_EXEC, .e_machine = EM_X86_64,
		.e_version = EV_CURRENT, .e_shoff = at_sections, .e_ehsize = sizeof header, .e_shentsize = sizeof *sections,
		.e_shnum = 5, .e_shstrndx = 4,
	};
	FILE *file = fopen(argv[2], "wb");
	if (!file || fwrite(&header, sizeof header, 1, file) != 1 || fwrite(symbols, sizeof *symbols, count + 1, file) != count + 1
	    || fwrite(strings, 1, used, file) != used || fwrite(names, sizeof names, 1, file) != 1
	    || fseek(file, (long)at_sections, SEEK_SET) != 0 || fwrite(sections, sizeof sections, 1, file) != 1 || fclose(file) != 0) {
		perror(argv[2]);
		return 1;
	}
	return 0;
}
