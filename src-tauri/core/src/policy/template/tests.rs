use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::*;

const LANGUAGES: [Language; 3] = [Language::Fr, Language::En, Language::De];

#[test]
fn what_is_committed_is_what_the_catalogue_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packaging/policy");
    let files = [
        ("linux/managed.schema.json", Template::Schema.write(Language::En)),
        ("linux/recommended.schema.json", Template::RecommendedSchema.write(Language::En)),
        ("windows/Parvis.admx", Template::Admx.write(Language::En)),
        ("windows/fr-FR/Parvis.adml", Template::Adml.write(Language::Fr)),
        ("windows/en-US/Parvis.adml", Template::Adml.write(Language::En)),
        ("windows/de-DE/Parvis.adml", Template::Adml.write(Language::De)),
        ("macos/org.parvis.Parvis.mobileconfig", Template::Mobileconfig.write(Language::Fr)),
        ("reference.fr.md", Template::Reference.write(Language::Fr)),
        ("reference.en.md", Template::Reference.write(Language::En)),
        ("reference.de.md", Template::Reference.write(Language::De)),
    ];
    for (name, text) in files {
        let file = folder.join(name);
        if std::env::var_os("PARVIS_WRITE_TYPES").is_some() {
            fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
            fs::write(&file, &text).expect("a file");
        }
        let committed = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
        // Git may have given the file other line ends.
        assert_eq!(committed.replace("\r\n", "\n"), text, "{name} is stale");
    }
}

/// Every element of a document that is well formed, by name and attributes.
fn elements(text: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut reader = Reader::from_str(text);
    let mut found = Vec::new();
    let mut open = 0;
    let start = |element: &BytesStart<'_>| {
        let attributes = element.attributes().map(|attribute| {
            let attribute = attribute.expect("an attribute, once");
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).expect("a value");
            (attribute.key.as_ref().to_owned(), value.into_owned())
        });
        (element.name().as_ref().to_owned(), attributes.collect())
    };
    loop {
        match reader.read_event().expect("well formed") {
            Event::Start(element) => {
                open += 1;
                found.push(start(&element));
            }
            Event::Empty(element) => found.push(start(&element)),
            Event::End(_) => open -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, 0, "everything is closed");
    found
}

fn values<'a>(elements: &'a [(String, Vec<(String, String)>)], name: &str, attribute: &str) -> Vec<&'a str> {
    let of = elements.iter().filter(|(element, _)| name.is_empty() || element == name);
    let all = of.flat_map(|(_, attributes)| attributes);
    all.filter(|(key, _)| key == attribute).map(|(_, value)| value.as_str()).collect()
}

#[test]
fn every_id_of_the_admx_has_its_words_in_each_language_and_no_word_is_idle() {
    let admx = elements(&Template::Admx.write(Language::En));
    let asked = |table: &str| -> BTreeSet<&str> {
        let attributes = admx.iter().flat_map(|(_, attributes)| attributes);
        let prefix = format!("$({table}.");
        attributes.filter_map(|(_, value)| value.strip_prefix(prefix.as_str())?.strip_suffix(')')).collect()
    };
    let (strings, presentations) = (asked("string"), asked("presentation"));
    assert!(strings.len() > 20 && presentations.len() > 8);
    for language in LANGUAGES {
        let words = elements(&Template::Adml.write(language));
        for (table, asked) in [("string", &strings), ("presentation", &presentations)] {
            let ids = values(&words, table, "id");
            assert_eq!(ids.len(), asked.len(), "each {table} once");
            assert_eq!(&ids.into_iter().collect::<BTreeSet<_>>(), asked, "{language:?}");
        }
    }
}

#[test]
fn every_field_of_the_admx_is_presented_and_every_reference_leads_somewhere() {
    let admx = elements(&Template::Admx.write(Language::En));
    let fields: BTreeSet<_> = values(&admx, "", "id").into_iter().collect();
    let presented: BTreeSet<_> = {
        let words = elements(&Template::Adml.write(Language::De));
        values(&words, "", "refId").into_iter().map(str::to_owned).collect()
    };
    assert_eq!(fields, presented.iter().map(String::as_str).collect());
    let defined = |names: &str, references: &str| {
        let defined: BTreeSet<_> = values(&admx, names, "name").into_iter().collect();
        let references = values(&admx, references, "ref");
        assert!(
            !references.is_empty() && references.iter().all(|name| defined.contains(name)),
            "{references:?}"
        );
    };
    defined("category", "parentCategory");
    defined("definition", "supportedOn");
    let policies = values(&admx, "policy", "name");
    assert_eq!(policies.iter().collect::<BTreeSet<_>>().len(), policies.len(), "each policy once");
    let keys: BTreeSet<_> = values(&admx, "policy", "key").into_iter().collect();
    assert_eq!(keys, [r"Software\Policies\Parvis", r"Software\Policies\Parvis\Recommended"].into());
}

#[cfg(unix)]
#[test]
fn the_example_of_a_profile_is_policy_without_a_problem() {
    for language in LANGUAGES {
        let profile = Template::Mobileconfig.write(language);
        elements(&profile);
        let profile = plist::Value::from_reader_xml(profile.as_bytes()).expect("a list");
        let content =
            profile.as_dictionary().and_then(|dict| dict.get("PayloadContent")?.as_array()).expect("content");
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("org.parvis.Parvis.plist");
        content[0].to_file_binary(&file).expect("a file");
        let policy = super::super::Source::Preferences(file).read();
        assert!(policy.problems.is_empty() && policy.warnings.is_empty(), "{policy:?}");
        assert!(policy.workspace.is_some() && policy.managed.theme.is_some() && !policy.join_address);
    }
}

#[test]
fn the_schema_knows_each_key_and_its_class() {
    let properties = |template: Template| -> BTreeSet<String> {
        let schema: serde_json::Value = serde_json::from_str(&template.write(Language::Fr)).expect("JSON");
        schema["properties"].as_object().expect("an object").keys().cloned().collect()
    };
    let managed = properties(Template::Schema);
    let recommended = properties(Template::RecommendedSchema);
    assert!(managed.contains("client_secret") && managed.contains("theme") && managed.contains("$schema"));
    assert!(recommended.contains("theme") && !recommended.contains("proxy"));
    assert!(recommended.is_subset(&managed));
}
