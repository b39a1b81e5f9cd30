//! Numbers with their words, in every message alike.

/// A number with what it counts, of which the first word takes an `s` unless it is one: `1 row left out`,
/// `2 rows left out`.
pub(crate) fn counted(count: u64, what: &str) -> String {
    let (first, rest) = what.split_at(what.find(' ').unwrap_or(what.len()));
    format!("{count} {first}{}{rest}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        for (count, what, said) in [
            (0, "call", "0 calls"),
            (1, "call", "1 call"),
            (2, "row shorter than the header", "2 rows shorter than the header"),
            (1, "row shorter than the header", "1 row shorter than the header"),
        ] {
            assert_eq!(counted(count, what), said);
        }
    }
}
