//! The tray icon: there when the desktop shows one, drawn again whenever something changes.

use std::sync::Mutex;

use parvis_core::Parvis;
use parvis_core::view::{SessionView, Snapshot};
use parvis_core::words::Language;
use tauri::image::Image;
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Manager as _, include_image};

use crate::window;

#[cfg(target_os = "linux")]
mod host;

/// The icon, while a desktop shows it.
#[derive(Default)]
struct Tray(Mutex<Option<TrayIcon>>);

/// Whether there is an icon to come back by.
pub fn is_shown(app: &AppHandle) -> bool {
    app.try_state::<Tray>().is_some_and(|tray| tray.0.lock().is_ok_and(|icon| icon.is_some()))
}

/// Puts the icon where it belongs and keeps it current. Where there is no tray and no window was asked for, the
/// window opens all the same: a program that cannot be reached is lost.
pub fn start(app: &AppHandle, without_window: bool) {
    app.manage(Tray::default());
    draw_on_change(app);
    #[cfg(target_os = "linux")]
    host::follow(app, without_window);
    #[cfg(not(target_os = "linux"))]
    {
        let _ = without_window;
        set_shown(app, true);
    }
}

/// Makes the icon, or takes it away. On the main thread.
fn set_shown(app: &AppHandle, shown: bool) {
    let state = app.state::<Tray>();
    let Ok(mut icon) = state.0.lock() else { return };
    if !shown {
        *icon = None;
    } else if icon.is_none() {
        match make(app, &app.state::<Parvis>().snapshot()) {
            Ok(made) => {
                *icon = Some(made);
                tracing::info!("tray ready");
            }
            Err(error) => tracing::warn!(%error, "no tray icon"),
        }
    }
}

fn make(app: &AppHandle, snapshot: &Snapshot) -> tauri::Result<TrayIcon> {
    let face = Face::of(&snapshot.session);
    TrayIconBuilder::with_id("parvis")
        .icon(face.icon())
        .tooltip(face.words(snapshot.language))
        .menu(&menu(app, snapshot)?)
        .show_menu_on_left_click(false)
        .on_menu_event(|app, event| chosen(app, event.id.as_ref()))
        .on_tray_icon_event(|tray, event| {
            if let TrayIconEvent::Click {
                button: MouseButton::Left,
                button_state: MouseButtonState::Up,
                ..
            } = event
            {
                window::come_back(tray.app_handle());
            }
        })
        .build(app)
}

fn menu(app: &AppHandle, snapshot: &Snapshot) -> tauri::Result<Menu<tauri::Wry>> {
    let language = snapshot.language;
    let item = |id: &str, text: &str, enabled| MenuItem::with_id(app, id, text, enabled, None::<&str>);
    let menu = Menu::new(app)?;
    menu.append(&item("state", Face::of(&snapshot.session).words(language), false)?)?;
    menu.append(&PredefinedMenuItem::separator(app)?)?;
    menu.append(&item(
        "desk",
        language.pick("Ouvrir mon bureau", "Open my desk", "Schreibtisch öffnen"),
        true,
    )?)?;
    let action = match &snapshot.session {
        SessionView::None | SessionView::Starting => None,
        SessionView::SignedOut | SessionView::Expired { .. } => {
            Some(("sign_in", language.pick("Se connecter", "Sign in", "Anmelden")))
        }
        SessionView::SigningIn { .. } => Some((
            "cancel",
            language.pick("Annuler la connexion", "Cancel the sign-in", "Anmeldung abbrechen"),
        )),
        SessionView::SignedIn { .. } | SessionView::InDoubt { .. } => Some((
            "sign_out",
            language.pick("Se déconnecter de Parvis", "Sign out of Parvis", "Von Parvis abmelden"),
        )),
    };
    if matches!(snapshot.session, SessionView::SignedIn { .. }) {
        let text = language.pick("Renouveler la session", "Renew the session", "Sitzung verlängern");
        menu.append(&item("renew", text, true)?)?;
    }
    if let Some((id, text)) = action {
        menu.append(&item(id, text, true)?)?;
    }
    menu.append(&PredefinedMenuItem::separator(app)?)?;
    menu.append(&item("quit", language.pick("Quitter Parvis", "Quit Parvis", "Parvis beenden"), true)?)?;
    Ok(menu)
}

fn chosen(app: &AppHandle, id: &str) {
    let parvis = app.state::<Parvis>();
    match id {
        "desk" => window::come_back(app),
        "sign_in" => parvis.sign_in(),
        "renew" => parvis.renew(),
        "cancel" => parvis.cancel_sign_in(),
        "sign_out" => parvis.sign_out(false),
        "quit" => crate::quit(app),
        _ => {}
    }
}

fn draw_on_change(app: &AppHandle) {
    let (app, mut changes) = (app.clone(), app.state::<Parvis>().watch());
    tauri::async_runtime::spawn(async move {
        let mut shown = None;
        while changes.changed().await.is_ok() {
            let snapshot = changes.borrow_and_update().clone();
            // Notices come and go without changing the icon.
            if shown.as_ref() == Some(&snapshot.session) {
                continue;
            }
            shown = Some(snapshot.session.clone());
            let handle = app.clone();
            let _ = app.run_on_main_thread(move || {
                if let Err(error) = draw(&handle, &snapshot) {
                    tracing::warn!(%error, "the tray icon is not current");
                }
            });
        }
    });
}

fn draw(app: &AppHandle, snapshot: &Snapshot) -> tauri::Result<()> {
    let state = app.state::<Tray>();
    let Ok(icon) = state.0.lock() else { return Ok(()) };
    let Some(icon) = icon.as_ref() else { return Ok(()) };
    let face = Face::of(&snapshot.session);
    icon.set_icon(Some(face.icon()))?;
    icon.set_tooltip(Some(face.words(snapshot.language)))?;
    icon.set_menu(Some(menu(app, snapshot)?))
}

/// What the icon tells, by its shape.
#[derive(Clone, Copy)]
enum Face {
    Ready,
    Ending,
    Attention,
    SignedOut,
    Offline,
}

impl Face {
    fn of(session: &SessionView) -> Self {
        match session {
            SessionView::SignedIn { ending: true, .. } => Self::Ending,
            // The third is signed in, and signs in anew.
            SessionView::None
            | SessionView::SignedIn { .. }
            | SessionView::SigningIn { ends_at: Some(_), .. } => Self::Ready,
            SessionView::SigningIn { .. } | SessionView::Expired { .. } => Self::Attention,
            SessionView::Starting | SessionView::SignedOut => Self::SignedOut,
            SessionView::InDoubt { .. } => Self::Offline,
        }
    }

    fn icon(self) -> Image<'static> {
        match self {
            Self::Ready => include_image!("../icons/tray/signed-in-44.png"),
            Self::Ending | Self::Attention => include_image!("../icons/tray/attention-44.png"),
            Self::SignedOut => include_image!("../icons/tray/signed-out-44.png"),
            Self::Offline => include_image!("../icons/tray/offline-44.png"),
        }
    }

    fn words(self, language: Language) -> &'static str {
        match self {
            Self::Ready => language.pick("Parvis est prêt", "Parvis is ready", "Parvis ist bereit"),
            Self::Ending => language.pick(
                "Parvis : votre session se termine bientôt",
                "Parvis: your session ends soon",
                "Parvis: Ihre Sitzung endet bald",
            ),
            Self::Attention => language.pick(
                "Parvis : connexion à faire",
                "Parvis: sign-in to be done",
                "Parvis: Anmeldung erforderlich",
            ),
            Self::SignedOut => {
                language.pick("Parvis : non connecté", "Parvis: signed out", "Parvis: nicht angemeldet")
            }
            Self::Offline => language.pick(
                "Parvis : service de connexion injoignable",
                "Parvis: sign-in service unreachable",
                "Parvis: Anmeldedienst nicht erreichbar",
            ),
        }
    }
}
