	.section .BTF, "a"
	.space	SIZE
	.section .note.GNU-stack
