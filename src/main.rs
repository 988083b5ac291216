//! The program: reads the command line and runs one command.

use std::process::ExitCode;

fn main() -> ExitCode {
    practice_access::boot::cli::run()
}

/// Pages are built of many small pieces, rows are made by one thread and dropped by another: the allocator of the
/// operating system spends more time on that than the program on everything else.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
