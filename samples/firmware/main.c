/* The same program for every board: calls that end in a trace, then the whole table. */
#include "board.h"

#include "kallsyms.h"

/* Every call keeps its frame. */
#define NOINLINE __attribute__((noinline, noclone))

volatile int depth;

NOINLINE void sensor_read(void)
{
	print("call trace:\n");
#if defined(__thumb__)
	/* Thumb code keeps no chain of frames that could be followed without unwind tables: see crash_handler in cortex-m3.c. */
	crash();
#elif defined(__arm__)
	print_unwound();
#else
	print_trace(__builtin_frame_address(0));
#endif
	depth++;
}

NOINLINE void control_step(void)
{
	sensor_read();
	depth++;
}

NOINLINE void scheduler_run(void)
{
	control_step();
	depth++;
}

int main(void)
{
	struct kallsyms_symbol symbol;

	print(kallsyms_check() ? "table: intact\n" : "table: none, or damaged\n");
	scheduler_run();
	print("found by name: ");
	print(kallsyms_lookup_name("control_step", &symbol) && symbol.address == ((uintptr_t)&control_step & ~(uintptr_t)THUMB_BIT) ? "control_step\n" : "nothing\n");
	print("table:\n");
	print_table();
	print("end\n");
	board_exit();
}
