/*
 * In the place of a kernel's __sprint_symbol(), which all names in its reports come from: it finds none, and prints the address, as
 * kernels without a table do.
 */
int print_address(char *to, unsigned long address)
{
	int digits = 1, length = 0;

	while (digits < 2 * (int)sizeof address && address >> 4 * digits)
		digits++;
	to[length++] = '0';
	to[length++] = 'x';
	while (digits-- > 0) {
		unsigned digit = address >> 4 * digits & 15;

		to[length++] = digit < 10 ? '0' + digit : 'a' - 10 + digit;
	}
	to[length] = 0;
	return length;
}
