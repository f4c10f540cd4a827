//! What the window may ask: one short function each, which calls core and decides nothing. Each is named in
//! `build.rs`, granted in `capabilities/desk.json` and typed in `ui/src/bridge`; a test compares the three.

use parvis_core::Parvis;
use parvis_core::settings::{LanguageChoice, Theme};
use parvis_core::view::Snapshot;
use tauri::ipc::Invoke;
use tauri::{AppHandle, State, command};

use crate::window;

/// The commands, for the window.
pub fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        snapshot,
        open_tool,
        open_address,
        sign_in,
        reopen_sign_in,
        cancel_sign_in,
        retry,
        renew,
        change_organisation,
        sign_out,
        reload_workspace,
        check_workspace,
        choose_language,
        choose_theme,
        join_workspace,
        confirm_join,
        cancel_join,
        switch_workspace,
        leave_workspace,
        dismiss,
        ready,
        hide,
        quit
    ]
}

#[command]
fn snapshot(parvis: State<'_, Parvis>) -> Snapshot {
    parvis.snapshot()
}

#[command]
fn open_tool(parvis: State<'_, Parvis>, app: String, action: Option<String>, anyway: bool) {
    parvis.open_tool(app, action, anyway);
}

#[command]
fn open_address(parvis: State<'_, Parvis>, address: String, anyway: bool) {
    parvis.open_address(address, anyway);
}

#[command]
fn sign_in(parvis: State<'_, Parvis>) {
    parvis.sign_in();
}

#[command]
fn reopen_sign_in(parvis: State<'_, Parvis>) {
    parvis.reopen_sign_in();
}

#[command]
fn cancel_sign_in(parvis: State<'_, Parvis>) {
    parvis.cancel_sign_in();
}

#[command]
fn retry(parvis: State<'_, Parvis>) {
    parvis.retry();
}

#[command]
fn renew(parvis: State<'_, Parvis>) {
    parvis.renew();
}

#[command]
fn change_organisation(parvis: State<'_, Parvis>, siret: Option<String>) {
    parvis.change_organisation(siret);
}

#[command]
fn sign_out(parvis: State<'_, Parvis>, everywhere: bool) {
    parvis.sign_out(everywhere);
}

#[command]
fn reload_workspace(parvis: State<'_, Parvis>) {
    parvis.reload_workspace();
}

#[command]
fn check_workspace(parvis: State<'_, Parvis>) {
    parvis.check_workspace();
}

#[command]
fn choose_language(parvis: State<'_, Parvis>, choice: Option<LanguageChoice>) {
    parvis.choose_language(choice);
}

#[command]
fn choose_theme(parvis: State<'_, Parvis>, choice: Option<Theme>) {
    parvis.choose_theme(choice);
}

#[command]
fn join_workspace(parvis: State<'_, Parvis>, address: String) {
    parvis.join_workspace(address);
}

#[command]
fn confirm_join(parvis: State<'_, Parvis>) {
    parvis.confirm_join();
}

#[command]
fn cancel_join(parvis: State<'_, Parvis>) {
    parvis.cancel_join();
}

#[command]
fn switch_workspace(parvis: State<'_, Parvis>, key: String) {
    parvis.switch_workspace(key);
}

#[command]
fn leave_workspace(parvis: State<'_, Parvis>, key: String) {
    parvis.leave_workspace(key);
}

#[command]
fn dismiss(parvis: State<'_, Parvis>, id: u32) {
    parvis.dismiss(id);
}

/// The window has drawn itself.
#[command]
fn ready(app: AppHandle) {
    window::ready(&app);
}

/// Closes the window, as its frame's button does.
#[command]
fn hide(app: AppHandle) {
    window::close(&app);
}

#[command]
fn quit(app: AppHandle) {
    crate::quit(&app);
}
