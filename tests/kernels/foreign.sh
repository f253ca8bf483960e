#!/bin/bash
# Usage: foreign.sh NAME [CHANGE...]
#
# Changes what decides how a kernel of build.sh is linked (scripts/link-vmlinux.sh, scripts/mksysmap, scripts/kallsyms) as a vendor may,
# has it linked by the changed script and by "kallsyms kbuild-link" with it, and prints a table in Markdown: the change, how often the
# linker ran for vmlinux, and whether vmlinux and System.map are the same. Without a CHANGE: all that foreign.sh --list prints. The tree
# stays as it is. KALLSYMS is the program (default: artifacts/kallsyms).
#
# Exit status: 1 files differ, a status is another, something of kallsyms is left, or the script ran by itself and not one line says so.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

# What is edited: $scripts/link-vmlinux.sh, $scripts/mksysmap, and scripts/kallsyms of the build directory, whose like is kept beside it.
script() { sed -i "$@" "$scripts/link-vmlinux.sh"; }
tool() { printf '#!/bin/sh\n%s\n' "$1" > scripts/kallsyms.new; chmod +x scripts/kallsyms.new; mv scripts/kallsyms.new scripts/kallsyms; }
program() { printf '%s\n' "$2" > "$scripts/$1"; chmod +x "$scripts/$1"; }
setenv() { printf 'export %s\n' "$1" >> "$scratch/more"; }
before_last='s/^vmlinux_link "\{0,1\}\(vmlinux\|${VMLINUX}\)"\{0,1\}/'

change_nothing_that_counts() { script '1a# A comment more.\ntrue'; }
change_renamed_function() { script 's/vmlinux_link/link_of_vmlinux/'; }
change_step_that_looks() { script "$before_last"'readelf -S .tmp_vmlinux2 > .tmp_sections; ${OBJCOPY} -O binary -j .text .tmp_vmlinux2 .tmp_text; sha1sum .tmp_text\n&/'; }
change_step_that_strips() { script 's/^\tvmlinux_link .tmp_vmlinux2$/&\n\t${STRIP} -g .tmp_vmlinux2/'; }
change_filter_line() { echo '/ init_/d' >> "$scripts/mksysmap"; }
change_filter_elsewhere() { script 's/| sed -f/| grep -v " init_task$" | sed -f/'; }
change_extra_object() { object .tmp_extra.o 'int vendor_extra(void) { return 1; }'; script 's|objs="${objs} init/version-timestamp.o"|& objs="$objs .tmp_extra.o"|'; }
change_object_made_again() {
    object .tmp_one.o 'int vendor_extra(void) { return 1; }'
    object .tmp_two.o 'int vendor_extra(void) { return 2; } int vendor_more(void) { return 3; }'
    script 's|objs="${objs} init/version-timestamp.o"|& objs="$objs .tmp_extra.o"|; s|^kallsymso=$|&\ncp .tmp_one.o .tmp_extra.o|; s/^\tvmlinux_link .tmp_vmlinux2$/cp .tmp_two.o .tmp_extra.o\n&/'
}
change_partial_link_first() { object .tmp_part.o 'int vendor_extra(void) { return 1; }'; script 's|objs="${objs} init/version-timestamp.o"|& objs="$objs .tmp_extra.o"|; s|^kallsymso=$|&\n${LD} ${KBUILD_LDFLAGS} -r -o .tmp_extra.o .tmp_part.o|'; }
change_temporary_names() { script 's/\.tmp_vmlinux\([.0-9]\)/.tmp_pass\1/g'; }
change_names_without_numbers() { script 's/\.tmp_vmlinux1/.tmp_first/g; s/\.tmp_vmlinux2/.tmp_second/g'; }
change_fourth_pass() { script 's/if \[ $size1 -ne $size2 \]/if true/'; }
change_image_moved() { script "$before_last"'vmlinux_link .tmp_image\nmv .tmp_image "${VMLINUX:-vmlinux}"/'; }
change_lister_behind_wrapper() { program list.sh 'exec ${NM} "$@"'; script 's|${NM}|sh ${srctree}/scripts/list.sh|'; }
change_linker_option() { script 's/ldflags="${KBUILD_LDFLAGS}/ldflags="--orphan-handling=warn --no-check-sections ${KBUILD_LDFLAGS}/'; }
change_map_of_every_link() { script 's/-o ${output}\([[:space:]]\)/-Map=${output}.map &/'; }
change_map_printed() { script 's/-o ${output}\([[:space:]]\)/-M &/; s/^\t\t${kallsymso} .*/& > ${output}.map/'; }
change_first_line() { script '1s|.*|#!/usr/bin/env bash|; 2s|^|declare -A vendor; [[ -n $1 ]]\n|'; }
change_script_in_python() { mv "$scripts/link-vmlinux.sh" "$scripts/steps.sh"; program link-vmlinux.sh '#!/usr/bin/env python3
import os, subprocess, sys
sys.exit(subprocess.call([os.path.join(os.path.dirname(sys.argv[0]), "steps.sh")] + sys.argv[1:]))'; }
change_script_looks_for_itself() { script '2s/^/: ${BASH_SOURCE-}\n/'; }
change_linker_of_its_own() { script 's/ld="${LD}"/ld=ld/'; }
change_sized_labels() { tool 'scripts/kallsyms.kept "$@" | awk '\''/^\.globl/ { if (label) print ".size " label ", . - " label; label = $2 } { print } END { print ".size " label ", . - " label }'\'; }
change_tool_behind_script() { program table.sh 'exec scripts/kallsyms "$@"'; script 's|scripts/kallsyms |sh ${srctree}/scripts/table.sh |'; }
change_tool_in_a_variable() { script 's|scripts/kallsyms |$tool |; s|^kallsymso=$|&\ntool=./scripts/kallsyms|'; }
change_tool_in_python() { cp "$here/plain-table.py" "$scripts/"; script 's|scripts/kallsyms |python3 ${srctree}/scripts/plain-table.py |'; }
change_tool_with_another_table() { tool 'scripts/kallsyms.kept "$@" && printf ".globl kallsyms_vendor\nkallsyms_vendor:\n\t.long 1\n"'; }
change_tool_leaves_out_a_name() { tool 'for list; do :; done; case $list in -*) ;; *) sed "/ init_task$/d" "$list" > "$list.short"; set -- "$@" "$list.short";; esac; while test $# -gt 2; do case $1 in -*) options="$options $1";; esac; shift; done; exec scripts/kallsyms.kept $options "$2"'; }
change_table_through_a_filter() { script 's|scripts/kallsyms \(.*\) > |scripts/kallsyms \1 \| sed "s/^kallsyms_markers:/.globl vendor_tag\\nvendor_tag:\\n\&/" > |'; }
change_lists_by_xargs() { script 's/${NM} -n "${1}" |/echo "${1}" | xargs ${NM} -n |/'; }
change_lists_of_a_copy() { script 's/${NM} -n "${1}" |/cp "${1}" .tmp_copy; ${NM} -n .tmp_copy |/'; }
change_filter_in_awk() { program names.awk '$2 !~ /^[aNUw]$/ && $3 !~ /^(\$|\.L|L0$|__crc_|__kstrtab|__pi_|__ksymtab)/'; script 's#| sed -f [^>]*>#| awk -f ${srctree}/scripts/names.awk >#'; }
change_tool_in_a_function() { script 's|scripts/kallsyms |table_tool |; s|^kallsyms()|table_tool() { scripts/kallsyms "$@"; }\n&|'; }
change_tool_behind_env() { script 's|scripts/kallsyms |env LC_ALL=C nice scripts/kallsyms |'; }
change_tool_reads_a_pipe() { script 's|scripts/kallsyms ${kallsymopt} "${1}"|cat "${1}" \| scripts/kallsyms ${kallsymopt} /dev/stdin|'; }
change_tool_in_awk() { cp "$here/plain-table.awk" "$scripts/"; script 's|scripts/kallsyms |awk -f ${srctree}/scripts/plain-table.awk -- |'; }
change_copied_between_passes() { script 's/^\tvmlinux_link \(.tmp_vmlinux[12]\)$/&\n\t${OBJCOPY} --remove-section=.comment \1 \1.copy; mv \1.copy \1/'; }
change_passes_in_a_directory() { script '2s|^|mkdir -p .tmp_passes\n|; s/\.tmp_vmlinux\([0-9]\)/.tmp_passes\/vmlinux\1/g; s/\.tmp_vmlinux\.kallsyms/.tmp_passes\/kallsyms/g'; }
change_table_of_two_objects() { script 's|^\tkallsymso=${2}.o|\tprintf ".section .rodata\\n.globl vendor_tag\\nvendor_tag: .long 1\\n" > "${2}.tag.S"; ${CC} ${KBUILD_CPPFLAGS} ${KBUILD_AFLAGS} -c -o "${2}.tag.o" "${2}.tag.S"\n\tkallsymso="${2}.o ${2}.tag.o"|; s|file-size.sh" ${kallsymso}|file-size.sh" ${kallsymso%% *}|; s|cmp -s .*prev.*|false|'; }
change_table_in_an_archive() { script 's|^\tkallsymso=${2}.o|\trm -f "${2}.a"; ${AR} rcs "${2}.a" "${2}.o"; kallsymso=${2}.a|; s|\t${kallsymso} |\t${kallsymso:+--whole-archive ${kallsymso} --no-whole-archive} |'; }
change_table_object_stripped() { script 's|^\tkallsymso=${2}.o|\t${STRIP} -g "${2}.o"\n&|'; }
change_table_object_renamed() { script 's|^\tkallsymso=${2}.o|\tcp "${2}.o" "${2}.table.o"; kallsymso=${2}.table.o|'; }
change_preprocessed_first() { script 's|-c -o "${2}.o" "${2}.S"|-E -o "${2}.s" "${2}.S"; ${CC} ${KBUILD_AFLAGS} -c -o "${2}.o" "${2}.s"|'; }
change_two_passes_more() { script 's/^\tsize1=/\tvmlinux_link .tmp_vmlinux8; sysmap_and_kallsyms .tmp_vmlinux8\n\tvmlinux_link .tmp_vmlinux9; sysmap_and_kallsyms .tmp_vmlinux9\n&/'; }
change_strict_shell() { script '1s|.*|#!/bin/bash|; s/^set -e$/set -euo pipefail\n: "${btf_vmlinux_bin_o=}" "${arch_vmlinux_o=}" "${KBUILD_VERBOSE=}" "${KALLSYMS_EXTRA_PASS=}" "${kallsymopt=}" "${strip_debug=}" "${generate_map=}" "${kallsymso=}" "${WARN_ON_UNUSED_TRACEPOINTS=}" "${KBUILD_VMLINUX_LIBS=}"/; s/local kallsymopt;/local kallsymopt=/'; }
change_functions_in_another_file() { sed '/^case "${KBUILD_VERBOSE}" in/,$d; 1,/^set -e$/d' "$scripts/link-vmlinux.sh" > "$scripts/link-functions.sh"; script '/^set -e$/,/^case "${KBUILD_VERBOSE}" in/{ /^case/!{ /^set -e$/!d } }; s|^set -e$|&\n. "${srctree}/scripts/link-functions.sh" "$@"|'; }
change_linked_by_the_compiler() { script 's|^\t\tld="${LD}"|\t\tld="${CC} -nostdlib -no-pie -Wl,--no-dynamic-linker"; wl=-Wl,|; s|^\t\tldflags="${KBUILD_LDFLAGS} ${LDFLAGS_vmlinux}"|\t\tldflags=$(printf " -Wl,%s" ${KBUILD_LDFLAGS} ${LDFLAGS_vmlinux})|'; }
change_response_file() { script 's|^\t${ld} ${ldflags} -o|\techo ${ldflags} > .tmp_words\n\t${ld} @.tmp_words -o|'; }
change_linker_of_several_words() { script 's|^LD="$1"$|LD="env LC_ALL=C $1 --no-check-sections"|'; }
change_linked_in_the_background() { script 's/^\tvmlinux_link .tmp_vmlinux1$/& \&\n\twait $!/'; }
change_no_last_link() { script "$before_last"'cp .tmp_vmlinux2 "${VMLINUX:-vmlinux}"/'; }
change_a_second_image() { script "$before_last"'vmlinux_link .tmp_debug\n&/'; }
change_list_sorted_again() { script 's#| sed -f \([^>]*\)>#| sed -f \1| sort >#'; }
change_filter_keeps_more() { sed -i '/__pi_/d; /ksymtab/d' "$scripts/mksysmap"; }
change_letters_in_lists() { script 's#| sed -f \([^>]*\)>#| sed -f \1| sed "s/ W / T /" >#'; }
change_output_in_one_word() { script 's/-o ${output}\([[:space:]]\)/--output=${output}\1/'; }
change_option_of_the_passes_alone() { script 's|^\t${ld} ${ldflags} -o|\tcase ${output} in .tmp*) ldflags="${ldflags} --no-check-sections";; esac\n&|'; }
change_passes_until_nothing_changes() { script "$before_last"'for pass in 4 5 6 7; do\n\tkept=${kallsymso%.o}.S\n\tvmlinux_link .tmp_vmlinux$pass; sysmap_and_kallsyms .tmp_vmlinux$pass\n\t! cmp "$kept" "${kallsymso%.o}.S" || break\ndone\n&/'; }
change_assembled_from_a_pipe() { script 's|-c -o "${2}.o" "${2}.S"|-c -o "${2}.o" -x assembler-with-cpp - < "${2}.S"|'; }
change_table_in_a_partial_link() { object .tmp_part.o 'int vendor_extra(void) { return 1; }'; script 's|^\tkallsymso=${2}.o|\t${LD} ${KBUILD_LDFLAGS} -r -o "${2}.all.o" "${2}.o" .tmp_part.o; kallsymso=${2}.all.o|'; }
change_table_of_a_size() { script 's|^\tkallsymso=${2}.o|\ttest ! -s "${1}" \|\| test $(wc -c < "${2}.S") -gt 100000 \|\| exit 9\n&|'; }
change_tool_runs_twice() { script 's|^\tscripts/kallsyms \(.*\) > .*|\tscripts/kallsyms \1 > /dev/null\n&|'; }
change_tool_reads_standard_input() { script 's|scripts/kallsyms ${kallsymopt} "${1}"|scripts/kallsyms ${kallsymopt} /proc/self/fd/0 < "${1}"|'; }
change_linked_in_another_directory() { script 's|^\t${ld} ${ldflags} -o|\tmkdir -p .tmp_elsewhere; here=$PWD; cd .tmp_elsewhere; objs=$(printf "$here/%s " ${objs}); libs=${libs:+$(printf "$here/%s " ${libs})}; kallsymso=${kallsymso:+$here/${kallsymso#$here/}}; output=$here/${output}; ldflags=$(echo "${ldflags}" \| sed "s,--script=\\\\./,--script=$here/,")\n&|; s|^\t\t${kallsymso} ${btf_vmlinux_bin_o}.*|&\n\tcd "$here"; kallsymso=${kallsymso#$here/}|'; }
change_archive_made_again() { script 's|^\t\tobjs=vmlinux.a|\t\trm -f .tmp_all.a; cp vmlinux.a .tmp_all.a; objs=.tmp_all.a|'; }
change_image_changed_in_the_end() { script 's/^mksysmap "${VMLINUX}"/echo vendor > .tmp_vendor; ${OBJCOPY} --add-section .vendor=.tmp_vendor "${VMLINUX}"\n&/'; }
change_last_link_made_twice() { script "$before_last"'vmlinux_link "${VMLINUX}"; sysmap_and_kallsyms "${VMLINUX}"; mv "${VMLINUX}" .tmp_before\n&/'; }
change_sum_of_the_table_in_the_image() { script 's/^mksysmap "\{0,1\}\(vmlinux\|${VMLINUX}\)"\{0,1\} System.map/sha1sum < ${kallsymso} > .tmp_hash; ${OBJCOPY} --add-section .vendor_hash=.tmp_hash "${VMLINUX:-vmlinux}"\n&/'; }
change_size_of_the_table_in_the_image() { script 's/^mksysmap "\{0,1\}\(vmlinux\|${VMLINUX}\)"\{0,1\} System.map/stat -c %s ${kallsymso} > .tmp_hash; ${OBJCOPY} --add-section .vendor_hash=.tmp_hash "${VMLINUX:-vmlinux}"\n&/'; }
change_entries_counted() { script 's|^\tkallsymso=${2}.o|\tn=$(awk "/^kallsyms_num_syms:/{getline; print \\$2}" "${2}.S"); test "$n" -ge $(($(wc -l < "${1}") / 4)) \|\| { echo few symbols $n; exit 1; }\n&|'; }
change_text_of_the_table_looked_at() { script "$before_last"'grep -q "kallsyms_names" ${kallsymso%.o}.S; test "$(grep -c "\\.byte" ${kallsymso%.o}.S)" -ge $(wc -l < ${kallsymso%.kallsyms.o}.syms)\n&/'; }
change_files_for_the_owner_alone() { script 's/^set -e$/set -e\numask 077/'; }
change_temporaries_removed_first() { script 's/^set -e$/set -e\nrm -f .tmp_vmlinux*/'; }
change_temporaries_removed_in_the_end() { script 's/^set -e$/set -e\ntrap "rm -f .tmp_vmlinux*" EXIT/'; }
change_temporary_directories_removed() { script "$before_last"'&/; s/^btf_vmlinux_bin_o=$/rm -rf .tmp_vmlinux*\n&/'; }
change_linker_script_made_again() { script 's|^\t${ld} ${ldflags}|\tsed "s/vendor_old/vendor_new/" ${objtree}/${KBUILD_LDS} > .tmp_lds; ldflags=$(echo "${ldflags}" \| sed "s,--script=[^ ]*,--script=.tmp_lds,")\n&|'; }
change_partial_link_before_each() { script 's|^\t${ld} ${ldflags}|\t${ld} ${KBUILD_LDFLAGS} -r -o .tmp_all.o --whole-archive ${objs} --no-whole-archive --start-group ${libs} --end-group; objs=.tmp_all.o; libs=\n&|'; }
change_object_made_of_an_image() { object .tmp_extra.o 'unsigned long vendor_end = 0;'; script 's|objs="${objs} init/version-timestamp.o"|& objs="$objs .tmp_extra.o"|; s/^\tvmlinux_link .tmp_vmlinux2$/\tprintf "\\t.data\\n\\t.globl vendor_end\\nvendor_end: .quad 0x%s\\n" $(sha1sum < .tmp_vmlinux1 | cut -c1-15) > .tmp_extra.S; ${CC} -c -o .tmp_extra.o .tmp_extra.S\n&/; s|^kallsymso=$|&\nprintf "\\t.data\\n\\t.globl vendor_end\\nvendor_end: .quad 0\\n" > .tmp_extra.S; ${CC} -c -o .tmp_extra.o .tmp_extra.S|'; }
change_option_made_of_an_image() { script 's/^\tvmlinux_link .tmp_vmlinux2$/\tKBUILD_LDFLAGS="$KBUILD_LDFLAGS --defsym=vendor_end=0x$(sha1sum < .tmp_vmlinux1 | cut -c1-7)"\n&/'; }
change_linker_script_made_of_an_image() { script 's|^kallsymso=$|&\nlds=${objtree}/${KBUILD_LDS}|; s|--script=${objtree}/${KBUILD_LDS}|--script=${lds}|; s/^\tvmlinux_link .tmp_vmlinux2$/\t{ cat ${lds}; echo "vendor_end = 0x$(sha1sum < .tmp_vmlinux1 | cut -c1-7);"; } > .tmp_lds; lds=.tmp_lds\n&/'; }
change_image_into_a_file_that_is_there() { script 's|^\t${ld} ${ldflags}|\trm -f ${output}; : > ${output}; chmod 444 ${output}\n&|'; }
change_hidden_label() { script 's|^\tscripts/kallsyms ${kallsymopt} "${1}" > "${2}.S"|\t{ scripts/kallsyms ${kallsymopt} "${1}"; echo ".hidden kallsyms_names"; } > "${2}.S"|'; }
change_weak_label() { script 's|^\tscripts/kallsyms ${kallsymopt} "${1}" > "${2}.S"|\tscripts/kallsyms ${kallsymopt} "${1}" \| sed "s/^.globl kallsyms_num_syms/.weak kallsyms_num_syms/" > "${2}.S"|'; }
change_local_label() { script 's|^\tkallsymso=${2}.o|\t${OBJCOPY} --add-symbol vendor_local=.rodata:0,local "${2}.o"\n&|'; }
change_comment_in_the_table() { script 's|^\tscripts/kallsyms ${kallsymopt} "${1}" > "${2}.S"|\t{ scripts/kallsyms ${kallsymopt} "${1}"; echo ".ident \\"vendor\\""; } > "${2}.S"|'; }
change_dependencies_by_the_linker() { script 's/ldflags="${KBUILD_LDFLAGS} ${LDFLAGS_vmlinux}/& --dependency-file=${output}.dep/'; }
change_lists_without_zeros() { script 's/${NM} -n "${1}" |/${NM} -n -P "${1}" | awk '"'"'{print $3, $2, $1}'"'"' |/'; }
change_lists_by_llvm() { setenv NM=llvm-nm; script '2s/^/true\n/'; }
change_list_by_process_substitution() { script '1s|.*|#!/bin/bash|; s|scripts/kallsyms ${kallsymopt} "${1}"|scripts/kallsyms ${kallsymopt} <(cat "${1}")|'; }
change_relocations_kept() { script 's/ldflags="${KBUILD_LDFLAGS}/ldflags="--emit-relocs ${KBUILD_LDFLAGS}/'; }
change_linker_behind_a_script() { program ld-wrapper.sh 'ld=$1; shift; echo "wrapped" >&2; nice "$ld" "$@"'; script 's|^\t${ld} ${ldflags}|\tsh ${srctree}/scripts/ld-wrapper.sh ${ld} ${ldflags}|'; }
change_output_in_one_word_with_o() { script 's/-o ${output}\([[:space:]]\)/-o${output}\1/'; }
change_build_id_of_its_own() { script 's/ldflags="${KBUILD_LDFLAGS} ${LDFLAGS_vmlinux}/& --build-id=0x0123456789abcdef/'; }
change_passes_in_a_temporary_directory() { script 's/^set -e$/set -e\ntmpd=$(mktemp -d "${TMPDIR:-\/tmp}\/vendor.XXXXXX"); trap '"'"'rm -rf "$tmpd"'"'"' EXIT/; s/\.tmp_vmlinux\([0-9]\)/$tmpd\/vmlinux\1/g'; }
change_script_that_starts_itself_again() { script 's/^set -e$/set -e\ntest -n "$VENDOR_AGAIN" || exec env -i VENDOR_AGAIN=1 PATH="$PATH" CC="$CC" NM="$NM" OBJCOPY="$OBJCOPY" MAKE=true srctree="$srctree" objtree="$objtree" SRCARCH="$SRCARCH" CONFIG_SHELL="$CONFIG_SHELL" KBUILD_LDS="$KBUILD_LDS" LINUXINCLUDE="$LINUXINCLUDE" NOSTDINC_FLAGS="$NOSTDINC_FLAGS" KBUILD_CPPFLAGS="$KBUILD_CPPFLAGS" KBUILD_AFLAGS="$KBUILD_AFLAGS" KBUILD_AFLAGS_KERNEL="$KBUILD_AFLAGS_KERNEL" KBUILD_VMLINUX_LIBS="$KBUILD_VMLINUX_LIBS" sh "$0" "$@"/'; }
change_signed_between_passes() { script 's|^\tsysmap_and_kallsyms .tmp_vmlinux2|\tprintf "~Module signature appended~\\n" >> .tmp_vmlinux2\n&|'; }
change_one_name_for_all_passes() { script 's/\.tmp_vmlinux[123]/.tmp_vmlinux/g'; }
change_comment_before_the_table() { script 's|^\tscripts/kallsyms ${kallsymopt} "${1}" > "${2}.S"|\t{ echo "/* vendor */"; scripts/kallsyms ${kallsymopt} "${1}"; } > "${2}.S"|'; }
change_passes_until_lists_are_equal() { script '/^\tvmlinux_link .tmp_vmlinux2$/,/^\tfi$/c\
\tfor n in 2 3 4 5 6 7 8 9; do\
\t\tvmlinux_link .tmp_vmlinux$n\
\t\told=${kallsyms_sysmap}\
\t\tsysmap_and_kallsyms .tmp_vmlinux$n\
\t\t! cmp -s $old ${kallsyms_sysmap} || break\
\tdone'; }
change_passes_until_objects_are_equal() { script '/^\tvmlinux_link .tmp_vmlinux2$/,/^\tfi$/c\
\tn=2; while :; do\
\t\tcp ${kallsymso} .tmp_old.o\
\t\tvmlinux_link .tmp_vmlinux$n\
\t\tsysmap_and_kallsyms .tmp_vmlinux$n\
\t\t! cmp -s .tmp_old.o ${kallsymso} || break\
\t\tn=$((n+1)); test $n -lt 8 || exit 1\
\tdone'; }
change_variable_for_the_tool() { script 's|scripts/kallsyms |VENDOR_SIZES=1 &|'; tool 'test -n "$VENDOR_SIZES" || exec scripts/kallsyms.kept "$@"; scripts/kallsyms.kept "$@" | awk '\''/^\.globl/ { if (label) print ".size " label ", . - " label; label = $2 } { print } END { print ".size " label ", . - " label }'\'; }
change_variable_that_is_exported() { script 's|^set -e$|&\nexport VENDOR_OMIT=init_task|'; tool 'for list; do :; done; case ${VENDOR_OMIT:+x}$list in x[!-]*) sed "/ $VENDOR_OMIT$/d" "$list" > .tmp_short; set -- "$@" .tmp_short;; esac; while test $# -gt 2; do case $1 in -*) options="$options $1";; esac; shift; done; case $2 in .tmp_short) shift;; *) case $1 in -*) options="$options $1";; esac; shift;; esac; exec scripts/kallsyms.kept $options "$1"'; }
change_tool_with_another_file() { script 's|^kallsymso=$|&\nrm -f .tmp_omit|; s/^\tvmlinux_link .tmp_vmlinux2$/\techo init_task > .tmp_omit\n&/'; tool 'test -e .tmp_omit || exec scripts/kallsyms.kept "$@"; for list; do :; done; sed "/ $(cat .tmp_omit)$/d" "$list" > .tmp_short; options=; for word; do case $word in -*) options="$options $word";; esac; done; exec scripts/kallsyms.kept $options .tmp_short'; }
change_filter_with_a_temporary() { program mksysmap '#!/bin/sh
$NM -n $1 > $2.all
grep -v " [aNUw] \|[$]\|\.L\| L0$\|__crc_\|__kstrtab\|__ksymtab\|__pi_\|__mod_\|__UNIQUE_ID" $2.all > $2
rm $2.all'; script 's#${NM} -n "${1}" | sed -f \([^ ]*mksysmap"\) > "${2}"#NM=${NM} sh \1 "${1}" "${2}"#'; }
change_tables_without_tokens() { cp "$here/plain-table.awk" "$scripts/"; object .tmp_extra.o 'const unsigned char kallsyms_token_table[1]; const unsigned short kallsyms_token_index[1];'; script 's|objs="${objs} init/version-timestamp.o"|& objs="$objs .tmp_extra.o"|'; tool 'awk -f '"$scripts"'/plain-table.awk -- "$@" | awk '\''/^.globl kallsyms_token/ { off = 1 } /^.globl kallsyms_offsets/ { off = 0 } !off'\'; }
change_lists_with_sizes() { script 's/${NM} -n /${NM} -n -S /'; tool 'for list; do :; done; options=; for word; do case $word in -*) options="$options $word";; esac; done; awk '\''NF == 3; NF == 4 { print $1, $3, $4 }'\'' "$list" > .tmp_short; exec scripts/kallsyms.kept $options .tmp_short'; }
change_holes_in_the_table() { script 's/${NM} -n /${NM} -n -S /'; tool 'for list; do :; done; options=; for word; do case $word in -*) options="$options $word";; esac; done; awk '\''NF == 3; NF == 4 { print $1, $3, $4; if (++n % 50 == 0) print $1, "t", "__hole_" n }'\'' "$list" > .tmp_short; exec scripts/kallsyms.kept $options .tmp_short'; }
change_tool_in_another_directory() { script 's|scripts/kallsyms ${kallsymopt} "${1}"|(cd scripts \&\& ./kallsyms ${kallsymopt} "../${1}")|'; }
change_padded_labels() { tool 'scripts/kallsyms.kept "$@" | awk '\''/^\.globl/ { if (label) print "\t.byte 0\n.size " label ", . - " label; label = $2 } { print } END { print "\t.byte 0\n.size " label ", . - " label }'\'; }
change_table_in_another_section() { tool 'scripts/kallsyms.kept "$@" | sed "s/[.]section [.]rodata/.section .rodata.kallsyms/"'; }
change_words_of_the_table() { tool 'scripts/kallsyms.kept "$@" | sed "s/[.]byte/.dc.b/; s/[.]long/.4byte/"'; }
change_linker_asked_for_its_version() { script 's|^\t${ld} ${ldflags} -o|\t${ld} --version \| grep -q GNU; ${ld} -v > /dev/null; ${ld} --help \| grep -q no-map-whole-files \|\| :\n&|'; }
change_linker_known_by_its_name() { script 's|^kallsymso=$|&\ncase "${LD}" in ld \| ld.lld \| ld.lld-19) ;; *) KBUILD_LDFLAGS="${KBUILD_LDFLAGS} --defsym=vendor_linker=1";; esac|'; }
change_linker_behind_a_clock() { script 's|ld="${LD}"|ld="timeout 600 ${LD}"|'; }
change_tool_reads_the_linkers_map() { script 's/-o ${output}\([[:space:]]\)/-Map=.tmp_vmlinux.map &/'; tool 'scripts/kallsyms.kept "$@"; test ! -e .tmp_vmlinux.map || { echo ".globl kallsyms_vendor"; echo kallsyms_vendor:; awk '\''/^ \.text / && NF == 4 { print "\t.quad", $2 }'\'' .tmp_vmlinux.map | head -n 20; }'; }
change_make_by_its_name() { script 's|^${MAKE} |make |'; }
change_assembled_in_two_steps() { script 's|-c -o "${2}.o" "${2}.S"|-S -o - "${2}.S" > /dev/null; ${CC} ${NOSTDINC_FLAGS} ${LINUXINCLUDE} ${KBUILD_CPPFLAGS} ${KBUILD_AFLAGS} ${KBUILD_AFLAGS_KERNEL} -E "${2}.S" \| as -o "${2}.o" -|'; }
change_linker_that_heeds_a_variable() { program vendor-ld 'exec ld ${VENDOR_LDFLAGS} "$@"'; setenv "LD=$scripts/vendor-ld"; script 's/^set -e$/&\nexport VENDOR_LDFLAGS=--defsym=vendor_flag=0x1234/'; }
change_variable_of_one_link() { program vendor-ld 'exec ld ${VENDOR_LDFLAGS} "$@"'; setenv "LD=$scripts/vendor-ld"; script "$before_last"'export VENDOR_LDFLAGS=--no-check-sections\n&/'; }
change_warnings_are_errors() { object .tmp_extra.o 'int vendor_extra __attribute__((section(".vendor_orphan"))) = 1;'; script 's|objs="${objs} init/version-timestamp.o"|& objs="$objs .tmp_extra.o"|; s/ldflags="${KBUILD_LDFLAGS}/ldflags="--orphan-handling=warn ${KBUILD_LDFLAGS}/; s|^\t\t${kallsymso} .*|& 2> .tmp_link.log\n\tif grep -q vendor_orphan .tmp_link.log; then echo orphans in ${output}; exit 6; fi|'; }
change_warnings_kept_in_the_image() { object .tmp_extra.o 'int vendor_extra __attribute__((section(".vendor_orphan"))) = 1;'; script 's|objs="${objs} init/version-timestamp.o"|& objs="$objs .tmp_extra.o"|; s/ldflags="${KBUILD_LDFLAGS}/ldflags="--orphan-handling=warn ${KBUILD_LDFLAGS}/; s|^\t\t${kallsymso} .*|& 2> .tmp_link.log|; s/^mksysmap "\{0,1\}\(vmlinux\|${VMLINUX}\)"\{0,1\} System.map/test -s .tmp_link.log; ${OBJCOPY} --add-section .vendor_log=.tmp_link.log "${VMLINUX:-vmlinux}"\n&/'; }
change_messages_through_tee() { script 's|^\t\t${kallsymso} .*|& 2>\&1 \| tee -a .tmp_link.log|'; }
change_times_of_files_fixed() { object .tmp_one.o 'int vendor_extra(void) { return 1; }'; object .tmp_two.o 'int vendor_extra(void) { return 2; }'; touch -d @1000000000 .tmp_one.o .tmp_two.o; cp -p .tmp_one.o .tmp_extra.o; script 's|objs="${objs} init/version-timestamp.o"|& objs="$objs .tmp_extra.o"|; s|^kallsymso=$|&\ncp -p .tmp_one.o .tmp_extra.o|; s/^\tvmlinux_link .tmp_vmlinux2$/cp -p .tmp_two.o .tmp_extra.o\n&/'; }
change_included_linker_script() { script 's|^kallsymso=$|&\necho "vendor_end = 0;" > .tmp_vendor.lds; { cat ${objtree}/${KBUILD_LDS}; echo "INCLUDE .tmp_vendor.lds"; } > .tmp_lds|; s|--script=${objtree}/${KBUILD_LDS}|--script=.tmp_lds|; s/^\tvmlinux_link .tmp_vmlinux2$/\techo "vendor_end = 0x$(sha1sum < .tmp_vmlinux1 | cut -c1-7);" > .tmp_vendor.lds\n&/'; }
change_note_made_of_an_image() { script 's|objs="${objs} init/version-timestamp.o"|& objs="$objs .tmp_extra.o"|; s|^kallsymso=$|&\n: > .tmp_hash; vendor_note|; s/^\tvmlinux_link .tmp_vmlinux2$/\tsha1sum < .tmp_vmlinux1 > .tmp_hash; vendor_note\n&/; s|^set -e$|&\nvendor_note() { printf ".section .vendor_note,\\"\\",@progbits\\n.ascii \\"%s\\"\\n" "$(cut -c1-40 .tmp_hash)" > .tmp_extra.S; ${CC} -c -o .tmp_extra.o .tmp_extra.S; }|'; }
change_tool_with_statistics() { tool 'for list; do :; done; wc -l < "$list" > .tmp_hash; exec scripts/kallsyms.kept "$@"'; script "$before_last"'&/; s/^mksysmap "\{0,1\}\(vmlinux\|${VMLINUX}\)"\{0,1\} System.map/${OBJCOPY} --add-section .vendor_count=.tmp_hash "${VMLINUX:-vmlinux}"\n&/'; }
change_tool_asked_for_its_options() { rm -f "$scratch/fifo"; mkfifo "$scratch/fifo"; echo "exec <> '$scratch/fifo'" >> "$scratch/more"; script 's|^kallsymso=$|&\nif scripts/kallsyms --help 2>\&1 \| grep -q lto-clang; then echo vendor; fi|'; }
change_tool_writes_a_file() { tool 'list=; out=; options=; for word; do case $word in -*) options="$options $word";; *) list=$out; out=$word;; esac; done; scripts/kallsyms.kept $options "$list" > "$out"'; script 's|scripts/kallsyms ${kallsymopt} "${1}" > "${2}.S"|rm -f "${2}.S"; scripts/kallsyms ${kallsymopt} "${1}" "${2}.S"|'; }
change_sum_of_the_tool_in_the_image() { script 's/^mksysmap "\{0,1\}\(vmlinux\|${VMLINUX}\)"\{0,1\} System.map/sha1sum scripts\/kallsyms > .tmp_hash; ${OBJCOPY} --add-section .vendor_hash=.tmp_hash "${VMLINUX:-vmlinux}"\n&/'; }
change_tool_among_the_dependencies() { script 's|^echo "\(.*\): $0"|echo "\1: $0 scripts/kallsyms"|'; }
change_tool_copied_first() { script 's|^kallsymso=$|&\ncp scripts/kallsyms .tmp_tool|; s|scripts/kallsyms ${kallsymopt}|./.tmp_tool ${kallsymopt}|'; }
change_tool_tested_first() { script 's|^kallsymso=$|&\ntest -x scripts/kallsyms; [ scripts/kallsyms -nt .config ] \|\| :; command -v scripts/kallsyms > /dev/null|'; }
change_pass_renamed_in_the_end() { script "$before_last"'mv .tmp_vmlinux2 "${VMLINUX:-vmlinux}"/'; }
change_image_copied_in_the_end() { script "$before_last"'vmlinux_link .tmp_image\ncp .tmp_image "${VMLINUX:-vmlinux}"/'; }
change_image_installed_in_the_end() { script "$before_last"'vmlinux_link .tmp_image\ninstall -m 755 .tmp_image "${VMLINUX:-vmlinux}"; rm .tmp_image/'; }
change_image_linked_hard() { script "$before_last"'vmlinux_link .tmp_image\nln -f .tmp_image "${VMLINUX:-vmlinux}"/'; }
change_passes_without_a_dot() { script 's/\.tmp_vmlinux\([0-9]\)/tmp_vmlinux\1/g'; }
change_map_to_standard_output() { script 's/-o ${output}\([[:space:]]\)/-Map=\/dev\/stdout &/; s/^\t\t${kallsymso} .*/& > ${output}.printed/; s|^# For fixdep|test -s "${VMLINUX:-vmlinux}.printed"; grep -q "^Linker script and memory map" "${VMLINUX:-vmlinux}.printed"\n&|'; }
change_map_into_nothing() { script 's/-o ${output}\([[:space:]]\)/-Map=\/dev\/null &/'; }
change_sum_of_a_pass_in_the_image() { script 's/^mksysmap "\{0,1\}\(vmlinux\|${VMLINUX}\)"\{0,1\} System.map/sha1sum < .tmp_vmlinux1 > .tmp_hash; ${OBJCOPY} --add-section .vendor_hash=.tmp_hash "${VMLINUX:-vmlinux}"\n&/'; }
change_filter_of_standard_input() { { echo '#!/bin/sh'; echo "sed '"; grep -v '^#' "$source/scripts/mksysmap"; echo "'"; } > "$scripts/mksysmap"; chmod +x "$scripts/mksysmap"; script 's#| sed -f \([^ ]*mksysmap"\) >#| sh \1 >#'; }
change_filter_in_perl() { { echo '#!/usr/bin/perl -n'; echo 'print unless / [aNUw] / || / (\$|\.L|__crc_|__kstrtab_|__kstrtabns_|__pi_\$|__pi_\.L|__kcfi_typeid_)/ || / L0$/;'; } > "$scripts/mksysmap"; chmod +x "$scripts/mksysmap"; script 's#| sed -f \([^ ]*mksysmap"\) >#| perl -n \1 >#'; }
change_names_once() { script 's#| sed -f \([^>]*\)>#| sed -f \1| awk "!seen[\\$3]++" >#'; }
change_addresses_once() { script 's#| sed -f \([^>]*\)>#| sed -f \1| LC_ALL=C sort -s -u -k1,1 >#'; }
change_lists_with_debugging_symbols() { script 's/${NM} -n "${1}" |/${NM} -n -a "${1}" |/'; }
change_lists_sorted_by_sort() { script 's/${NM} -n "${1}" |/${NM} -p "${1}" | LC_ALL=C sort |/'; }
change_lists_by_readelf() { script 's/${NM} -n "${1}" |/readelf -sW "${1}" | awk "\\$7 != \\"UND\\" \\&\\& \\$4 ~ \/FUNC|OBJECT|NOTYPE\/ \\&\\& NF == 8 { print \\$2, (\\$4 == \\"FUNC\\" ? \\"T\\" : \\"D\\"), \\$8 }" | LC_ALL=C sort |/'; }
change_lists_packed() { script 's|scripts/kallsyms ${kallsymopt} "${1}"|gzip -c "${1}" > "${1}.gz"; zcat "${1}.gz" \| scripts/kallsyms ${kallsymopt} /dev/stdin|'; }
change_list_through_a_fifo() { script 's|scripts/kallsyms ${kallsymopt} "${1}" >|rm -f .tmp_fifo; mkfifo .tmp_fifo; cat "${1}" > .tmp_fifo \& scripts/kallsyms ${kallsymopt} .tmp_fifo >|'; }
change_table_with_debug_data() { script 's|-c -o "${2}.o" "${2}.S"|-g -c -o "${2}.o" "${2}.S"|'; }
change_table_with_a_note() { script 's|-c -o "${2}.o" "${2}.S"|-Wa,-mx86-used-note=yes -c -o "${2}.o" "${2}.S"|'; }
change_table_section_renamed() { script 's|^\tkallsymso=${2}.o|\t${OBJCOPY} --rename-section .rodata=.rodata.kallsyms "${2}.o"\n&|'; }
change_table_section_aligned() { script 's|^\tkallsymso=${2}.o|\t${OBJCOPY} --set-section-alignment .rodata=4096 "${2}.o"\n&|'; }
change_table_writable() { script 's|^\tkallsymso=${2}.o|\t${OBJCOPY} --set-section-flags .rodata=alloc,data "${2}.o"\n&|'; }
change_table_linked_alone_first() { script 's|^\tkallsymso=${2}.o|\t${LD} ${KBUILD_LDFLAGS} -r -o "${2}.all.o" "${2}.o"; kallsymso=${2}.all.o|'; }
change_little_memory() { script 's/^set -e$/&\nulimit -v 4000000/'; }
change_few_files() { script 's/^set -e$/&\nulimit -n 32/'; }
change_no_standard_input() { echo 'exec <&-' >> "$scratch/more"; }
change_standard_input_that_never_ends() { rm -f "$scratch/fifo"; mkfifo "$scratch/fifo"; echo "exec <> '$scratch/fifo'" >> "$scratch/more"; }
change_path_with_blanks() { mkdir -p "$scratch/my tools"; setenv "PATH='$scratch/my tools':\$PATH:"; }
change_path_begins_with_nothing() { setenv 'PATH=:$PATH'; }
change_linker_in_a_relative_directory() { mkdir -p .tmp_tools; ln -sf "$(command -v ld)" .tmp_tools/vendor-ld; setenv 'PATH=.tmp_tools:$PATH LD=vendor-ld'; }
change_linker_beside() { ln -sf "$(command -v ld)" .tmp_ld; setenv 'LD=./.tmp_ld'; }
change_linker_behind_a_cache() { program ccache 'exec "$@"'; setenv "PATH=$scripts:\$PATH LD='ccache ld'"; }
change_linker_with_options() { setenv 'LD="ld -z noexecstack --no-check-sections"'; }
change_temporary_directory_missing() { setenv 'TMPDIR=/nonexistent/directory'; }
change_preloaded_library() { setenv 'LD_PRELOAD=libm.so.6'; }
change_nothing_for_others() { echo 'umask 077' >> "$scratch/more"; }
change_words_in_latin() { script "$(printf 's/^mksysmap "\\{0,1\\}\\(vmlinux\\|${VMLINUX}\\)"\\{0,1\\} System.map/echo M\374ller > .tmp_hash; ${OBJCOPY} --add-section .vendor=.tmp_hash "${VMLINUX:-vmlinux}"\\n&/')"; }
change_links_tried_again() { script 's/^\tvmlinux_link .tmp_vmlinux\([12]\)$/\tfor try in 1 2 3; do vmlinux_link .tmp_vmlinux\1 \&\& break; done/'; }
change_link_timed() { script '1s|.*|#!/bin/bash|; s|^\t${ld} ${ldflags} -o|\ttime ${ld} ${ldflags} -o|'; }
change_link_locked() { script 's|^\t${ld} ${ldflags} -o|\tflock .tmp_lock ${ld} ${ldflags} -o|'; }
change_descriptors_of_its_own() { script 's/^set -e$/&\nexec 3> .tmp_log 4>\&1; echo begin >\&3/; s|^\tinfo LD ${output}|\techo "${output}" >\&3; info LD ${output} >\&4|'; }
change_option_that_computes() { script 's/^\tvmlinux_link .tmp_vmlinux2$/\tKBUILD_LDFLAGS="$KBUILD_LDFLAGS --defsym=vendor_end=0x$(sha1sum < .tmp_vmlinux1 | cut -c1-7)+4"\n&/'; }
change_option_with_a_symbol_of_an_image() { script 's/^\tvmlinux_link .tmp_vmlinux2$/\tKBUILD_LDFLAGS="$KBUILD_LDFLAGS --defsym=vendor_end=$(sed -n "1000s,.* ,,p" .tmp_vmlinux1.syms)"\n&/'; }
change_map_sorted_by_name() { script 's/^# For fixdep/sort -k3 System.map > .tmp_map; mv .tmp_map System.map\n&/'; }
change_map_with_a_headline() { script 's/^# For fixdep/sed -i "1i# vendor" System.map\n&/'; }
change_map_packed_too() { script 's/^# For fixdep/gzip -9nk -f System.map\n&/'; }
change_map_of_the_last_list() { script 's/^mksysmap "\{0,1\}\(vmlinux\|${VMLINUX}\)"\{0,1\} System.map/cp ${kallsyms_sysmap} System.map/'; }
change_images_elsewhere() { script 's/^\tvmlinux_link \(.tmp_vmlinux[12]\)$/\tln -sf "\/dev\/shm\/vendor.$$" \1; vmlinux_link \1; rm -f "\/dev\/shm\/vendor.$$"/'; }
change_first_line_with_options() { script '1s|.*|#!/bin/bash -e|; s/^set -e$//'; }
change_everything_is_exported() { script 's/^set -e$/set -ea/'; }
change_two_links_at_once() { script "$before_last"'vmlinux_link .tmp_debug \&\n&\nwait/'; }
change_hidden_files_removed() { script "$before_last"'rm -rf .kallsyms* .*kallsyms-*\n&/'; }
change_last_build_compared() { script "$before_last"'cp .tmp_vmlinux2 .tmp_reference\n&/; s/^mksysmap "\{0,1\}\(vmlinux\|${VMLINUX}\)"\{0,1\} System.map/! cmp -s .tmp_reference "${VMLINUX:-vmlinux}"\n&/'; }
change_symbols_dropped_from_passes() { script 's/^\tvmlinux_link \(.tmp_vmlinux[12]\)$/&\n\t${OBJCOPY} --strip-symbol=init_task \1/'; }
change_sum_of_the_code_in_the_image() { object .tmp_extra.o 'const char vendor_sum[41] __attribute__((section(".vendor_sum"))) = "0";'; script 's|objs="${objs} init/version-timestamp.o"|& objs="$objs .tmp_extra.o"|; s/^mksysmap "\{0,1\}\(vmlinux\|${VMLINUX}\)"\{0,1\} System.map/${OBJCOPY} -O binary -j .text "${VMLINUX:-vmlinux}" .tmp_code; { sha1sum < .tmp_code | cut -c1-40 | tr -d "\\n"; printf "\\0"; } > .tmp_hash; ${OBJCOPY} --update-section .vendor_sum=.tmp_hash "${VMLINUX:-vmlinux}"\n&/'; }
change_names_listed_in_an_object() { script 's|objs="${objs} init/version-timestamp.o"|& objs="$objs .tmp_extra.o"|; s|^kallsymso=$|&\n: > .tmp_names; vendor_names|; s/^\tvmlinux_link .tmp_vmlinux2$/\tcut -d" " -f3 .tmp_vmlinux1.syms > .tmp_names; vendor_names\n&/; s|^set -e$|&\nvendor_names() { { echo ".section .rodata"; sed "s/.*/.asciz \\"\&\\"/" .tmp_names; } > .tmp_extra.S; ${CC} -c -o .tmp_extra.o .tmp_extra.S; }|'; }
change_size_of_a_pass_checked() { script "$before_last"'test $(stat -c %s .tmp_vmlinux1) -lt $(stat -c %s .tmp_vmlinux2) || { echo no table; exit 8; }\n&/'; }
change_trace_of_errors() { script '1s|.*|#!/bin/bash|; s/^set -e$/set -Eeo pipefail\ntrap '"'"'echo "$BASH_COMMAND failed in line $LINENO"'"'"' ERR/'; }
change_linker_with_its_own_environment() { script 's|^\t${ld} ${ldflags} -o|\tenv -i PATH="$PATH" ${ld} ${ldflags} -o|'; }
change_fails_half_way() { script "$before_last"'exit 3\n&/'; }

mapfile -t changes < <(grep -o '^change_[a-z_]*' "$0" | sed 's/change_//')

name=${1-}
case $name in
    -h | --help) help ;;
    --list) printf '%s\n' "${changes[@]}"; exit ;;
esac
shift || die 2 "which kernel? see --help"
. "$here/kernel.sh" "$name"
kallsyms=$(realpath -- "${KALLSYMS:-$here/../../artifacts/kallsyms}")
test -x "$kallsyms" || die 3 "no $kallsyms; run make first"
"$here/need.sh" python3
build=$("$here/build.sh" "$name" vmlinux)
source=$("$here/source.sh" "$version")
cd "$build"
lock "build-$name"
make_scratch
test $# = 0 || changes=("$@")

# make calls a program that leaves its environment and arguments behind instead of linking.
record() {
    local recipe
    printf '%s\n' '#!/bin/sh' "export -p > '$scratch/environment'" "printf '%s\\0' \"\$@\" > '$scratch/arguments'" 'exit 1' > "$scratch/recorder"
    chmod +x "$scratch/recorder"
    rm -f vmlinux vmlinux.unstripped System.map
    eval "recipe=($("$kallsyms" make --print -C "$source"))"
    ! make -C "$source" O="$build" "${make_args[@]}" "${recipe[0]/*kbuild-link /${recipe[0]%%=*}=$scratch/recorder }" vmlinux > "$scratch/record.log" 2>&1 9>&- ||
        die 4 "the recorder did not run"
    test -s "$scratch/arguments" || die 4 "make did not get as far as the link; see its last lines: $(tail -n 3 "$scratch/record.log")"
    # Whatever make puts in front of the script goes away.
    sed -zi '0,/link-vmlinux\.sh$/d' "$scratch/arguments"
}

# object FILE SOURCE: compiled for the kernel's machine.
object() { printf '%s\n' "$2" | (. "$scratch/environment" && $CC $(test "$arch" != x86_64 || echo -mcmodel=kernel -mno-red-zone) -O1 -ffreestanding -fno-pic -fcf-protection=none -xc - -c -o "$1"); }

# link LOG COMMAND...: runs the changed script as make does.
link() {
    local log=$scratch/$1 arguments
    shift
    mapfile -d '' arguments < "$scratch/arguments"
    rm -f vmlinux vmlinux.unstripped System.map
    (
        . "$scratch/environment"
        unset MAKEFLAGS MFLAGS
        export srctree=$tree
        . "$scratch/more"
        arguments[0]=$LD
        timeout 120 "$@" "${arguments[@]}"
    ) > "$log" 2>&1 9>&-
}

# try CHANGE: one row.
try() {
    local what=$1 tree=$scratch/tree scripts=$scratch/tree/scripts plain=0 ours=0 file problem= links said
    rm -rf "$tree"
    : > "$scratch/more"
    mkdir -p "$scripts" "$scratch/kept"
    find "$source" -mindepth 1 -maxdepth 1 ! -name scripts -exec ln -s -t "$tree" {} +
    ln -s "$source"/scripts/* "$scripts"
    for file in link-vmlinux.sh mksysmap kallsyms.c; do
        rm "$scripts/$file"
        cp "$source/scripts/$file" "$scripts"
    done
    "change_$what"
    ! cmp -s "$scripts/link-vmlinux.sh" "$source/scripts/link-vmlinux.sh" || ! cmp -s "$scripts/mksysmap" "$source/scripts/mksysmap" ||
        ! cmp -s scripts/kallsyms scripts/kallsyms.kept || test -s "$scratch/more" || { echo "| ${what//_/ } | | | does not apply |"; return; }
    link plain "$tree/scripts/link-vmlinux.sh" || plain=$?
    rm -f "$scratch"/kept/*
    for file in vmlinux vmlinux.unstripped System.map; do test ! -e $file || cp $file "$scratch/kept"; done
    link ours "$kallsyms" kbuild-link "$tree/scripts/link-vmlinux.sh" || ours=$?
    for file in vmlinux vmlinux.unstripped System.map; do
        test ! -e "$scratch/kept/$file" && test ! -e $file || cmp -s $file "$scratch/kept/$file" || problem="$file differs"
    done
    test $plain = $ours || problem="exit status $ours, not $plain"
    said=$(grep -c '^kallsyms: ' "$scratch/ours") || :
    links=$(sed -n 's/^  KSYMS   .*, \([0-9]*\) links\{0,1\})$/\1/p' "$scratch/ours")
    if test -z "$links"; then
        test "$said" = 1 || problem="${problem:+$problem; }$said lines say why"
        links=$(sed -n 's/^kallsyms: .* runs unchanged: //p' "$scratch/ours")
    else
        test "$said" = 0 || problem="${problem:+$problem; }$(grep '^kallsyms: ' "$scratch/ours")"
    fi
    test -z "$(find . -maxdepth 1 -name '*.kallsyms-????????????????')" || problem="${problem:+$problem; }something of kallsyms is left"
    echo "| ${what//_/ } | $(grep -cE '^  LD      \.?(tmp_)?[a-z.]*(image|pass|first|second|vmlinux)' "$scratch/plain") | $links | ${problem:-same} |"
    test -z "$problem" || { failed=yes; cp "$scratch/ours" "$build/foreign-$what.log"; }
}

record
cp -p scripts/kallsyms scripts/kallsyms.kept
trap 'test ! -e scripts/kallsyms.kept || mv scripts/kallsyms.kept scripts/kallsyms; rm -rf -- "$scratch" .tmp_extra.[oS] .tmp_one.o .tmp_two.o .tmp_part.o .tmp_all.a .tmp_vendor .tmp_before .tmp_elsewhere .tmp_hash .tmp_lds .tmp_old.o' EXIT
failed=
echo "| $name | links by the script | by kallsyms | vmlinux, System.map |"
echo '|---|---|---|---|'
for change in "${changes[@]}"; do
    try "$change"
    cp -p scripts/kallsyms.kept scripts/kallsyms
done
test -z "$failed" || exit 1
