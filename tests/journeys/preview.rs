//! An administrator looks at a workspace before it is laid.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use parvis_tests::{Setting, binary, journey, title};

fn fixture() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/workspaces/prefecture.json");
    std::fs::read_to_string(file).expect("the fixture")
}

/// The colours of a picture, and its size.
fn colours(file: &Path) -> (HashSet<Vec<u8>>, (u32, u32)) {
    let file = std::io::BufReader::new(std::fs::File::open(file).expect("a picture"));
    let mut reader = png::Decoder::new(file).read_info().expect("a picture");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let frame = reader.next_frame(&mut pixels).expect("a picture");
    let pixels = pixels[..frame.buffer_size()].chunks(frame.color_type.samples());
    (pixels.map(<[u8]>::to_vec).collect(), (frame.width, frame.height))
}

#[test]
fn it_follows_the_file_and_opens_nothing() {
    journey(Setting::default(), async |desk| {
        let file = desk.desktop.path("next.json");
        std::fs::write(&file, fixture()).expect("a file");
        let arguments = ["--preview", &file.display().to_string(), "--language", "fr", "--as", "groups=rh"];
        desk.open_parvis_with(&arguments).await;
        desk.window().says("preview").await;
        desk.window().shows("Paie").await;
        desk.window().open_tool("Docs").await;
        desk.window().says("preview_opens_nothing").await;
        desk.window().shows("https://docs.exemple.gouv.fr/api/v1.0/authenticate/?next=").await;
        assert!(desk.browser.tabs().await.is_empty(), "no browser was opened");

        std::fs::write(&file, fixture().replace("\"Paie\"", "\"Traitements\"")).expect("a file");
        desk.window().shows("Traitements").await;
        std::fs::write(&file, fixture().replace("\"*.exemple.gouv.fr\"", "\"*\"")).expect("a file");
        desk.window().says("workspace_invalid").await;
        desk.window().shows("Traitements").await;
        let text = desk.window().text().await.expect("the window");
        assert!(text.contains(&title("preview")), "{text}");
    });
}

#[test]
fn its_picture_is_taken_beside_a_running_parvis() {
    journey(Setting::default(), async |desk| {
        desk.open_parvis().await;
        desk.window().shows("Fichiers").await;
        let before = desk.window().snapshot().await;
        let file = desk.desktop.path("next.json");
        std::fs::write(&file, fixture()).expect("a file");
        let picture = |theme: &str| -> PathBuf {
            let picture = desk.desktop.path(&format!("{theme}.png"));
            let mut command = desk.desktop.command(binary().with_file_name("parvisctl"));
            command.args(["workspace", "preview"]).arg(&file).args(["--theme", theme, "--screenshot"]);
            let said = command.arg(&picture).output().expect("parvisctl starts");
            assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
            picture
        };
        let (light, size) = colours(&picture("light"));
        let (dark, _) = colours(&picture("dark"));
        assert!(light.len() > 16 && dark.len() > 16, "{} and {} colours", light.len(), dark.len());
        assert!(size.0 >= 320 && size.1 >= 400, "{size:?}");
        let white: &[u8] = &[255, 255, 255];
        assert!(light.contains(white) && light != dark, "the two themes differ");
        assert_eq!(desk.window().snapshot().await, before, "whoever works here noticed nothing");
    });
}
