//! Keeps the token out of everything that is stored or shown.

use std::borrow::Cow;

/// What stands in the token's place.
const MASK: &str = "***";
/// A shorter token would also be found in ordinary words; only `token=…` is masked then.
const SHORTEST: usize = 6;

/// Replaces the token in texts, in each form a service may echo it.
pub(crate) struct Redactor {
    forms: Vec<String>,
    digits_only: bool,
}

impl Redactor {
    pub(crate) fn new(token: &str) -> Self {
        let encoded: String = url::form_urlencoded::byte_serialize(token.as_bytes()).collect();
        let in_json = serde_json::Value::from(token).to_string();
        let in_json = in_json.trim_matches('"').to_owned();
        let mut forms =
            vec![token.to_owned(), encoded.replace('+', "%20"), encoded, in_json.replace('/', "\\/"), in_json];
        if token.len() < SHORTEST {
            forms = forms.iter().flat_map(|form| [format!("token={form}"), format!("token%3D{form}")]).collect();
        }
        forms.retain(|form| !form.is_empty());
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        forms.dedup();
        Self { forms, digits_only: token.bytes().all(|byte| byte.is_ascii_digit()) }
    }

    /// The text without the token.
    pub(crate) fn clean<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut text = Cow::Borrowed(text);
        for form in &self.forms {
            if text.contains(form.as_str()) {
                text = Cow::Owned(self.replace(&text, form));
            }
        }
        text
    }

    fn replace(&self, text: &str, form: &str) -> String {
        if !self.digits_only {
            return text.replace(form, MASK);
        }
        // A token of digits may be part of an identifier, which has to stay whole.
        let mut cleaned = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(form) {
            let (before, after) = (&rest[..at], &rest[at + form.len()..]);
            let inside =
                before.ends_with(|c: char| c.is_ascii_digit()) || after.starts_with(|c: char| c.is_ascii_digit());
            cleaned.push_str(before);
            cleaned.push_str(if inside { form } else { MASK });
            rest = after;
        }
        cleaned.push_str(rest);
        cleaned
    }
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("Redactor")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_token_is_masked() {
        let redactor = Redactor::new("se/cret+\"x y");
        for echoed in ["?token=se/cret+\"x y&page=1", "se%2Fcret%2B%22x+y", "se%2Fcret%2B%22x%20y", r#"se\/cret+\"x y"#]
        {
            let clean = redactor.clean(echoed);
            assert!(!clean.contains("cret"), "{clean}");
            assert!(clean.contains(MASK));
        }
        assert_eq!(redactor.clean("nothing here"), "nothing here");
    }

    #[test]
    fn ordinary_text_stays_whole() {
        let short = Redactor::new("ok");
        assert_eq!(short.clean("looks ok, token=ok&page=1"), "looks ok, ***&page=1");
        let digits = Redactor::new("1234567");
        assert_eq!(
            digits.clean("\"cid\":\"7612345670000000000\",\"t\":\"1234567\""),
            "\"cid\":\"7612345670000000000\",\"t\":\"***\""
        );
    }
}
