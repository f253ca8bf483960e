	.syntax unified
	.arch armv5te
	.arm
	.altmacro
	.macro function number
	.globl	callee\number
	.type	callee\number, %function
callee\number:
	.space	80
	.endm
	.macro call number
	bl	callee\number
	.endm

	.text
	.set	i, 0
	.rept	12
	function %i
	.set	i, i + 1
	.endr

	.section .init.text, "ax"
	.globl	caller
	.type	caller, %function
caller:
	.set	i, 0
	.rept	12
	call	%i
	.set	i, i + 1
	.endr
	.section .note.GNU-stack, "", %progbits
