	# A program for any machine: functions, aliases and data, and nothing that depends on the instruction set.
	.text
	.globl	_start
	.globl	main
	.type	_start, %function
_start:
	.space	32
	.type	main, %function
main:
	.space	64
	.type	helper, %function
helper:
	.space	48
	.weak	alias
	.type	alias, %function
alias = helper
	.type	last, %function
last:
	.space	16
	.data
	.globl	counter
	.balign	8
	.type	counter, %object
counter:
	.space	8
	.section .rodata
	.type	constant, %object
constant:
	.space	24
	.section .note.GNU-stack, "", %progbits
