//! A stripped program whose panics name the functions on the stack: CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER=../kallsyms-cc cargo run --release

use std::arch::asm;

#[inline(never)]
fn divide(dividend: u32, divisor: u32) -> u32 {
    if divisor == 0 {
        panic!("division by zero");
    }
    dividend / divisor
}

#[inline(never)]
fn average<T: Into<u32> + Copy>(values: &[T]) -> u32 {
    let sum: u32 = values.iter().map(|value| (*value).into()).sum();
    divide(sum, values.len() as u32) + 1
}

/// The callers, by frame pointers: compile with -C force-frame-pointers=yes.
#[inline(never)]
fn print_callers() {
    let mut frame: usize;
    #[cfg(target_arch = "x86_64")]
    unsafe {
        asm!("mov {}, rbp", out(reg) frame)
    };
    #[cfg(target_arch = "aarch64")]
    unsafe {
        asm!("mov {}, x29", out(reg) frame)
    };
    for _ in 0..32 {
        let (caller, address) = unsafe { (*(frame as *const usize), *(frame as *const usize).add(1)) };
        match kallsyms::table().lookup(address as u64 - 1) {
            Some(place) => eprintln!("  {place}"),
            None => eprintln!("  {address:#x}"),
        }
        if caller <= frame || caller % 8 != 0 || kallsyms::table().lookup(address as u64 - 1).is_none() {
            break;
        }
        frame = caller;
    }
}

fn main() {
    std::panic::set_hook(Box::new(|info| {
        eprintln!("{info}");
        print_callers();
    }));
    if !kallsyms::table().is_intact() {
        eprintln!("no table: link with kallsyms link");
    }
    let values: &[u8] = &[1, 2, 3];
    println!("{}", average(values));
    println!("{}", average(&values[3..]));
}
