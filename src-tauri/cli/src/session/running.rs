//! The Parvis that runs, which is told what a second start of it would be.

/// The argument of the desktop program that ends the session.
const SIGN_OUT: &str = "--sign-out";

/// Whom a session is ended by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Parvis, which was asked.
    Running,
    /// Nobody: no Parvis runs.
    Nobody,
}

/// Asks the running Parvis, on the bus of this session, to sign out.
#[cfg(target_os = "linux")]
pub(super) async fn sign_out() -> Result<Asked, String> {
    use std::time::Duration;

    use zbus::fdo::DBusProxy;
    use zbus::names::BusName;

    /// Where a second start reports; a demonstration is a program of its own.
    const NAME: &str =
        if parvis_core::DEMO { "org.parvis.Demo.SingleInstance" } else { "org.parvis.Parvis.SingleInstance" };
    const PATIENCE: Duration = Duration::from_secs(5);

    let builder = zbus::connection::Builder::session().map(|builder| builder.method_timeout(PATIENCE));
    let Ok(Ok(bus)) = async { Ok::<_, zbus::Error>(builder?.build().await) }.await else {
        return Ok(Asked::Nobody);
    };
    let asked = async {
        if !DBusProxy::new(&bus).await?.name_has_owner(BusName::try_from(NAME)?).await? {
            return Ok(Asked::Nobody);
        }
        let (place, second) = (format!("/{}", NAME.replace('.', "/")), (vec!["parvis", SIGN_OUT], "/"));
        let interface = Some("org.SingleInstance.DBus");
        bus.call_method(Some(NAME), place.as_str(), interface, "ExecuteCallback", &second).await?;
        Ok::<_, zbus::Error>(Asked::Running)
    };
    asked.await.map_err(|error| error.to_string())
}

/// Starts the desktop program with that argument: a running one does it, else it does and ends.
#[cfg(not(target_os = "linux"))]
#[expect(clippy::unused_async, reason = "on Linux it is asked over a bus")]
pub(super) async fn sign_out() -> Result<Asked, String> {
    use std::io::ErrorKind;
    use std::process::Command;

    match Command::new(crate::desktop::program()).arg(SIGN_OUT).status() {
        Ok(_) => Ok(Asked::Running),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Asked::Nobody),
        Err(error) => Err(error.to_string()),
    }
}
