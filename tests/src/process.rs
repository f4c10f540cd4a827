//! Programs that a test starts, and that end with it.

use std::fs::File;
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A program in a process group of its own, which ends with this value, whatever it started meanwhile.
pub struct Running(Child);

impl Running {
    /// Starts it; what it says goes to the end of `log`.
    pub fn start(command: &mut Command, log: &Path) -> Self {
        let file = File::options().create(true).append(true).open(log).expect("a log");
        command.stderr(file.try_clone().expect("a log"));
        command.stdout(file);
        Self::start_as_is(command)
    }

    /// Starts it with the output that the command names.
    pub fn start_as_is(command: &mut Command) -> Self {
        Self(
            command
                .process_group(0)
                .spawn()
                .unwrap_or_else(|error| panic!("{}: {error}", command.get_program().display())),
        )
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// The child itself, for its pipes.
    pub fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    /// Whether it has ended by itself, and well.
    pub fn ended(&mut self) -> Option<bool> {
        self.0.try_wait().expect("a child").map(|status| status.success())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The whole group: a driver does not take its browser along.
        let group = format!("-{}", self.0.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.0.wait();
    }
}

/// A program that another one started.
pub struct Descendant {
    /// Its process id.
    pub id: u32,
    /// The program's name, cut at 15 characters by the kernel.
    pub name: String,
}

/// What a process has started and runs, with what those have started.
pub fn children(of: u32) -> Vec<Descendant> {
    let mut found = Vec::new();
    let tasks = std::fs::read_dir(format!("/proc/{of}/task")).into_iter().flatten();
    for task in tasks.flatten() {
        let list = std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
        for id in list.split_whitespace().filter_map(|id| id.parse().ok()) {
            let name = std::fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default();
            found.push(Descendant { id, name: name.trim().to_owned() });
            found.extend(children(id));
        }
    }
    found
}

/// A port of this computer that nobody listens on, and that nobody is given by chance either: it lies below the range from
/// which the system serves those who take any port, such as the stand-ins and every connection.
pub fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    const FIRST: u32 = 20_000;
    const COUNT: u32 = 12_000;
    loop {
        // Another runner at the same time begins elsewhere.
        let step = std::process::id().wrapping_mul(37).wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed));
        let port = u16::try_from(FIRST + step % COUNT).expect("a port");
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
