//! Where a comment was written, as sources label it.

use super::NotUnderstood;
use crate::comment::Region;

/// A place as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The short name of a known region, or the label of an unlisted one.
    pub name: String,
    /// Whether the table of regions has it.
    pub listed: bool,
}

/// Longest label that may still name a place, in characters.
const LONGEST_LABEL: usize = 24;

/// Reads a place label: `广东`, `IP属地：广东`, `广东省`, `中国香港`. `None` where the source says that it does not
/// know (`IP未知`, `无`, `中国`).
///
/// # Errors
/// What can be no place: numbers (an IP address must not show up in a table) and long texts.
pub fn parse_place(cell: &str) -> Result<Option<Place>, NotUnderstood> {
    if let Some(region) = Region::find(cell) {
        return Ok(Some(Place { name: region.name.to_owned(), listed: true }));
    }
    let Some(name) = Region::normalise(cell) else { return Ok(None) };
    if super::is_missing(&name) {
        return Ok(None);
    }
    let plausible = name.chars().count() <= LONGEST_LABEL
        && name.chars().any(char::is_alphabetic)
        && !name.chars().any(|c| c.is_ascii_digit() || c.is_control());
    if plausible { Ok(Some(Place { name, listed: false })) } else { Err(NotUnderstood) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_named_alike_and_addresses_are_none() {
        let listed = |name: &str| Ok(Some(Place { name: name.into(), listed: true }));
        assert_eq!(parse_place("IP属地：广东"), listed("广东"));
        assert_eq!(parse_place(" 中国香港 "), listed("香港"));
        assert_eq!(parse_place("火星"), Ok(Some(Place { name: "火星".into(), listed: false })));
        for cell in ["", "无", "IP未知", "中国", "nan", "N/A"] {
            assert_eq!(parse_place(cell), Ok(None), "{cell:?}");
        }
        for cell in ["192.168.0.1", "12", "fe80::1", "这个视频真的太好看了，我看了一遍又一遍，推荐给大家一起来看"]
        {
            assert_eq!(parse_place(cell), Err(NotUnderstood), "{cell:?}");
        }
    }
}
