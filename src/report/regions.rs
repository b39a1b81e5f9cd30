//! Where it is liked and where not.

use serde::Serialize;

use crate::aggregate::RegionRow;
use crate::chart::{Counts, Lang, RegionMap, RegionTile, THIN_SAMPLE, count};
use crate::comment::{Region, RegionGroup};

use super::net;
use super::quotes::shown;
use super::verdict::{interval_percent, interval_points};

/// With 34 places compared, a difference of this many standard errors comes about by chance in 5 % of reports
/// (Bonferroni: 0.05 / 34, two-sided).
const STANDS_OUT_Z: f64 = 3.18;

/// More places abroad with too few comments than this are left to the CSV file.
const MAX_FAINT: usize = 10;

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct RegionView {
    pub(super) name: String,
    pub(super) n: String,
    pub(super) judged: u64,
    pub(super) positive: String,
    pub(super) negative: String,
    pub(super) net: String,
    pub(super) likes: String,
    /// Too few comments to conclude anything.
    pub(super) thin: bool,
    /// `higher`, `lower` or empty: differs from the rest beyond chance.
    pub(super) differs: &'static str,
}

/// Rows of the table, most comments first.
pub(super) fn views(rows: &[RegionRow], total: Counts, lang: Lang) -> Vec<RegionView> {
    let all = left_out(rows) == 0;
    rows.iter().filter(|row| all || !is_faint(row)).map(|row| view(row, total, lang)).collect()
}

/// How many places abroad with too few comments the table leaves out; none where there are not many of them.
pub(super) fn left_out(rows: &[RegionRow]) -> usize {
    let faint = rows.iter().filter(|row| is_faint(row)).count();
    if faint > MAX_FAINT { faint } else { 0 }
}

fn is_faint(row: &RegionRow) -> bool {
    row.group == RegionGroup::Abroad && net::counts(&row.metrics).judged() < THIN_SAMPLE
}

fn view(row: &RegionRow, total: Counts, lang: Lang) -> RegionView {
    let counts = net::counts(&row.metrics);
    let share = |part| net::share(part, counts).map_or_else(|| "–".to_owned(), |share| interval_percent(share, lang));
    RegionView {
        name: name(row, lang),
        n: count(row.metrics.n, lang),
        judged: counts.judged(),
        positive: share(counts.positive),
        negative: share(counts.negative),
        net: net::net(counts).map_or_else(|| "–".to_owned(), |net| interval_points(net, lang)),
        likes: row.metrics.likes.map_or_else(|| "–".to_owned(), |likes| count(u64::try_from(likes).unwrap_or(0), lang)),
        thin: counts.judged() < THIN_SAMPLE,
        differs: differs(row, total),
    }
}

/// Whether a place differs from the rest of the comments beyond chance.
fn differs(row: &RegionRow, total: Counts) -> &'static str {
    let counts = net::counts(&row.metrics);
    if row.group == RegionGroup::Unknown || counts.judged() < THIN_SAMPLE {
        return "";
    }
    match net::difference_z(counts, net::rest(total, counts)) {
        Some(z) if z >= STANDS_OUT_Z => "higher",
        Some(z) if z <= -STANDS_OUT_Z => "lower",
        _ => "",
    }
}

/// Names of the places that differ, those above and those below.
pub(super) fn standing_out(rows: &[RegionRow], total: Counts, lang: Lang) -> (Vec<String>, Vec<String>) {
    let of = |side: &str| rows.iter().filter(|row| differs(row, total) == side).map(|row| name(row, lang)).collect();
    (of("higher"), of("lower"))
}

fn name(row: &RegionRow, lang: Lang) -> String {
    if row.group == RegionGroup::Unknown {
        return lang.pick("未知", "unknown").to_owned();
    }
    place(&row.region, lang)
}

/// The name of a place in a language; as it was written where the table does not know it.
pub(super) fn place(region: &str, lang: Lang) -> String {
    match Region::find(region).filter(|_| lang == Lang::En) {
        Some(region) => region.english.to_owned(),
        None => shown(region, 20).0,
    }
}

/// The tile map.
pub(super) fn map(rows: &[RegionRow], lang: Lang) -> RegionMap {
    let all: u64 = rows.iter().map(|row| row.metrics.n).sum();
    let sum = |group| -> (u64, f64) {
        let n = rows.iter().filter(|row| row.group == group).map(|row| row.metrics.n).sum();
        (n, if all == 0 { 0.0 } else { n as f64 / all as f64 })
    };
    RegionMap {
        lang,
        provinces: rows.iter().filter_map(|row| tile(row, lang)).collect(),
        abroad: sum(RegionGroup::Abroad),
        unknown: sum(RegionGroup::Unknown),
    }
}

fn tile(row: &RegionRow, lang: Lang) -> Option<RegionTile> {
    let region = Region::find(&row.region).filter(|region| region.group == RegionGroup::Province)?;
    let counts = net::counts(&row.metrics);
    Some(RegionTile {
        tile: region.tile,
        name: name(row, lang),
        n: row.metrics.n,
        judged: counts.judged(),
        net: net::net(counts),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::Metrics;

    fn row(region: &str, group: RegionGroup, positive: u64) -> RegionRow {
        RegionRow {
            region: region.to_owned(),
            region_code: String::new(),
            group,
            metrics: Metrics { n: positive, positive, ..Metrics::default() },
        }
    }

    #[test]
    fn many_places_abroad_with_few_comments_are_counted_only() {
        let mut rows = vec![row("广东", RegionGroup::Province, 3), row("日本", RegionGroup::Abroad, 30)];
        rows.extend((0..MAX_FAINT).map(|n| row(&format!("国{n}"), RegionGroup::Abroad, 1)));
        assert_eq!((left_out(&rows), views(&rows, Counts::default(), Lang::Zh).len()), (0, 12));
        rows.push(row("法国", RegionGroup::Abroad, 1));
        assert_eq!((left_out(&rows), views(&rows, Counts::default(), Lang::Zh).len()), (11, 2));
    }

    #[test]
    fn places_have_names_in_either_language() {
        let both = |region| (place(region, Lang::Zh), place(region, Lang::En));
        assert_eq!(both("广东"), ("广东".to_owned(), "Guangdong".to_owned()));
        assert_eq!(both("火星"), ("火星".to_owned(), "火星".to_owned()));
    }
}
