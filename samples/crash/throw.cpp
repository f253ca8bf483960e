// make run-throw: a C++ program whose uncaught exception names its way.
#include <exception>
#include <stdexcept>
#include <unistd.h>
#include <unwind.h>

#include "crash.h"

namespace shop {
struct order {
	__attribute__((noinline)) int price(int pieces)
	{
		if (pieces == 0)
			throw std::runtime_error("nothing ordered");
		return 100 / pieces + 1;
	}
};

__attribute__((noinline)) int checkout(order &first, int pieces)
{
	return first.price(pieces) + 1;
}
}

static _Unwind_Reason_Code print_frame(_Unwind_Context *context, void *)
{
	return print_call(_Unwind_GetIP(context) - 1) ? _URC_NO_REASON : _URC_END_OF_STACK;
}

int main(int argc, char **)
{
	// The handler is called where the exception was thrown: nothing has been unwound yet. A program with exceptions has an unwinder,
	// which finds the callers without frame pointers.
	std::set_terminate([] {
		_Unwind_Backtrace(print_frame, nullptr);
		_exit(1);
	});
	shop::order first;
	return shop::checkout(first, argc - 1) + 1;
}
