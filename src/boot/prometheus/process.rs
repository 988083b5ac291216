//! What Linux says of this process, under the names that Prometheus has for it.

use std::fs::{read_dir, read_to_string};

use metrics::{counter, gauge};

/// Linux tells times in hundredths of a second to every program, whatever it measures itself.
const TICKS: u64 = 100;

/// Writes down what the process takes. On another system than Linux nothing is said.
pub(super) fn count() {
    let read = |file: &str| read_to_string(["/proc/", file].concat()).unwrap_or_default();
    let stat = read("self/stat");
    if let Some(ticks) = processor_ticks(&stat) {
        counter!("process_cpu_seconds_total").absolute(ticks / TICKS);
    }
    if let (Some(booted), Some(after)) = (field(&read("stat"), "btime"), of_stat(&stat, STARTED)) {
        set("process_start_time_seconds", booted + after / TICKS);
    }
    let status = read("self/status");
    for (name, metric) in [
        ("VmRSS:", "process_resident_memory_bytes"),
        ("VmSize:", "process_virtual_memory_bytes"),
    ] {
        if let Some(kilobytes) = field(&status, name) {
            set(metric, kilobytes * 1024);
        }
    }
    if let Some(threads) = field(&status, "Threads:") {
        set("process_threads", threads);
    }
    if let Ok(files) = read_dir("/proc/self/fd") {
        // The one that reads them is among them.
        set("process_open_fds", (files.count() as u64).saturating_sub(1));
    }
    if let Some(most) = field(&read("self/limits"), "Max open files") {
        set("process_max_fds", most);
    }
}

fn set(metric: &'static str, value: u64) {
    gauge!(metric).set(super::looks::bytes(value));
}

/// The first number after the name of a line.
fn field(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Where `/proc/self/stat` has the time for the program itself, for the system on its behalf, and when it was started,
/// counted from what follows the program's name.
const OWN: usize = 11;
const SYSTEM: usize = 12;
const STARTED: usize = 19;

/// The name may hold spaces and brackets, so what counts begins after the last one.
fn of_stat(stat: &str, place: usize) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(')')?;
    fields.split_whitespace().nth(place)?.parse().ok()
}

fn processor_ticks(stat: &str) -> Option<u64> {
    Some(of_stat(stat, OWN)? + of_stat(stat, SYSTEM)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_times_of_a_process_are_found_whatever_it_is_called() {
        let rest = "S 1 2 3 0 -1 4194560 5 6 7 8 1234 66 9 10 20 0 4 0 987654 1 2";
        for name in ["practice-access", "a ) b (", "S 1 2"] {
            let stat = format!("42 ({name}) {rest}");
            assert_eq!(processor_ticks(&stat), Some(1300), "{name}");
            assert_eq!(of_stat(&stat, STARTED), Some(987_654));
        }
        assert_eq!(processor_ticks(""), None);
    }

    #[test]
    fn a_number_is_found_by_the_name_of_its_line_and_no_limit_is_none() {
        let text = "VmPeak:   9 kB\nVmRSS:\t   1234 kB\nMax open files            1024                 4096    files\n";
        assert_eq!(field(text, "VmRSS:"), Some(1234));
        assert_eq!(field(text, "Max open files"), Some(1024));
        assert_eq!(field("Max open files   unlimited", "Max open files"), None);
        assert_eq!(field(text, "Threads:"), None);
    }
}
