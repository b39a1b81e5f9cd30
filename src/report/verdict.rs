//! The verdict in words, never bolder than its evidence.

use serde::Serialize;

use crate::chart::{Counts, Estimate, Lang, count, percent, points};

use super::net;

/// With fewer judged comments nothing is concluded.
pub(super) const MIN_JUDGED: u64 = 20;
/// A lead this clear is called clear, given that the whole interval lies beyond it.
const CLEAR: f64 = 0.30;
/// A lead below this is called small.
const SMALL: f64 = 0.05;
/// An interval wider than this can't tell.
const WIDE: f64 = 0.30;
/// From this share on most comments are called neutral.
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
    let evidence = evidence(counts, net, lang);
    if judged < MIN_JUDGED {
        let headline = match lang {
            Lang::Zh => format!("只有 {judged} 条可判断的评论，太少，不下结论"),
            Lang::En => format!("Only {judged} comments could be judged: too few to conclude anything"),
        };
        return Verdict { lean: Lean::Unknown, headline, evidence };
    }
    let (lean, headline) = headline(counts, net, lang);
    Verdict { lean, headline: headline.to_owned(), evidence }
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
    } else if net.low > 0.0 {
        (Lean::Mixed, lang.pick("好评略多，但优势很小", "Slightly more praise, by a small margin"))
    } else if net.high < 0.0 {
        (Lean::Mixed, lang.pick("批评略多，但差距很小", "Slightly more criticism, by a small margin"))
    } else if net.high - net.low > WIDE {
        (Lean::Unknown, lang.pick("样本还太少，看不出偏向", "Too few comments yet to see a lean"))
    } else if quiet {
        (Lean::Mixed, lang.pick("多数评论不带褒贬，看不出偏向", "Most comments take no side; no lean to be seen"))
    } else {
        (Lean::Mixed, lang.pick("好评与批评旗鼓相当", "Praise and criticism balance"))
    }
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

/// `58%（54–62）`
pub(super) fn interval_percent(share: Estimate, lang: Lang) -> String {
    let bare = |value: f64| percent(value).trim_end_matches('%').to_owned();
    match lang {
        Lang::Zh => format!("{}（{}–{}）", percent(share.value), bare(share.low), bare(share.high)),
        Lang::En => format!("{} ({}–{})", percent(share.value), bare(share.low), bare(share.high)),
    }
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
    fn the_evidence_names_figures_and_intervals() {
        let verdict = verdict(Counts { positive: 400, neutral: 180, negative: 120, none: 12 }, Lang::Zh);
        assert_eq!(
            verdict.evidence,
            "可判断的 700 条里，正面 57%（53–61），负面 17%（15–20）；净情绪 +40（+34 至 +45）。括号内是 95% 区间。"
        );
    }
}
