/*
 * Prints the addresses of its own table, as this process sees them, each as its distance from main.
 * ENCODING: 0 absolute, 1 base-relative, 2 place-relative.
 */
#include <stdio.h>

extern const unsigned kallsyms_num_syms __attribute__((visibility("hidden")));
extern const int kallsyms_offsets[] __attribute__((visibility("hidden")));
extern const unsigned long kallsyms_relative_base __attribute__((visibility("hidden")));
extern const unsigned long kallsyms_addresses[] __attribute__((visibility("hidden")));

int main(void)
{
	for (unsigned i = 0; i < kallsyms_num_syms; i++) {
#if ENCODING == 0
		unsigned long address = kallsyms_addresses[i];
#elif ENCODING == 1
		unsigned long address = kallsyms_relative_base + (unsigned)kallsyms_offsets[i];
#else
		unsigned long address = (unsigned long)&kallsyms_offsets[i] + kallsyms_offsets[i];
#endif
		printf("%lx\n", address - (unsigned long)&main);
	}
	return 0;
}
