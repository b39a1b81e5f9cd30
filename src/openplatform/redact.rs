//! Keeps secrets out of what the platform says: a careless answer may repeat the request.

use secrecy::{ExposeSecret, SecretString};

/// What stands in a secret's place.
const MASK: &str = "***";
/// A shorter value would also be found in ordinary words.
const SHORTEST: usize = 4;
/// Longer messages are cut: they are shown in one line.
const LONGEST_CHARS: usize = 300;

/// Every secret of the run, tokens that were replaced included.
#[derive(Default)]
pub(super) struct Redactor {
    forms: Vec<String>,
}

impl Redactor {
    /// Adds a secret, plainly and as it stands in an address.
    pub(super) fn add(&mut self, secret: &SecretString) {
        let plain = secret.expose_secret();
        if plain.len() < SHORTEST {
            return;
        }
        let encoded: String = url::form_urlencoded::byte_serialize(plain.as_bytes()).collect();
        self.forms.extend([plain.to_owned(), encoded.replace('+', "%20"), encoded]);
        self.forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        self.forms.dedup();
    }

    /// The text without secrets, in one line, not longer than a message should be.
    pub(super) fn clean(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for form in &self.forms {
            clean = clean.replace(form.as_str(), MASK);
        }
        let visible = clean.chars().map(|c| if c.is_control() { ' ' } else { c });
        visible.take(LONGEST_CHARS).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_vanish_in_every_form() {
        let mut redactor = Redactor::default();
        redactor.add(&"act.a+b/c=".into());
        redactor.add(&"ab".into());
        assert_eq!(redactor.clean("bad act.a+b/c= and act.a%2Bb%2Fc%3D\n"), "bad *** and *** ");
        assert_eq!(redactor.clean("about"), "about");
    }
}
