//! Reads a table that is damaged in every way: it must end, without a panic. KALLSYMS_TABLE_FILE names the table.

use kallsyms::Table;

fn use_all(bytes: &[u8]) -> usize {
    let Some(table) = Table::parse(bytes, 0x1000) else { return 0 };
    let mut symbols = 0;
    for symbol in table.iter().take(50) {
        symbols += 1;
        if let Some(place) = table.lookup(symbol.address) {
            let _ = format!("{place}");
        }
    }
    let _ = (table.lookup(0), table.lookup(u64::MAX), table.lookup_name("main"), table.lookup_name(""), table.build_id(), table.is_intact());
    symbols
}

#[test]
fn damaged_tables_end() {
    let Ok(path) = std::env::var("KALLSYMS_TABLE_FILE") else { return };
    let intact = std::fs::read(path).unwrap();
    assert!(Table::parse(&intact, 0).unwrap().is_intact());
    assert!(use_all(&intact) > 0);
    let mut bytes = intact.clone();
    for at in (0..bytes.len()).filter(|at| *at < 512 || at % 37 == 0) {
        for value in [0, 1, 0x1f, 0x20, 0x7f, 0x80, 0xff] {
            bytes[at] = value;
            use_all(&bytes);
        }
        bytes[at] = intact[at];
    }
    let mut state = 2463534242u32;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as usize
    };
    for round in 0..300 {
        for _ in 0..random() % 16 {
            let at = random() % bytes.len().min(if random() % 2 == 0 { 64 } else { usize::MAX });
            bytes[at] = random() as u8;
        }
        use_all(&bytes);
        if round % 4 == 3 {
            bytes = intact.clone();
            use_all(&bytes[..random() % bytes.len()]);
        }
    }
}
