//! The verdict in words, never bolder than its evidence.

use serde::Serialize;

use crate::chart::{Counts, Estimate, Lang, count, percent, points};

use super::net;

/// With fewer judged comments nothing is concluded.
pub(super) const MIN_JUDGED: u64 = 20;
/// A lead this clear is called clear, given that the whole interval lies beyond it. By hand: 65 to 35.
const CLEAR: f64 = 0.30;
/// A lead below this is called small. By hand: 52.5 to 47.5, which nobody would see on a chart.
const SMALL: f64 = 0.05;
/// An interval wider than this can't tell. By hand, as wide as a clear lead: it could be one or none.
const WIDE: f64 = 0.30;
/// From this share on most comments are called neutral. By hand: about two thirds.
const MOSTLY_NEUTRAL: f64 = 0.65;

/// Which way the comments lean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Lean {
    Unknown,
    Positive,
    Mixed,
    Negative,
}

/// A sentence, its evidence, and which way it leans.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Verdict {
    pub(super) lean: Lean,
    pub(super) headline: String,
    pub(super) evidence: String,
}

/// The verdict over some comments.
pub(super) fn verdict(counts: Counts, lang: Lang) -> Verdict {
    let judged = counts.judged();
    let Some(net) = net::net(counts) else {
        return Verdict {
            lean: Lean::Unknown,
            headline: lang.pick("没有可以判断情绪的评论", "Nothing here can be judged").to_owned(),
            evidence: match lang {
                Lang::Zh => format!("{} 条评论只有 @人、数字、标点，或是空的。", count(counts.n(), lang)),
                Lang::En => format!(
                    "{} comments hold only mentions, digits or punctuation, or nothing.",
                    count(counts.n(), lang)
                ),
            },
        };
    };
    if judged < MIN_JUDGED {
        return too_few(counts, lang);
    }
    let evidence = evidence(counts, net, lang);
    let (lean, headline) = headline(counts, net, lang);
    Verdict { lean, headline: headline.to_owned(), evidence }
}

/// Of a handful of comments the counts are told, and nothing is concluded.
fn too_few(counts: Counts, lang: Lang) -> Verdict {
    let Counts { positive, neutral, negative, .. } = counts;
    let judged = counts.judged();
    let (headline, evidence) = match lang {
        Lang::Zh => (
            format!("只有 {judged} 条可判断的评论，太少，不下结论"),
            format!("正面 {positive} 条，中性 {neutral} 条，负面 {negative} 条。"),
        ),
        Lang::En => (
            match judged {
                1 => "Only one comment could be judged: too few to conclude anything".to_owned(),
                _ => format!("Only {judged} comments could be judged: too few to conclude anything"),
            },
            format!("{positive} positive, {neutral} neutral, {negative} negative."),
        ),
    };
    Verdict { lean: Lean::Unknown, headline, evidence }
}

fn headline(counts: Counts, net: Estimate, lang: Lang) -> (Lean, &'static str) {
    let neutral = counts.neutral as f64 / counts.judged() as f64;
    let quiet = neutral >= MOSTLY_NEUTRAL;
    if net.low > CLEAR {
        (Lean::Positive, lang.pick("好评明显占上风", "Praise clearly prevails"))
    } else if net.high < -CLEAR {
        (Lean::Negative, lang.pick("批评明显占上风", "Criticism clearly prevails"))
    } else if net.low > SMALL && quiet {
        (
            Lean::Positive,
            lang.pick(
                "多数评论不带褒贬，其余好评多于批评",
                "Most comments take no side; of the rest, praise outweighs criticism",
            ),
        )
    } else if net.high < -SMALL && quiet {
        (
            Lean::Negative,
            lang.pick(
                "多数评论不带褒贬，其余批评多于好评",
                "Most comments take no side; of the rest, criticism outweighs praise",
            ),
        )
    } else if net.low > SMALL {
        (Lean::Positive, lang.pick("好评多于批评", "More praise than criticism"))
    } else if net.high < -SMALL {
        (Lean::Negative, lang.pick("批评多于好评", "More criticism than praise"))
    } else if net.low > 0.0 && is_wide(net) {
        (Lean::Mixed, lang.pick("好评看来更多，但评论还少，说不准", "More praise so far, from few comments"))
    } else if net.high < 0.0 && is_wide(net) {
        (Lean::Mixed, lang.pick("批评看来更多，但评论还少，说不准", "More criticism so far, from few comments"))
    } else if net.low > 0.0 {
        (Lean::Mixed, lang.pick("好评略多，但优势很小", "Slightly more praise, by a small margin"))
    } else if net.high < 0.0 {
        (Lean::Mixed, lang.pick("批评略多，但差距很小", "Slightly more criticism, by a small margin"))
    } else if is_wide(net) {
        (Lean::Unknown, lang.pick("样本还太少，看不出偏向", "Too few comments yet to see a lean"))
    } else if quiet {
        (Lean::Mixed, lang.pick("多数评论不带褒贬，看不出偏向", "Most comments take no side; no lean to be seen"))
    } else {
        (Lean::Mixed, lang.pick("好评与批评旗鼓相当", "Praise and criticism balance"))
    }
}

fn is_wide(net: Estimate) -> bool {
    net.high - net.low > WIDE
}

fn evidence(counts: Counts, net: Estimate, lang: Lang) -> String {
    let share = |part| net::share(part, counts).map(|share| interval_percent(share, lang)).unwrap_or_default();
    let (positive, negative) = (share(counts.positive), share(counts.negative));
    let judged = count(counts.judged(), lang);
    let net = interval_points(net, lang);
    match lang {
        Lang::Zh => {
            format!("可判断的 {judged} 条里，正面 {positive}，负面 {negative}；净情绪 {net}。括号内是 95% 区间。")
        }
        Lang::En => format!(
            "Of {judged} judged comments, {positive} are positive, {negative} negative; net sentiment {net}. \
             In brackets: 95 % intervals."
        ),
    }
}

/// `58%（54–62）`; with a decimal where the interval would have no width: `28.2%（28.0–28.4）`
pub(super) fn interval_percent(share: Estimate, lang: Lang) -> String {
    let value = if is_narrow(share) { format!("{:.1}%", share.value * 100.0) } else { percent(share.value) };
    match lang {
        Lang::Zh => format!("{value}（{}）", range_percent(share)),
        Lang::En => format!("{value} ({})", range_percent(share)),
    }
}

/// The interval of a share without a sign: `54–62`.
pub(super) fn range_percent(share: Estimate) -> String {
    let bare = |value: f64| {
        if is_narrow(share) { format!("{:.1}", value * 100.0) } else { percent(value).trim_end_matches('%').to_owned() }
    };
    format!("{}–{}", bare(share.low), bare(share.high))
}

/// Whether both ends round to the same percentage.
fn is_narrow(share: Estimate) -> bool {
    share.low < share.high && percent(share.low) == percent(share.high)
}

/// `+41（+36 至 +46）`
pub(super) fn interval_points(net: Estimate, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}（{} 至 {}）", points(net.value), points(net.low), points(net.high)),
        Lang::En => format!("{} ({} to {})", points(net.value), points(net.low), points(net.high)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lean(positive: u64, neutral: u64, negative: u64) -> Lean {
        verdict(Counts { positive, neutral, negative, none: 0 }, Lang::Zh).lean
    }

    #[test]
    fn the_verdict_is_no_bolder_than_the_evidence() {
        assert_eq!(lean(0, 0, 0), Lean::Unknown);
        assert_eq!(lean(1, 0, 0), Lean::Unknown);
        assert_eq!(lean(19, 0, 0), Lean::Unknown);
        assert_eq!(lean(12, 4, 9), Lean::Unknown);
        assert_eq!(lean(300, 100, 50), Lean::Positive);
        assert_eq!(lean(50, 100, 300), Lean::Negative);
        assert_eq!(lean(1000, 1000, 1000), Lean::Mixed);
        assert_eq!(lean(0, 900, 0), Lean::Mixed);
    }

    #[test]
    fn a_lead_of_few_comments_is_not_called_small() {
        let few = verdict(Counts { positive: 20, neutral: 9, negative: 9, none: 0 }, Lang::Zh);
        let many = verdict(Counts { positive: 2600, neutral: 5200, negative: 2300, none: 0 }, Lang::Zh);
        assert_eq!(few.headline, "好评看来更多，但评论还少，说不准");
        assert_eq!(many.headline, "好评略多，但优势很小");
        let one = verdict(Counts { neutral: 1, ..Counts::default() }, Lang::Zh);
        assert_eq!(one.evidence, "正面 0 条，中性 1 条，负面 0 条。");
    }

    #[test]
    fn an_interval_always_has_two_ends() {
        let share = |low, high| Estimate { value: f64::midpoint(low, high), low, high };
        assert_eq!(interval_percent(share(0.2801, 0.2847), Lang::Zh), "28.2%（28.0–28.5）");
        assert_eq!(interval_percent(share(0.27, 0.29), Lang::En), "28% (27–29)");
    }

    #[test]
    fn the_evidence_names_figures_and_intervals() {
        let verdict = verdict(Counts { positive: 400, neutral: 180, negative: 120, none: 12 }, Lang::Zh);
        assert_eq!(
            verdict.evidence,
            "可判断的 700 条里，正面 57%（53–61），负面 17%（15–20）；净情绪 +40（+34 至 +45）。括号内是 95% 区间。"
        );
    }
}
