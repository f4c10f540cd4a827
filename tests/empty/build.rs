//! Describes the window to Tauri.

fn main() {
    tauri_build::build();
}
