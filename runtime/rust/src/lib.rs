// SPDX-License-Identifier: MIT
//! Names for addresses and addresses for names, from the table that `kallsyms link` put into the image this is compiled into.
//!
//! No `std`, no allocation, no state: it may be used in a panic, trap or signal handler. Nothing outside of the table is read and
//! every loop is bounded, whatever the table contains. An image linked without `kallsyms link` has an empty table.
//!
//! ```no_run
//! if let Some(place) = kallsyms::table().lookup(0x1234) {
//!     // Displays as name+0x12/0x40
//!     let _ = format!("{place}");
//! }
//! ```
//!
//! docs/format.md of kallsyms describes every byte.
#![no_std]
#![forbid(unsafe_op_in_unsafe_fn)]

use core::fmt;

const HEADER: usize = 32;
const BLOCK_ENTRIES: usize = 64;
const MAX_NAME: usize = 0xffff;
const TYPES: &[u8] = b"TtDdBbRrWwVvAaSsGguinNpCc?";

/// Returns the table of this image; empty if it has none.
pub fn table() -> Table<'static> {
    let (start, end) = labels::get();
    if (start as usize) == 0 || (end as usize) <= (start as usize) {
        return Table::EMPTY;
    }
    // Sound: both labels are those of one read-only object that the linker placed.
    let bytes = unsafe { core::slice::from_raw_parts(start, end as usize - start as usize) };
    Table::parse(bytes, start as u64).unwrap_or(Table::EMPTY)
}

#[cfg(any(target_os = "none", target_os = "linux", target_os = "freebsd", target_os = "netbsd", target_os = "openbsd"))]
mod labels {
    // Weak, so that a program links without them; stable Rust has no other way to express that.
    #[cfg(target_pointer_width = "64")]
    core::arch::global_asm!(
        ".weak kallsyms_table", ".hidden kallsyms_table", ".weak kallsyms_table_end", ".hidden kallsyms_table_end",
        ".pushsection .data.rel.ro.kallsyms, \"aw\"", ".balign 8",
        ".globl kallsyms_rust_labels_1", ".hidden kallsyms_rust_labels_1",
        "kallsyms_rust_labels_1:", ".quad kallsyms_table", ".quad kallsyms_table_end", ".popsection"
    );
    #[cfg(target_pointer_width = "32")]
    core::arch::global_asm!(
        ".weak kallsyms_table", ".hidden kallsyms_table", ".weak kallsyms_table_end", ".hidden kallsyms_table_end",
        ".pushsection .data.rel.ro.kallsyms, \"aw\"", ".balign 4",
        ".globl kallsyms_rust_labels_1", ".hidden kallsyms_rust_labels_1",
        "kallsyms_rust_labels_1:", ".long kallsyms_table", ".long kallsyms_table_end", ".popsection"
    );

    extern "C" {
        static kallsyms_rust_labels_1: [*const u8; 2];
    }

    pub fn get() -> (*const u8, *const u8) {
        // Sound: the assembler put two addresses there.
        let labels = unsafe { &kallsyms_rust_labels_1 };
        (labels[0], labels[1])
    }
}

#[cfg(not(any(target_os = "none", target_os = "linux", target_os = "freebsd", target_os = "netbsd", target_os = "openbsd")))]
mod labels {
    pub fn get() -> (*const u8, *const u8) {
        (core::ptr::null(), core::ptr::null())
    }
}

/// A table in the layout image.
#[derive(Clone, Copy)]
pub struct Table<'a> {
    bytes: &'a [u8],
    place: u64,
    entries: usize,
    blocks: usize,
    base_size: usize,
    counter_size: usize,
    literals: usize,
    tokens: usize,
    text: usize,
    firsts: usize,
    places: usize,
    offsets: usize,
    sizes: Option<usize>,
    by_name: Option<usize>,
    build_id: Option<usize>,
    alphabet: usize,
    names: usize,
}

/// A symbol of a table.
#[derive(Clone, Copy)]
pub struct Symbol<'a> {
    table: Table<'a>,
    name_at: usize,
    /// Its number, in address order.
    pub index: usize,
    /// Its address in the running image.
    pub address: u64,
    /// Its size in bytes, from the linker or up to the next address in the table; 0 if neither is known.
    pub size: u64,
    /// Its type as nm's letter.
    pub kind: char,
}

/// A symbol and the distance of an address from it; displays as `name+0x12/0x40`.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The symbol.
    pub symbol: Symbol<'a>,
    /// The distance from its start, in bytes.
    pub offset: u64,
}

impl<'a> Table<'a> {
    const EMPTY: Table<'static> = Table {
        bytes: &[], place: 0, entries: 0, blocks: 0, base_size: 4, counter_size: 4, literals: 0, tokens: 0, text: 0, firsts: 0, places: 0, offsets: 0,
        sizes: None, by_name: None, build_id: None, alphabet: 0, names: 0,
    };

    /// Reads the table at the start of some bytes; `place` is their address, or was in the running image.
    pub fn parse(bytes: &'a [u8], place: u64) -> Option<Table<'a>> {
        if bytes.len() < HEADER || &bytes[..4] != b"KSYM" || bytes[12] != 1 {
            return None;
        }
        let size = number(bytes, 8, 4) as usize;
        let (entries, blocks) = (number(bytes, 24, 4) as usize, number(bytes, 28, 4) as usize);
        if size < HEADER || size > bytes.len() || size > 0xfffffff || entries > size / 3 || blocks > size / 8 || (entries == 0) != (blocks == 0) {
            return None;
        }
        let bytes = &bytes[..size];
        let flags = bytes[13];
        let base_size = if flags & 1 != 0 { 8 } else { 4 };
        let counter_size = if flags & 2 != 0 { 2 } else { 4 };
        let (literals, tokens) = (bytes[14] as usize, bytes[15] as usize);
        let firsts = HEADER + blocks * base_size;
        let places = firsts + blocks * counter_size;
        let offsets = places + blocks * counter_size;
        let mut at = offsets + entries * 2;
        let mut optional = |flag: u8, length: usize| {
            let start = at;
            at += if flags & flag != 0 { length } else { 0 };
            (flags & flag != 0).then_some(start)
        };
        let sizes = optional(4, entries * 2);
        let by_name = optional(8, entries * counter_size);
        let id_length = optional(16, 0).and_then(|start| bytes.get(start)).map_or(0, |length| 1 + *length as usize);
        let build_id = optional(16, id_length);
        let alphabet = at;
        let text = alphabet + literals + 2 * tokens;
        if text > size || literals + tokens > 256 || (literals == 0 && tokens != 0) {
            return None;
        }
        let names = text + if tokens == 0 { 0 } else { number(bytes, text - 2, 2) as usize };
        if names > size {
            return None;
        }
        Some(Table {
            bytes, place, entries, blocks, base_size, counter_size, literals, tokens, text, firsts, places, offsets, sizes, by_name, build_id, alphabet, names,
        })
    }

    /// Whether it has no symbols.
    pub fn is_empty(&self) -> bool {
        self.entries == 0
    }

    /// Whether its checksum matches: nothing in it has changed since it was made. An empty table has none.
    pub fn is_intact(&self) -> bool {
        if self.bytes.len() < HEADER {
            return false;
        }
        let mut crc = !0u32;
        for byte in &self.bytes[8..] {
            crc ^= *byte as u32;
            for _ in 0..8 {
                crc = (crc >> 1) ^ if crc & 1 != 0 { 0xedb88320 } else { 0 };
            }
        }
        !crc == number(self.bytes, 4, 4) as u32
    }

    /// The image's build id, if the table has one.
    pub fn build_id(&self) -> Option<&'a [u8]> {
        let start = self.build_id?;
        self.bytes.get(start + 1..start + 1 + *self.bytes.get(start)? as usize)
    }

    /// Returns the symbol that contains an address: of several at one address, the first. Look up `return_address - 1` for a caller.
    pub fn lookup(&self, address: u64) -> Option<Place<'a>> {
        let last = self.first_above(address, 0).checked_sub(1)?;
        let start = self.address(last)?;
        let mut first = if start == 0 { 0 } else { self.first_above(start - 1, 0) };
        // The end of a stretch comes before a symbol that begins there.
        while first <= last && self.get(first).is_none() {
            first += 1;
        }
        let symbol = self.get(first).filter(|symbol| symbol.address == start)?;
        let offset = address.wrapping_sub(start);
        (self.sizes.is_none() || symbol.size == 0 || offset <= symbol.size).then_some(Place { symbol, offset })
    }

    /// Returns the symbol with a name, the one at the lowest address if there are several.
    pub fn lookup_name(&self, name: &str) -> Option<Symbol<'a>> {
        if let Some(by_name) = self.by_name {
            let (mut low, mut high) = (0, self.entries);
            while low < high {
                let middle = low + (high - low) / 2;
                let number = self.counter(by_name, middle)?;
                if self.compare(self.name_at(number)?, name.as_bytes()) == core::cmp::Ordering::Less {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            let found = self.get(self.counter(by_name, low)?)?;
            return self.compare(found.name_at, name.as_bytes()).is_eq().then_some(found);
        }
        let mut at = self.names;
        for index in 0..self.entries {
            if at >= self.bytes.len() {
                break;
            }
            if self.compare(at, name.as_bytes()).is_eq() {
                return self.get(index);
            }
            at = self.skip(at);
        }
        None
    }

    /// Returns all symbols, in address order.
    pub fn iter(self) -> impl Iterator<Item = Symbol<'a>> {
        (0..self.entries).filter_map(move |index| self.get(index))
    }

    fn get(&self, index: usize) -> Option<Symbol<'a>> {
        let name_at = self.name_at(index)?;
        let mut last = 0;
        for byte in self.characters(name_at).take(MAX_NAME) {
            last = byte;
            if byte < 0x20 {
                break;
            }
        }
        let kind = *TYPES.get((last as usize).checked_sub(1)?)? as char;
        let address = self.address(index)?;
        let size = match self.sizes.map(|sizes| number(self.bytes, sizes + 2 * index, 2)) {
            Some(size) if size != 0xffff => size,
            _ => self.address(self.first_above(address, index + 1)).map_or(0, |next| next.wrapping_sub(address)),
        };
        Some(Symbol { table: *self, name_at, index, address, size, kind })
    }

    fn counter(&self, array: usize, index: usize) -> Option<usize> {
        let at = array + index * self.counter_size;
        (at + self.counter_size <= self.bytes.len()).then(|| number(self.bytes, at, self.counter_size) as usize)
    }

    fn block(&self, index: usize) -> usize {
        let (mut low, mut high) = (0, self.blocks);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if self.counter(self.firsts, middle).map_or(true, |first| first > index) {
                high = middle;
            } else {
                low = middle;
            }
        }
        low
    }

    fn address(&self, index: usize) -> Option<u64> {
        if index >= self.entries {
            return None;
        }
        let base = number(self.bytes, HEADER + self.block(index) * self.base_size, self.base_size);
        let base = if self.base_size == 4 { base as u32 as i32 as u64 } else { base };
        let address = self.place.wrapping_add(base).wrapping_add(number(self.bytes, self.offsets + 2 * index, 2));
        Some(if self.bytes[13] & 32 != 0 { address } else { address as u32 as u64 })
    }

    fn first_above(&self, address: u64, from: usize) -> usize {
        let (mut low, mut high) = (from, self.entries);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.address(middle).map_or(true, |found| found > address) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }

    fn name_at(&self, index: usize) -> Option<usize> {
        if index >= self.entries {
            return None;
        }
        let block = self.block(index);
        let skip = index.checked_sub(self.counter(self.firsts, block)?).filter(|skip| *skip < BLOCK_ENTRIES)?;
        let mut at = self.names + self.counter(self.places, block)?;
        for _ in 0..skip {
            at = self.skip(at);
        }
        (at < self.bytes.len()).then_some(at)
    }

    // The place after the name that starts at a place, which ends with the code whose last character ends it.
    fn skip(&self, mut at: usize) -> usize {
        while at < self.bytes.len() {
            let string = self.string(at);
            at += 1;
            if string.last().map_or(true, |byte| *byte < 0x20) {
                break;
            }
        }
        at
    }

    // The string of the code at a place; empty if the table is damaged there.
    fn string(&self, at: usize) -> &'a [u8] {
        let code = self.bytes[at] as usize;
        let end = |token: usize| self.text + number(self.bytes, self.alphabet + self.literals + 2 * token, 2) as usize;
        if self.literals == 0 {
            &self.bytes[at..at + 1]
        } else if code < self.literals {
            &self.bytes[self.alphabet + code..self.alphabet + code + 1]
        } else if code - self.literals < self.tokens {
            let token = code - self.literals;
            let start = if token == 0 { self.text } else { end(token - 1) };
            self.bytes[..self.names].get(start..end(token)).unwrap_or(&[])
        } else {
            &[]
        }
    }

    fn characters(&self, at: usize) -> Characters<'a> {
        Characters { table: *self, at, string: &[] }
    }

    fn compare(&self, at: usize, name: &[u8]) -> core::cmp::Ordering {
        self.characters(at).take(MAX_NAME).take_while(|byte| *byte >= 0x20).cmp(name.iter().copied())
    }
}

impl<'a> Symbol<'a> {
    /// The bytes of its name.
    pub fn name_bytes(&self) -> impl Iterator<Item = u8> + 'a {
        self.table.characters(self.name_at).take(MAX_NAME).take_while(|byte| *byte >= 0x20)
    }
}

/// Displays its name; bytes that are not ASCII are shown as Latin-1.
impl fmt::Display for Symbol<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name_bytes().try_for_each(|byte| fmt::Write::write_char(f, byte as char))
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{:#x}/{:#x}", self.symbol, self.offset, self.symbol.size)
    }
}

// The characters of a name, and the byte that ends it; after that comes another name.
struct Characters<'a> {
    table: Table<'a>,
    at: usize,
    string: &'a [u8],
}

impl Iterator for Characters<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        if self.string.is_empty() && self.at < self.table.bytes.len() {
            self.string = self.table.string(self.at);
            self.at += 1;
        }
        let (first, rest) = self.string.split_first()?;
        self.string = rest;
        Some(*first)
    }
}

fn number(bytes: &[u8], at: usize, length: usize) -> u64 {
    bytes[at..at + length].iter().rev().fold(0, |value, byte| value << 8 | *byte as u64)
}
