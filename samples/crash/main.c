/* make run: a program that is linked statically, stripped, and crashes. */
#include "crash.h"

__attribute__((noinline)) int read_field(const int *record)
{
	/* On the stack, so that the function has a frame: compilers give none to one that needs no stack. */
	volatile int field = record[4];

	return field + 1;
}

__attribute__((noinline)) int parse_record(const int *record)
{
	return read_field(record) + 1;
}

int main(int argc, char **argv)
{
	(void)argv;
	crash_handler_install();
	return parse_record(argc > 100 ? &argc : 0) + 1;
}
