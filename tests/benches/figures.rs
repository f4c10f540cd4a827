//! What Parvis costs, beside an empty Tauri program, in the same run: `./dev bench`. Each figure is the median of some
//! rounds, the two programs taking turns; only the ratios mean something on another machine.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use parvis_tests::{Desk, Setting, binary, children, journey, until};
use tokio::time::Instant;

/// How often each is measured.
const ROUNDS: usize = 7;

/// Long enough for a program that has nothing to do to have done it.
const SETTLED: Duration = Duration::from_secs(3);

fn main() {
    println!("{:<44}{:>14}{:>14}{:>9}", "", "Parvis", "empty", "ratio");
    row("binary, MB", &[size(&binary())], &[size(&empty())], 1e6);
    journey(Setting::default(), resident);
    journey(Setting::default(), cold_window);
    journey(Setting::default(), window_from_tray);
    journey(Setting::default(), click);
}

/// Signed in, in the tray, without a window.
async fn resident(desk: &mut Desk) {
    sign_in_and_quit(desk).await;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let mut processes = 0;
    for _ in 0..3 {
        let parvis = Measured::start(desk, binary(), &["--tray"]);
        desk.tray.as_ref().expect("a tray").tells("Parvis est prêt").await;
        tokio::time::sleep(SETTLED).await;
        ours.push(memory(&parvis, "Private"));
        processes = parvis.processes().len();
        drop(parvis);
        let empty = Measured::start(desk, empty(), &["--tray"]);
        tokio::time::sleep(SETTLED).await;
        theirs.push(memory(&empty, "Private"));
    }
    row("resident without window: private memory, MB", &ours, &theirs, 1e6);
    println!("{:<44}{:>14}{:>14}", "resident without window: processes", processes, 1);
}

/// From the start of the program until the first tile can be clicked.
async fn cold_window(desk: &mut Desk) {
    sign_in_and_quit(desk).await;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let (mut our_memory, mut their_memory) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        for (binary, times, memories) in
            [(binary(), &mut ours, &mut our_memory), (empty(), &mut theirs, &mut their_memory)]
        {
            let start = Instant::now();
            let mut program = Measured::start(desk, binary, &[]);
            program.wait_for("window ready");
            times.push(start.elapsed().as_secs_f64());
            if round < 3 {
                tokio::time::sleep(SETTLED).await;
                memories.push(memory(&program, "Pss:"));
            }
        }
    }
    row("window, from a cold start, ms", &ours, &theirs, 1e-3);
    row("window open: PSS of all processes, MB", &our_memory, &their_memory, 1e6);
}

/// From a click on the tray icon until the first tile can be clicked.
async fn window_from_tray(desk: &mut Desk) {
    sign_in_and_quit(desk).await;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let mut parvis = Measured::start(desk, binary(), &["--tray"]);
        let tray = desk.tray.as_ref().expect("a tray");
        tray.tells("Parvis est prêt").await;
        let start = Instant::now();
        tray.click().await;
        parvis.wait_for("window ready");
        ours.push(start.elapsed().as_secs_f64());
        drop(parvis);
        let mut empty = Measured::start(desk, empty(), &["--tray"]);
        tokio::time::sleep(Duration::from_secs(1)).await;
        let start = Instant::now();
        empty.ask_for_window();
        empty.wait_for("window ready");
        theirs.push(start.elapsed().as_secs_f64());
    }
    row("window, from the tray, ms", &ours, &theirs, 1e-3);
}

/// From the click on a tile until the browser's command starts.
async fn click(desk: &mut Desk) {
    desk.open_parvis().await;
    desk.sign_in().await;
    let started = desk.desktop.path("started");
    let script = format!("#!/bin/sh\ndate +%s%N > {0}.new && mv {0}.new {0}\n", started.display());
    std::fs::write(desk.desktop.path("browser.sh"), script).expect("a browser that notes when it starts");
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let _ = std::fs::remove_file(&started);
        let clicked = desk
            .window()
            .script(
                "const at = performance.timeOrigin + performance.now();
                 document.querySelector('#tools [data-tile]').click();
                 return at;",
            )
            .await;
        let at = until("the browser's start", async || std::fs::read_to_string(&started).ok()).await;
        let nanoseconds: f64 = at.trim().parse().expect("a time");
        times.push(nanoseconds / 1e9 - clicked.as_f64().expect("a time") / 1e3);
        // The same tile is not opened twice within a second.
        tokio::time::sleep(Duration::from_millis(1200)).await;
    }
    println!("{:<44}{:>14.1}", "click until the browser's command starts, ms", median(&times) * 1e3);
}

async fn sign_in_and_quit(desk: &mut Desk) {
    desk.desktop.set("RUST_LOG", "parvis=info");
    desk.desktop.set("http_proxy", "");
    desk.open_parvis().await;
    desk.sign_in().await;
    desk.quit_parvis().await;
}

/// A program under measure, whose standard error is read as it comes.
struct Measured(Child, BufReader<std::process::ChildStderr>);

impl Measured {
    fn start(desk: &Desk, binary: PathBuf, arguments: &[&str]) -> Self {
        let mut command: Command = desk.desktop.command(binary);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let said = BufReader::new(child.stderr.take().expect("its standard error"));
        Self(child, said)
    }

    fn wait_for(&mut self, words: &str) {
        let mut line = String::new();
        while !line.contains(words) {
            line.clear();
            assert!(self.1.read_line(&mut line).expect("its standard error") > 0, "it ended");
        }
    }

    fn ask_for_window(&mut self) {
        self.0.stdin.as_mut().expect("its standard input").write_all(b"window\n").expect("it listens");
    }

    fn processes(&self) -> Vec<u32> {
        let children = children(self.0.id()).into_iter().map(|child| child.id);
        std::iter::once(self.0.id()).chain(children).collect()
    }
}

impl Drop for Measured {
    fn drop(&mut self) {
        for process in self.processes() {
            let _ = Command::new("kill").args(["-KILL", &process.to_string()]).status();
        }
        let _ = self.0.wait();
    }
}

/// The sum, in bytes, of the lines of `smaps_rollup` that begin so, over all processes of a program.
fn memory(program: &Measured, beginning: &str) -> f64 {
    let of = |process: u32| -> u32 {
        let text = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
        let lines = text.lines().filter(|line| line.starts_with(beginning));
        lines.filter_map(|line| line.split_whitespace().nth(1)?.parse::<u32>().ok()).sum()
    };
    f64::from(program.processes().into_iter().map(of).sum::<u32>()) * 1024.0
}

fn empty() -> PathBuf {
    binary().with_file_name("parvis-empty")
}

fn size(binary: &PathBuf) -> f64 {
    let bytes = std::fs::metadata(binary).expect("the program is built").len();
    f64::from(u32::try_from(bytes).expect("less than 4 GB"))
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

fn row(name: &str, ours: &[f64], theirs: &[f64], unit: f64) {
    let (ours, theirs) = (median(ours), median(theirs));
    println!("{name:<44}{:>14.1}{:>14.1}{:>9.2}", ours / unit, theirs / unit, ours / theirs);
}
