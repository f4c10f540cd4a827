//! The window's types, compared with what the interface was written against. To write them again:
//! `PARVIS_WRITE_TYPES=1 cargo test -p parvis-core types`.

use std::path::Path;

use ts_rs::{Config, TS};

use crate::clock::UnixTime;
use crate::error::Code;
use crate::event::Event;
use crate::settings::{Decider, LanguageChoice, Theme};
use crate::view::{
    AccentView, ActionView, BrandView, DeskView, FreshnessView, JoiningView, NoticeView, OpeningView, Origin,
    PersonView, PolicyView, SectionView, SessionView, SettingsView, SignInPurpose, Snapshot, TileView,
    WorkspaceChoiceView, WorkspaceProblemView, WorkspaceView,
};
use crate::words::Language;

fn text<T: TS + 'static>() -> (String, String) {
    let config = Config::default();
    (T::ident(&config), T::export_to_string(&config).expect("a type"))
}

#[test]
fn the_interface_is_written_against_these_types() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/bridge/generated");
    let types = [
        text::<AccentView>(),
        text::<ActionView>(),
        text::<BrandView>(),
        text::<Code>(),
        text::<Decider>(),
        text::<DeskView>(),
        text::<Event>(),
        text::<FreshnessView>(),
        text::<JoiningView>(),
        text::<Language>(),
        text::<LanguageChoice>(),
        text::<NoticeView>(),
        text::<OpeningView>(),
        text::<Origin>(),
        text::<PersonView>(),
        text::<PolicyView>(),
        text::<SectionView>(),
        text::<SessionView>(),
        text::<SettingsView>(),
        text::<SignInPurpose>(),
        text::<Snapshot>(),
        text::<Theme>(),
        text::<TileView>(),
        text::<UnixTime>(),
        text::<WorkspaceChoiceView>(),
        text::<WorkspaceProblemView>(),
        text::<WorkspaceView>(),
    ];
    if std::env::var_os("PARVIS_WRITE_TYPES").is_some() {
        for (name, text) in &types {
            std::fs::write(folder.join(name).with_extension("ts"), text).expect("a file");
        }
    }
    let mut files: Vec<_> =
        std::fs::read_dir(&folder).expect("the folder").flatten().map(|f| f.file_name()).collect();
    files.sort();
    let names: Vec<_> =
        types.iter().map(|(name, _)| std::ffi::OsString::from(format!("{name}.ts"))).collect();
    assert_eq!(files, names, "a type without a file, or a file without a type");
    for (name, text) in types {
        let file = std::fs::read_to_string(folder.join(&name).with_extension("ts")).expect("a file");
        // Git may have given the file other line ends.
        assert_eq!(file.replace("\r\n", "\n"), text, "{name}.ts is stale");
    }
}
