//! Figures of the machine and of this process, for the technician's menu and the log's heartbeat.
//! What the system does not show is left out; nothing here can fail.

use std::fs;
use std::path::Path;

use crate::station::Machine;

/// The figures now. `directory` lies on the journal's disk.
#[must_use]
pub fn figures(directory: &Path) -> Machine {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    Machine {
        disk_free: rustix::fs::statvfs(directory)
            .ok()
            .map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize)),
        resident: field(&status, "VmRSS:").map(|kilobytes| kilobytes.saturating_mul(1024)),
        // The directory being read is one of them.
        descriptors: fs::read_dir("/proc/self/fd").ok().map(|open| open.count().saturating_sub(1)),
        threads: field(&status, "Threads:").and_then(|threads| usize::try_from(threads).ok()),
    }
}

/// A number in `/proc/PID/status`.
fn field(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_memory_descriptors_and_threads_and_a_disk() {
        let machine = figures(Path::new("/"));
        assert!(machine.disk_free.is_some());
        assert!(machine.resident > Some(100_000));
        assert!(machine.descriptors >= Some(3));
        assert!(machine.threads >= Some(1));
    }

    #[test]
    fn a_disk_that_is_not_there_is_left_out() {
        assert_eq!(figures(Path::new("/no/such/directory")).disk_free, None);
    }
}
