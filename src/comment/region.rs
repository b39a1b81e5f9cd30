//! Where a comment was written, by the platform's IP label.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The bundled table of provincial units and countries.
const REGIONS_TSV: &str = include_str!("../../lexicons/regions.tsv");

/// Which of the three kinds of place a label names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RegionGroup {
    /// One of the 34 provincial units.
    Province,
    /// A country or territory outside China.
    Abroad,
    /// Not said, or not understood.
    Unknown,
}

impl RegionGroup {
    /// The word used in tables: `province`, `abroad`, `unknown`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::Abroad => "abroad",
            Self::Unknown => "unknown",
        }
    }
}

/// One place comments come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// The short Chinese name used everywhere in results: `广东`, `内蒙古`, `马来西亚`.
    pub name: &'static str,
    /// ISO 3166-2 for the 34 provincial units (`CN-GD`), ISO 3166-1 alpha-2 for countries (`MY`).
    pub code: &'static str,
    /// Province or abroad; a known region is never [`RegionGroup::Unknown`].
    pub group: RegionGroup,
    /// One-character abbreviation of a provincial unit (`粤`); empty for countries.
    pub tile: &'static str,
    /// The English name: `Guangdong`, `Malaysia`.
    pub english: &'static str,
}

/// Words that sources write when they do not know; compared after the prefix is taken off.
const UNKNOWN_LABELS: [&str; 12] =
    ["", "无", "未知", "IP未知", "ip未知", "-", "--", "null", "NULL", "None", "nan", "中国"];

impl Region {
    /// All known regions in the order of the bundled table.
    pub fn all() -> &'static [Region] {
        &TABLE.regions
    }

    /// The region a label names: `广东`, `广东省`, `IP属地：广东`, `中国香港`, `来自广东`, `United States`.
    /// `None` where the label says nothing (`IP未知`, `无`, `中国`) or is not in the table.
    pub fn find(label: &str) -> Option<&'static Region> {
        let label = strip_prefix(label);
        if is_unknown(label) {
            return None;
        }
        let index = TABLE.by_name.get(label).or_else(|| {
            // A city glued on (`广东 深圳`, `广东·深圳`): the province is what we aggregate by.
            let head = label.split([' ', '·', '-', '/', ',', '，']).next()?;
            TABLE.by_name.get(head)
        })?;
        Some(&TABLE.regions[*index])
    }

    /// The name to store for a label: the short name of a known region, the trimmed label of an unlisted one,
    /// `None` where the label says that nothing is known.
    pub fn normalise(label: &str) -> Option<String> {
        if let Some(region) = Self::find(label) {
            return Some(region.name.to_owned());
        }
        let label = strip_prefix(label);
        (!is_unknown(label)).then(|| label.to_owned())
    }
}

fn is_unknown(label: &str) -> bool {
    UNKNOWN_LABELS.contains(&label)
}

/// Takes off white space and the words some sources put in front.
fn strip_prefix(label: &str) -> &str {
    let mut label = label.trim();
    for prefix in ["IP属地", "ip属地", "IP归属地", "来自", "发布于"] {
        if let Some(rest) = label.strip_prefix(prefix) {
            label = rest.trim_start_matches(['：', ':', ' ']);
        }
    }
    label.trim()
}

struct RegionTable {
    regions: Vec<Region>,
    by_name: HashMap<&'static str, usize>,
}

static TABLE: LazyLock<RegionTable> = LazyLock::new(|| {
    let mut regions = Vec::new();
    let mut by_name = HashMap::new();
    // The header and every row are checked by a test over the bundled files.
    let rows = REGIONS_TSV.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).skip(1);
    for row in rows {
        let mut cells = row.split('\t');
        let (Some(name), Some(code), Some(group), Some(tile)) =
            (cells.next(), cells.next(), cells.next(), cells.next())
        else {
            continue;
        };
        let group = if group == "province" { RegionGroup::Province } else { RegionGroup::Abroad };
        let index = regions.len();
        let aliases = || cells.clone().next().unwrap_or_default().split('|').filter(|alias| !alias.is_empty());
        let english = aliases().find(|alias| alias.is_ascii() && alias.len() > 3).unwrap_or(code);
        regions.push(Region { name, code, group, tile: if tile == "-" { "" } else { tile }, english });
        by_name.insert(name, index);
        for alias in aliases() {
            by_name.entry(alias).or_insert(index);
        }
    }
    RegionTable { regions, by_name }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_every_source_are_understood() {
        let cases = [
            ("广东", Some("CN-GD")),
            ("广东省", Some("CN-GD")),
            ("IP属地：广东", Some("CN-GD")),
            ("IP属地:内蒙古自治区", Some("CN-NM")),
            ("中国香港", Some("CN-HK")),
            ("香港特别行政区", Some("CN-HK")),
            ("中国台湾", Some("CN-TW")),
            ("来自北京", Some("CN-BJ")),
            ("马来西亚", Some("MY")),
            (" 广西 ", Some("CN-GX")),
            ("IP未知", None),
            ("无", None),
            ("", None),
            ("中国", None),
            ("IP属地：未知", None),
            ("火星", None),
        ];
        for (label, code) in cases {
            assert_eq!(Region::find(label).map(|region| region.code), code, "{label:?}");
        }
    }

    #[test]
    fn there_are_34_provincial_units_with_distinct_tiles() {
        let provinces: Vec<_> = Region::all().iter().filter(|r| r.group == RegionGroup::Province).collect();
        assert_eq!(provinces.len(), 34);
        let tiles: std::collections::HashSet<_> = provinces.iter().map(|r| r.tile).collect();
        assert_eq!(tiles.len(), 34);
    }

    #[test]
    fn every_place_has_an_english_name() {
        for region in Region::all() {
            assert!(region.english.len() > 3 && region.english != region.code, "{}", region.name);
        }
        assert_eq!(Region::find("陕西").map(|region| region.english), Some("Shaanxi"));
    }

    #[test]
    fn an_unlisted_place_keeps_its_name_and_a_placeholder_becomes_nothing() {
        assert_eq!(Region::normalise("火星"), Some("火星".to_owned()));
        assert_eq!(Region::normalise("中国澳门"), Some("澳门".to_owned()));
        assert_eq!(Region::normalise("无"), None);
    }
}
