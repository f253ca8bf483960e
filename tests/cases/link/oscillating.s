	.text
	.globl	first, second
	.type	first, @function
first:
	.space	64
	.type	second, @function
second:
	.space	64
	.section .note, "a", @note
	.balign	4
	.space	16
	.section .init.text, "ax"
	.globl	start
	.type	start, @function
start:
	.space	32
	.section .note.GNU-stack
