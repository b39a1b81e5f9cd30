//! Every picture at its extremes: nothing, one comment, an hour, three years, hostile words.

use super::*;

fn point(hour: i64, counts: Counts) -> TimePoint {
    TimePoint { start: LocalTime::from_ms(1_759_276_800_000 + hour * 3_600_000), counts }
}

fn net_of(index: usize, counts: Counts) -> Option<NetStretch> {
    let value = (counts.positive as f64 - counts.negative as f64) / counts.judged().max(1) as f64;
    let net = Estimate { value, low: (value - 0.2).max(-1.0), high: (value + 0.2).min(1.0) };
    (counts.judged() >= 5).then_some(NetStretch { first: index, last: index, net })
}

fn time_chart(points: Vec<TimePoint>) -> Picture {
    let bursts = if points.len() > 5 { vec![Burst { first: 3, last: 4, label: "A".to_owned() }] } else { Vec::new() };
    let nets = points.iter().enumerate().filter_map(|(index, point)| net_of(index, point.counts)).collect();
    let turn = (points.len() > 5).then_some(4);
    let step = "1 小时".to_owned();
    Picture::Time(TimeChart {
        lang: Lang::Zh,
        net_step: step.clone(),
        step,
        points,
        nets,
        min_for_net: 5,
        bursts,
        turn,
    })
}

fn wave(count: i64) -> Vec<TimePoint> {
    (0..count)
        .map(|hour| {
            let level = u64::try_from((hour * 7919) % 37 + if (3..5).contains(&hour) { 90 } else { 2 }).unwrap();
            point(hour, Counts { positive: level / 2, neutral: level / 5, negative: level / 4, none: 1 })
        })
        .collect()
}

fn tile(tile: &'static str, name: &str, n: u64, net: f64) -> RegionTile {
    let net = Some(Estimate { value: net, low: net - 0.1, high: net + 0.1 });
    RegionTile { tile, name: name.to_owned(), n, judged: n, net }
}

fn bar(term: &str, n: u64, z: f64) -> KeywordBar {
    KeywordBar { term: term.to_owned(), n, z }
}

/// Pictures with made-up data, the everyday and the odd.
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn gallery() -> Vec<(&'static str, Picture)> {
    let hostile = "<script>alert(1)</script>{{7*7}}\u{202E}龘\u{E000}1,2,3,4|x👍";
    let quote =
        |text: &str, positive| PosterQuote { text: text.to_owned(), note: "1.2万 赞 · 广东".to_owned(), positive };
    let likes_bar =
        |name: &str, n, shares| LikesBar { name: name.to_owned(), n, of_likes: false, shares: Some(shares) };
    let poster = Poster {
        lang: Lang::Zh,
        title: "新品发布视频".to_owned(),
        verdict: "多数人喜欢，少数人不满价格".to_owned(),
        evidence: "712 条评论里 58% 正面、17% 负面，净情绪 +41，区间 +37 到 +45。".to_owned(),
        counts: Counts { positive: 400, neutral: 180, negative: 120, none: 12 },
        points: wave(48),
        step: "1 小时".to_owned(),
        turn: Some((4, "10月1日 04:00 起转差".to_owned())),
        span: "2025-10-01 – 2025-10-02".to_owned(),
        praised: ["好看", "支持", "用心"].map(str::to_owned).to_vec(),
        criticised: ["太贵", "广告"].map(str::to_owned).to_vec(),
        quotes: vec![quote("拍得真好，看了三遍还想看！👍", true), quote(hostile, false)],
        footer: vec!["shenping 0.1.0".to_owned()],
    };
    vec![
        ("time-empty", time_chart(Vec::new())),
        ("time-one", time_chart(vec![point(0, Counts { positive: 1, ..Counts::default() })])),
        ("time-two-days", time_chart(wave(48))),
        ("time-three-years", time_chart(wave(24 * 365 * 3).into_iter().step_by(24 * 7).collect())),
        ("time-dense", time_chart(wave(900))),
        (
            "polarity",
            Picture::Polarity(PolarityBars {
                lang: Lang::Zh,
                counts: Counts { positive: 400, neutral: 180, negative: 120, none: 12 },
                shares: Some([0.57, 0.26, 0.17].map(|value| Estimate { value, low: value - 0.03, high: value + 0.03 })),
            }),
        ),
        (
            "polarity-none",
            Picture::Polarity(PolarityBars {
                lang: Lang::En,
                counts: Counts { none: 3, ..Counts::default() },
                shares: None,
            }),
        ),
        (
            "likes",
            Picture::Likes(Likes {
                lang: Lang::Zh,
                summary: vec![
                    likes_bar("每条评论一票", 700, [0.57, 0.26, 0.17]),
                    likes_bar("每个点赞一票", 700, [0.31, 0.02, 0.67]),
                ],
                bins: vec![
                    likes_bar("0 赞", 400, [0.6, 0.25, 0.15]),
                    likes_bar("1–9 赞", 200, [1.0, 0.0, 0.0]),
                    LikesBar { name: "1万+ 赞".to_owned(), n: 0, of_likes: false, shares: None },
                ],
            }),
        ),
        (
            "region",
            Picture::Region(RegionMap {
                lang: Lang::Zh,
                provinces: vec![
                    tile("粤", "广东", 120_300, 0.52),
                    tile("京", "北京", 60, -0.2),
                    tile("蒙", "内蒙古", 45, 0.31),
                    tile("川", "四川", 44, 0.02),
                    tile("沪", "上海", 30, -0.6),
                    tile("藏", "西藏", 3, 0.9),
                ],
                abroad: (18, 0.03),
                unknown: (200, 0.28),
            }),
        ),
        (
            "keywords",
            Picture::Keywords(Keywords {
                lang: Lang::Zh,
                positive: vec![
                    bar("好看", 210, 9.3),
                    bar("支持国货", 88, 6.1),
                    bar("[赞]", 40, 3.2),
                    bar("👍", 12, 2.1),
                ],
                negative: vec![bar("太贵", 60, 7.7), bar(hostile, 9, 2.0)],
            }),
        ),
        ("keywords-none", Picture::Keywords(Keywords { lang: Lang::En, positive: vec![], negative: vec![] })),
        (
            "cloud",
            Picture::Cloud(Cloud {
                lang: Lang::Zh,
                words: (1..60_u64)
                    .map(|index| CloudWord { term: format!("词语{index}"), n: 400 / index, positive: index % 3 > 0 })
                    .collect(),
            }),
        ),
        ("poster", Picture::Poster(poster)),
    ]
}

#[test]
fn every_picture_is_drawn_both_ways_at_both_widths() {
    for (name, picture) in gallery() {
        for width in [360, 1000] {
            let text = svg(&picture, width, name).expect(name);
            assert!(text.starts_with("<svg") && text.ends_with("</svg>"), "{name}");
            assert!(!text.contains("<script") && !text.contains('\u{202E}') && !text.contains('\u{E000}'), "{name}");
            assert_eq!(svg(&picture, width, name).expect(name), text, "{name} is the same every time");
        }
        let width = if matches!(picture, Picture::Poster(_)) { 540 } else { 1000 };
        let bytes = png(&picture, width, "712 条评论 · shenping").expect(name);
        assert!(bytes.starts_with(b"\x89PNG"), "{name}");
        if let Some(folder) = std::env::var_os("SHENPING_GALLERY") {
            std::fs::write(std::path::Path::new(&folder).join(format!("{name}.png")), bytes).expect(name);
            for width in [360, 1000] {
                let path = std::path::Path::new(&folder).join(format!("{name}-{width}.svg"));
                std::fs::write(path, svg(&picture, width, name).expect(name)).expect(name);
            }
        }
    }
}

#[test]
fn every_colour_of_a_picture_follows_the_page() {
    for (name, picture) in gallery() {
        let text = svg(&picture, 1000, name).expect(name);
        for attribute in ["fill=\"#", "stroke=\"#"] {
            assert!(!text.contains(attribute), "{name} has a fixed colour");
        }
    }
}

#[test]
fn tooltips_tell_the_interval() {
    let (_, region) = gallery().into_iter().find(|(name, _)| *name == "region").expect("in the gallery");
    let text = svg(&region, 1000, "").expect("drawn");
    assert!(text.contains("<title>北京：60 条，净情绪 −20 (−30…−10)</title>"));
    assert!(text.contains("<title>西藏：3 条，净情绪 +90 (+80…+100)；样本太少</title>"));
    assert_eq!(text.matches("<title>").count(), 34);
}

#[test]
fn wall_clocks_survive_the_round_trip() {
    for (ms, expected) in [
        (0, (1970, 1, 1)),
        (951_782_400_000, (2000, 2, 29)),
        (1_767_139_200_000, (2025, 12, 31)),
        (-86_400_000, (1969, 12, 31)),
    ] {
        let time = LocalTime::from_ms(ms);
        assert_eq!((time.year, time.month, time.day), expected);
        assert_eq!(time.days() * 86_400_000, ms);
    }
}
