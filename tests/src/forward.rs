//! Real forward proxies (tinyproxy, microsocks) that know names which nobody else knows: who reaches one of them came through
//! the proxy.

use std::ffi::OsStr;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;
use tokio::net::TcpStream;
use url::Url;

use crate::process::{Running, free_port};
use crate::wait::until;

/// Whom the proxy lets through.
#[derive(Clone, Copy)]
pub enum Gate {
    /// Everybody, everywhere.
    Open,
    /// Whoever gives this name and password.
    Login(&'static str, &'static str),
    /// Everybody, but only to hosts whose name contains this.
    Only(&'static str),
}

/// The proxy. It reaches `*.example.test` on loopback, from an address of its own.
pub struct ForwardProxy {
    folder: TempDir,
    address: Url,
    _program: Running,
}

impl ForwardProxy {
    /// Where those whom it sends are seen to come from.
    pub const FROM: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

    /// Starts it on a free port of loopback.
    pub async fn start(gate: Gate) -> Self {
        let folder = TempDir::new().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let port = free_port();
        let gate = match gate {
            Gate::Open => String::new(),
            Gate::Login(name, password) => format!("BasicAuth {name} {password}\n"),
            Gate::Only(host) => {
                std::fs::write(path("only"), host).expect("a file");
                format!("Filter \"{}\"\nFilterDefaultDeny Yes\n", path("only").display())
            }
        };
        let from = Self::FROM;
        let configuration =
            format!("Port {port}\nListen 127.0.0.1\nBind {from}\nTimeout 30\nLogLevel Connect\n{gate}");
        std::fs::write(path("conf"), configuration).expect("a file");
        let program =
            [Path::new("tinyproxy"), "-d".as_ref(), "-c".as_ref(), &path("conf")].map(Path::to_owned);
        Self::run("http", port, folder, &program).await
    }

    /// Starts one that speaks SOCKS 5, for whoever gives this name and password if there are any.
    pub async fn start_socks(login: Option<(&str, &str)>) -> Self {
        let (port, from) = (free_port().to_string(), Self::FROM.to_string());
        let mut program = vec!["microsocks", "-i", "127.0.0.1", "-p", &port, "-b", &from];
        if let Some((name, password)) = login {
            program.extend(["-u", name, "-P", password]);
        }
        let folder = TempDir::new().expect("a folder");
        Self::run("socks5", port.parse().expect("a port"), folder, &program).await
    }

    /// Runs it in a view of the file system where these are the hosts that the system knows.
    async fn run(scheme: &str, port: u16, folder: TempDir, program: &[impl AsRef<OsStr>]) -> Self {
        let file = folder.path().join("hosts");
        let hosts = ["idp", "files", "other"].map(|name| format!("127.0.0.1 {name}.example.test\n"));
        std::fs::write(&file, hosts.concat()).expect("a file");
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c"]);
        command.arg("mount --bind \"$0\" /etc/hosts && exec \"$@\"").arg(file).args(program);
        let program = Running::start(command.stdin(Stdio::null()), &folder.path().join("log"));
        until("the proxy", async || TcpStream::connect(("127.0.0.1", port)).await.ok()).await;
        let address = Url::parse(&format!("{scheme}://127.0.0.1:{port}")).expect("an address");
        Self { folder, address, _program: program }
    }

    /// Its address.
    pub fn address(&self) -> Url {
        self.address.clone()
    }

    /// How often it was asked to connect to somebody.
    pub fn asked(&self) -> usize {
        let log = std::fs::read_to_string(self.folder.path().join("log")).expect("its log");
        log.lines().filter(|line| line.contains("): CONNECT ") || line.contains(": connected to ")).count()
    }
}
