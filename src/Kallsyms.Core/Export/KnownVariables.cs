using System.Text;
using Kallsyms.Btf;
using Kallsyms.Lookup;

namespace Kallsyms.Export;

/// <summary>
/// The types of variables. Type information for BPF covers only per-cpu variables; the types of other common starting points for
/// walking through a kernel have been the same in all releases, and are listed here.
/// </summary>
static class KnownVariables
{
    // clang's name of the type, and gcc's.
    static readonly string[] _counters = ["jiffies", "max_pfn", "max_low_pfn", "min_low_pfn", "_totalram_pages"];

    // A type's name, preceded by * for a pointer to it.
    static readonly (string Type, string[] Names)[] _all =
    [
        ("task_struct", ["init_task"]), ("mm_struct", ["init_mm"]), ("cred", ["init_cred"]), ("files_struct", ["init_files"]),
        ("fs_struct", ["init_fs"]), ("signal_struct", ["init_signals"]), ("sighand_struct", ["init_sighand"]),
        ("nsproxy", ["init_nsproxy"]), ("net", ["init_net"]), ("pid_namespace", ["init_pid_ns"]), ("user_namespace", ["init_user_ns"]),
        ("uts_namespace", ["init_uts_ns"]), ("ipc_namespace", ["init_ipc_ns"]), ("task_group", ["root_task_group"]),
        ("pid", ["init_struct_pid"]),
        ("list_head", [
            "modules", "super_blocks", "slab_caches", "net_namespace_list", "tty_drivers", "vmap_area_list", "bpf_kallsyms",
            "crypto_alg_list", "ftrace_ops_trampoline_list", "cpufreq_policy_list", "pgd_list", "ptype_all",
        ]),
        ("resource", ["iomem_resource", "ioport_resource"]), ("*file_system_type", ["file_systems"]), ("*kset", ["module_kset"]),
        ("cpumask", ["__cpu_online_mask", "__cpu_possible_mask", "__cpu_present_mask", "__cpu_active_mask"]),
        ("*printk_ringbuffer", ["prb"]), ("*char", ["log_buf", "saved_command_line"]),
        ("idr", ["prog_idr", "map_idr"]), ("kmem_cache", ["boot_kmem_cache"]), ("pglist_data", ["contig_page_data"]),
        ("unsigned int", ["nr_cpu_ids", "log_buf_len"]), ("int", ["nr_threads", "panic_timeout"]),
        ("unsigned long", _counters), ("long unsigned int", _counters),
        ("rcu_state", ["rcu_state"]), ("timekeeper", ["timekeeper"]), ("inet_hashinfo", ["tcp_hashinfo"]), ("udp_table", ["udp_table"]),
    ];

    /// <summary>Returns each variable of a kernel whose type is known.</summary>
    public static IEnumerable<(KernelSymbol Symbol, BtfType Type)> Of(KernelSymbols symbols, BtfTypes types)
    {
        var seen = new HashSet<string>();
        for (int id = 1; id < types.Count; id++)
        {
            if (types[id] is { Kind: BtfKind.Variable } variable && Encoding.UTF8.GetString(variable.Name) is var name
                && symbols.Find(name) is { } symbol && seen.Add(name))
            {
                yield return (symbol, variable.Target);
            }
        }
        Dictionary<string, BtfType> byName = ByName(types);
        foreach ((string notation, string[] names) in _all)
        {
            foreach (string name in names)
            {
                if (byName.TryGetValue(notation, out BtfType type) && symbols.Find(name) is { } symbol && seen.Add(name))
                    yield return (symbol, type);
            }
        }
    }

    static Dictionary<string, BtfType> ByName(BtfTypes types)
    {
        HashSet<string> wanted = [.. _all.Select(each => each.Type)];
        var found = new Dictionary<string, BtfType>();
        for (int id = 1; id < types.Count; id++)
        {
            BtfType type = types[id];
            bool isPointer = type.Kind == BtfKind.Pointer;
            BtfType named = isPointer ? type.Target : type;
            if (named is { Kind: BtfKind.Struct or BtfKind.Int, NameOffset: not 0 }
                && (isPointer ? "*" : "") + Encoding.UTF8.GetString(named.Name) is var name && wanted.Contains(name))
            {
                found.TryAdd(name, type);
            }
        }
        return found;
    }
}
