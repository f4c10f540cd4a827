//! The folders where Parvis keeps things.

use std::fs;
use std::path::Path;

use parvis_core::words;
use parvis_core::words::Words;

use super::argument;
use super::check::{Check, Trouble};
use crate::machine::Machine;

pub(super) fn check(machine: &Machine) -> Check {
    let mut check = Check::new("folders", words!("Dossiers", "Folders", "Ordner"));
    let Some(paths) = &machine.paths else {
        check.trouble(Trouble::attention(words!(
            "ce compte n’a pas de dossier personnel : rien n’est gardé",
            "this account has no home: nothing is kept",
            "dieses Konto hat keinen eigenen Ordner: Es wird nichts behalten"
        )));
        return check;
    };
    for folder in [&paths.data, &paths.cache] {
        look(folder, &mut check);
    }
    check
}

fn look(folder: &Path, check: &mut Check) {
    let shown = folder.display();
    let see = format!("ls -ld {}", argument(folder));
    // One that is made with the first start lies in one that is there.
    let Some(there) = folder.ancestors().find(|folder| folder.is_dir()) else { return };
    let probe = match tempfile::NamedTempFile::new_in(there) {
        Ok(probe) => probe,
        Err(error) => {
            let what = words!(
                "{shown} ne peut pas être écrit : {error}",
                "{shown} cannot be written to: {error}",
                "{shown} ist nicht beschreibbar: {error}"
            );
            return check.trouble(Trouble::wrong(what).see(see));
        }
    };
    if there == folder && !same_owner(folder, probe.path()) {
        let what = words!(
            "{shown} appartient à un autre compte : la commande est-elle lancée par l’agent ?",
            "{shown} belongs to another account: is the command run by the agent?",
            "{shown} gehört einem anderen Konto: Läuft der Befehl unter dem eigenen?"
        );
        check.trouble(Trouble::attention(what).see(see.clone()));
    }
    if let Some(kind) = network_disk(there) {
        let what = words!(
            "{shown} est sur un disque du réseau ({kind}) : gardez-le sur le disque de l’ordinateur",
            "{shown} is on a network's disk ({kind}): keep it on the disk of the computer",
            "{shown} liegt auf einer Netzplatte ({kind}): Lassen Sie ihn auf der Platte des Computers"
        );
        let page = "https://sqlite.org/wal.html";
        check.trouble(Trouble::attention(what).see(format!("df -T {}", argument(there))).read(page));
    }
    check.say(if there == folder {
        Words::same(shown)
    } else {
        words!(
            "{shown} (créé au premier démarrage)",
            "{shown} (made with the first start)",
            "{shown} (entsteht beim ersten Start)"
        )
    });
}

#[cfg(unix)]
fn same_owner(folder: &Path, own: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let owner = |path: &Path| fs::metadata(path).map(|found| found.uid()).ok();
    owner(folder) == owner(own)
}

/// Whoever may write into a profile on Windows is its agent, or administers the machine.
#[cfg(not(unix))]
fn same_owner(_: &Path, _: &Path) -> bool {
    true
}

/// What kind of disk of a network the folder is on, if it is on one and the system tells.
fn network_disk(folder: &Path) -> Option<String> {
    let folder = folder.canonicalize().ok()?;
    let mounts = fs::read_to_string("/proc/self/mountinfo").ok()?;
    kind_of_disk(&mounts, &folder)
}

fn kind_of_disk(mounts: &str, folder: &Path) -> Option<String> {
    const NETWORK: [&str; 10] =
        ["nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "fuse.sshfs", "fuse.davfs", "fuse.glusterfs"];
    // `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 …`: the fifth is where, the one after the dash is what.
    let mount = |line: &str| {
        let (place, kind) = line.split_once(" - ")?;
        let place = place.split(' ').nth(4)?.replace("\\040", " ");
        Some((place, kind.split(' ').next()?.to_owned()))
    };
    let mounts = mounts.lines().filter_map(mount).filter(|(place, _)| folder.starts_with(place));
    let (_, kind) = mounts.max_by_key(|(place, _)| place.len())?;
    NETWORK.contains(&kind.as_str()).then_some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_disk_counts() {
        let mounts = "21 1 0:1 / / rw - ext4 /dev/sda1 rw\n\
                      22 21 0:2 / /home rw shared:1 - nfs4 server:/home rw\n\
                      23 22 0:3 / /home/a\\040b/local rw - btrfs /dev/sdb rw\n";
        for (folder, kind) in [
            ("/srv", None),
            ("/home/camille", Some("nfs4")),
            ("/homes", None),
            ("/home/a b/local/share", None),
        ] {
            assert_eq!(kind_of_disk(mounts, Path::new(folder)).as_deref(), kind, "{folder}");
        }
    }
}
