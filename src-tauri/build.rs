//! Names each command, so that Tauri refuses the ones a capability does not grant: without this list any local page
//! could call them all.

fn main() {
    let commands = &[
        "snapshot",
        "open_tool",
        "open_address",
        "sign_in",
        "reopen_sign_in",
        "cancel_sign_in",
        "retry",
        "renew",
        "change_organisation",
        "sign_out",
        "reload_workspace",
        "check_workspace",
        "choose_language",
        "choose_theme",
        "join_workspace",
        "confirm_join",
        "cancel_join",
        "switch_workspace",
        "leave_workspace",
        "dismiss",
        "ready",
        "hide",
        "quit",
    ];
    let manifest = tauri_build::AppManifest::new().commands(commands);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
        .expect("the window is described");
}
