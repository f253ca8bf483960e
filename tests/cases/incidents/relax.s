	.option norvc
	.altmacro
	.macro function number
	.globl	caller\number
	.type	caller\number, @function
caller\number:
	call	callee
	ret
	.size	caller\number, . - caller\number
	.endm

	.section .head.text, "ax"
	.set	i, 0
	.rept	8
	function %i
	.set	i, i + 1
	.endr

	.text
	.globl	callee
	.type	callee, @function
callee:
	ret
	.size	callee, . - callee
	.section .note.GNU-stack, "", %progbits
