	.text
	.globl	first, second
first:
	.space	64
second:
	.space	64
.Llabel:
	.space	16
	.data
	.globl	jiffies
jiffies:
	.space	8
	.bss
	.globl	system_state
system_state:
	.space	8
	.section .note.GNU-stack
