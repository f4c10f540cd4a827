//! The login and log-out forms of providers that others write, filled in as a person would.

use url::form_urlencoded::Serializer;

/// Where the first form of a page that is sent goes, and with what: hidden fields as they are, the name, the password,
/// and the button that goes on.
pub fn filled(page: &str, name: &str, password: &str) -> Option<(String, String)> {
    let (head, rest) = tags(page, "form").find(|(head, _)| {
        attribute(head, "method").is_some_and(|method| method.eq_ignore_ascii_case("post"))
    })?;
    let fields = rest.split("</form").next()?;
    let mut form = Serializer::new(String::new());
    for (head, _) in tags(fields, "input") {
        let Some(field) = attribute(head, "name") else { continue };
        match attribute(head, "type") {
            Some("hidden") => form.append_pair(field, attribute(head, "value").unwrap_or_default()),
            Some("password") => form.append_pair(field, password),
            Some("text" | "email") => form.append_pair(field, name),
            _ => continue,
        };
    }
    // Of several buttons, the last one does what the page is for.
    let button = tags(fields, "button").filter_map(|(head, _)| Some((attribute(head, "name")?, head))).last();
    if let Some((field, head)) = button {
        form.append_pair(field, attribute(head, "value").unwrap_or_default());
    }
    Some((attribute(head, "action").unwrap_or_default().replace("&amp;", "&"), form.finish()))
}

/// Each tag of this name: what is in it, and what comes after it.
fn tags<'a>(text: &'a str, name: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let opening = format!("<{name}");
    let starts: Vec<_> = text.match_indices(&opening).map(|(start, found)| start + found.len()).collect();
    starts.into_iter().filter_map(|start| text[start..].split_once('>'))
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}
