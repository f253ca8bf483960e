/* A calculator that shows how it got to a division by zero: backtrace [EXPRESSION [NAME...]] */
#include <stdio.h>
#include <stdlib.h>

#include "backtrace.h"

static const char *next;

static long sum(void);

static char peek(void)
{
	while (*next == ' ')
		next++;
	return *next;
}

static long quotient(long dividend, long divisor)
{
	if (divisor != 0)
		return dividend / divisor;
	printf("Division by zero before \"%s\"\n", next);
	backtrace_print();
	return 0;
}

static long operand(void)
{
	char *end;
	long value;

	if (peek() == '(') {
		next++;
		value = sum();
		if (peek() == ')')
			next++;
		return value;
	}
	value = strtol(next, &end, 10);
	next = end;
	return value;
}

static long product(void)
{
	long value = operand();

	for (;;) {
		switch (peek()) {
		case '*':
			next++;
			value *= operand();
			break;
		case '/':
			next++;
			value = quotient(value, operand());
			break;
		default:
			return value;
		}
	}
}

static long sum(void)
{
	long value = product();

	for (;;) {
		switch (peek()) {
		case '+':
			next++;
			value += product();
			break;
		case '-':
			next++;
			value -= product();
			break;
		default:
			return value;
		}
	}
}

int main(int argc, char **argv)
{
	next = argc > 1 ? argv[1] : "1 + 2 * (3 + 4 / (5 - 5))";
	printf("%s\n", next);
	printf("= %ld\n", sum());
	if (argc < 3)
		backtrace_find("main");
	for (int i = 2; i < argc; i++)
		backtrace_find(argv[i]);
	return 0;
}
