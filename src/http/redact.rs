//! Keeps secrets out of everything that is stored or shown, however a service writes them when it repeats a request.

use std::borrow::Cow;

/// What stands in a secret's place.
const MASK: &str = "***";
/// A shorter secret would also be found in ordinary words; it is masked only as a value in an address.
const SHORTEST: usize = 6;
/// Backslashes before one character that are still taken for escapes: JSON within JSON doubles them.
const BACKSLASHES: &str = "\\\\\\\\\\\\\\\\";
/// The longest entity of HTML that is read: `&#x10ffff;`.
const LONGEST_ENTITY: usize = 12;

/// The secrets of a run, those that were replaced included. Finds each of their characters as it is, percent-encoded,
/// escaped as in JSON, and as an entity of HTML.
pub(crate) struct Redactor {
    /// Longest first.
    secrets: Vec<Secret>,
    /// Bytes that a written secret can begin with.
    begins: [bool; 256],
}

struct Secret {
    plain: String,
    /// How many backslashes one of its own may have become: itself, in JSON, and in JSON within JSON.
    backslashes: &'static [usize],
    digits_only: bool,
    is_short: bool,
}

impl Default for Redactor {
    fn default() -> Self {
        let mut begins = [false; 256];
        for byte in *b"%\\&+" {
            begins[usize::from(byte)] = true;
        }
        Self { secrets: Vec::new(), begins }
    }
}

impl Redactor {
    /// Masks a secret from now on; one that is empty is none.
    pub(crate) fn add(&mut self, secret: &str) {
        let Some(first) = secret.bytes().next().filter(|_| self.secrets.iter().all(|known| known.plain != secret))
        else {
            return;
        };
        self.begins[usize::from(first)] = true;
        let digits_only = secret.bytes().all(|byte| byte.is_ascii_digit());
        let backslashes: &[usize] = if secret.contains('\\') { &[1, 2, 4] } else { &[1] };
        self.secrets.push(Secret {
            plain: secret.to_owned(),
            backslashes,
            digits_only,
            is_short: secret.len() < SHORTEST,
        });
        self.secrets.sort_by_key(|secret| std::cmp::Reverse(secret.plain.len()));
    }

    /// The text without secrets.
    pub(crate) fn clean<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut cleaned = String::new();
        let (mut copied, mut at) = (0, 0);
        while let Some(byte) = text.as_bytes().get(at) {
            let begins = self.begins[usize::from(*byte)];
            if let Some(end) = begins.then(|| self.secrets.iter().find_map(|secret| secret.end(text, at))).flatten() {
                cleaned.push_str(&text[copied..at]);
                cleaned.push_str(MASK);
                (copied, at) = (end, end);
            } else {
                at += 1;
            }
        }
        if copied == 0 {
            return Cow::Borrowed(text);
        }
        cleaned.push_str(&text[copied..]);
        Cow::Owned(cleaned)
    }
}

impl Secret {
    /// Where the secret that is written at a place ends; `None` where there is none.
    fn end(&self, text: &str, at: usize) -> Option<usize> {
        let (before, from) = text.split_at_checked(at)?;
        let mut ends = self.backslashes.iter().filter_map(|backslashes| {
            self.plain.chars().try_fold(from, |rest, c| written(rest, c, &BACKSLASHES[..*backslashes]))
        });
        let rest = from.strip_prefix(self.plain.as_str()).or_else(|| ends.next())?;
        // A token of digits may be part of an identifier, which has to stay whole.
        let is_digit = |c: char| c.is_ascii_digit();
        if self.digits_only && (before.ends_with(is_digit) || rest.starts_with(is_digit)) {
            return None;
        }
        let is_value = || ["=", "%3D", "%3d", "\\u003D", "\\u003d"].iter().any(|sign| before.ends_with(sign));
        if self.is_short && (rest.starts_with(char::is_alphanumeric) || !is_value()) {
            return None;
        }
        Some(text.len() - rest.len())
    }
}

/// What follows a character, in whichever way it is written; `None` where something else stands there.
fn written<'r>(rest: &'r str, c: char, backslash: &str) -> Option<&'r str> {
    let encoded = match rest.as_bytes().first()? {
        b'%' => percent_encoded(rest, c),
        b'\\' => escaped(rest, c),
        b'&' => entity(rest, c),
        b'+' if c == ' ' => rest.strip_prefix('+'),
        _ => None,
    };
    encoded.or_else(|| if c == '\\' { rest.strip_prefix(backslash) } else { rest.strip_prefix(c) })
}

/// `%2F`, and `%252F` where an address stands in an address.
fn percent_encoded(mut rest: &str, c: char) -> Option<&str> {
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        rest = rest.strip_prefix('%')?;
        while hex(rest, 2) != Some(u32::from(byte)) {
            rest = rest.strip_prefix("25")?;
        }
        rest = &rest[2..];
    }
    Some(rest)
}

/// `\/` and `\u002f`, with more backslashes where JSON stands in JSON.
fn escaped(rest: &str, c: char) -> Option<&str> {
    let name = match c {
        '\u{8}' => 'b',
        '\u{c}' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '/' | '"' | '\'' => c,
        _ => '\0',
    };
    let named = unslashed(rest)?.strip_prefix(name);
    named.or_else(|| {
        let mut rest = rest;
        for unit in c.encode_utf16(&mut [0; 2]) {
            rest = unslashed(rest)?.strip_prefix('u')?;
            rest = (hex(rest, 4) == Some(u32::from(*unit))).then(|| &rest[4..])?;
        }
        Some(rest)
    })
}

/// What follows one backslash or several.
fn unslashed(rest: &str) -> Option<&str> {
    let count = rest.bytes().take(BACKSLASHES.len()).take_while(|byte| *byte == b'\\').count();
    (count > 0).then(|| &rest[count..])
}

/// `&amp;`, `&#38;` and `&#x26;`.
fn entity(rest: &str, c: char) -> Option<&str> {
    let end = rest.bytes().take(LONGEST_ENTITY).position(|byte| byte == b';')?;
    let name = rest.get(1..end)?;
    let found = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            number.ok().and_then(char::from_u32)
        }
    };
    (found == Some(c)).then(|| &rest[end + 1..])
}

/// The number in so many hexadecimal digits at the start.
fn hex(rest: &str, digits: usize) -> Option<u32> {
    let digits = rest.get(..digits).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("Redactor")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor(secrets: &[&str]) -> Redactor {
        let mut redactor = Redactor::default();
        for secret in secrets {
            redactor.add(secret);
        }
        redactor
    }

    #[test]
    fn a_secret_is_found_however_it_is_written() {
        let redactor = redactor(&["se/cret+\"x y&é"]);
        for written in [
            "se/cret+\"x y&é",
            "se%2Fcret%2B%22x+y%26%C3%A9",
            "se%2fcret%2b%22x%20y%26%c3%a9",
            "se%252Fcret%252B%2522x%2520y%2526%25C3%25A9",
            r#"se\/cret+\"x y&é"#,
            r"se\u002fcret\u002B\u0022x\u0020y\u0026\u00e9",
            r#"se\\\/cret+\\\"x y\\u0026\\u00e9"#,
            "se/cret+&quot;x y&amp;&#233;",
            "se&#x2F;cret&#43;&#34;x&#32;y&#38;&#xe9;",
            r"%73%65%2F\u0063\u0072\u0065t+%22x+y&é",
        ] {
            assert_eq!(redactor.clean(&format!("?token={written}&page=1")), "?token=***&page=1", "{written}");
            assert_eq!(redactor.clean(&format!("{written}{written}")), "******", "{written}");
        }
        for other in ["nothing here", "se/cret", "", "se/cret+\"x y&", "100% \\ & + \\u00 &#; %2 %25"] {
            assert_eq!(redactor.clean(other), other);
        }
    }

    #[test]
    fn what_a_library_encodes_is_found() {
        for secret in ["act.a+b/c=", "rft.\u{1}\n\t\\ \"\\\\x", "密钥😀-key", "100%&<b>'é", "percent%25key"] {
            let redactor = redactor(&[secret]);
            let query: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
            let json = serde_json::Value::from(secret).to_string();
            let twice = serde_json::Value::from(json.as_str()).to_string();
            assert_eq!(redactor.clean(secret), MASK);
            assert_eq!(redactor.clean(&query), MASK, "{query}");
            assert_eq!(redactor.clean(&query.replace('+', "%20")), MASK, "{query}");
            assert_eq!(redactor.clean(&json), "\"***\"", "{json}");
            assert_eq!(redactor.clean(&twice), r#""\"***\"""#, "{twice}");
        }
    }

    #[test]
    fn the_longer_of_two_secrets_is_masked_whole() {
        let redactor = redactor(&["act.one", "act.one.two", ""]);
        assert_eq!(redactor.clean("act.one.two, act.one, act.on"), "***, ***, act.on");
    }

    #[test]
    fn ordinary_text_stays_whole() {
        let short = redactor(&["ok"]);
        assert_eq!(short.clean("looks ok, token=ok&page=1, a=okay"), "looks ok, token=***&page=1, a=okay");
        assert_eq!(short.clean("token%3Dok&page%3D1"), "token%3D***&page%3D1");
        let digits = redactor(&["1234567"]);
        assert_eq!(
            digits.clean("\"cid\":\"7612345670000000000\",\"t\":\"1234567\""),
            "\"cid\":\"7612345670000000000\",\"t\":\"***\""
        );
    }

    #[test]
    fn a_hostile_text_costs_time_in_proportion_to_its_length() {
        let redactor = redactor(&["\\secret", "&secret", "%secret"]);
        for hostile in ["\\", "&", "%25", "&#x", "+", "\\u005c"] {
            let text = hostile.repeat(1 << 18);
            assert_eq!(redactor.clean(&text), text);
        }
    }
}
