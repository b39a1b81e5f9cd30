//! How much of everything goes through in a second, each beside what bounds it.
//!
//! ```text
//! cargo bench --bench throughput -- [NAME] [--save-baseline NAME] [--baseline NAME]
//! ```
//!
//! Elements are comments, or pictures; bytes are those of their texts, or of the pictures. Within a group the names
//! that begin with `beside` are references: compare with them, not with another machine. See `benches/README.md`.

#![expect(missing_docs, reason = "criterion's macro makes a function without a comment")]

#[path = "corpus/comments.rs"]
mod comments;
mod corpus;

use std::hint::black_box;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use jieba_rs::Jieba;
use rayon::prelude::*;
use shenping::aggregate::{AggregateOptions, aggregate};
use shenping::chart::{self, Counts, Estimate, Lang, LocalTime, NetStretch, Picture, TimeChart, TimePoint};
use shenping::collect::read_answer;
use shenping::frame::{CommentFrame, CommentStore, score_frame};
use shenping::report::{About, ReportInput, render};
use shenping::sandbox::{Sandbox, SandboxOptions};
use shenping::score::Scratch;
use shenping::text::SegmenterKind;
use shenping::{Analyzer, Lexicon};

/// Texts of the groups that go through them one by one, and comments of the frames.
const TEXTS: usize = 10_000;
const FRAME: usize = 20_000;

fn texts(count: usize) -> Vec<String> {
    corpus::load().1.into_iter().cycle().take(count).collect()
}

fn frame(count: usize) -> CommentFrame {
    let numbered = (0..).zip(texts(count));
    CommentFrame::from_comments(numbered.map(|(number, text)| comments::comment(number, text)).collect())
}

fn bytes_of(texts: &[String]) -> u64 {
    texts.iter().map(|text| text.len() as u64).sum()
}

/// A group that tells elements a second; bytes a second follow from what it says first.
fn group<'c>(criterion: &'c mut Criterion, name: &str, elements: usize, bytes: u64) -> BenchmarkGroup<'c, WallTime> {
    writeln!(std::io::stdout(), "{name}: {elements} elements, {bytes} bytes").expect("stdout");
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(elements as u64));
    group
}

fn scan(texts: &[String]) -> usize {
    texts.iter().flat_map(|text| black_box(text.as_bytes())).map(|byte| usize::from(*byte)).sum()
}

fn cut(criterion: &mut Criterion) {
    let texts = texts(TEXTS);
    let (analyzer, jieba) = (Analyzer::bundled(), Jieba::new());
    let mut group = group(criterion, "cut", texts.len(), bytes_of(&texts));
    group.bench_function("words", |bencher| {
        bencher.iter(|| {
            let mut words = 0_usize;
            for text in &texts {
                analyzer.segmenter().cut(text, |_| words += 1);
            }
            words
        });
    });
    group.bench_function("tokens, with folding and stickers", |bencher| {
        bencher.iter(|| texts.iter().map(|text| analyzer.tokenize(text).tokens.len()).sum::<usize>());
    });
    group.bench_function("beside: jieba-rs cut(text, false)", |bencher| {
        bencher.iter(|| texts.iter().map(|text| jieba.cut(text, false).len()).sum::<usize>());
    });
    group.bench_function("beside: memory scan", |bencher| bencher.iter(|| scan(&texts)));
}

fn score(criterion: &mut Criterion) {
    let texts = texts(TEXTS);
    let (fast, jieba) = (Analyzer::bundled(), Jieba::new());
    let naive = Analyzer::with_segmenter(Lexicon::bundled(), SegmenterKind::Jieba);
    let mut group = group(criterion, "score", texts.len(), bytes_of(&texts));
    for (name, analyzer) in [("score", fast), ("beside: naive, jieba-rs and look-ups", &naive)] {
        let mut scratch = Scratch::default();
        group.bench_function(name, |bencher| {
            bencher.iter(|| texts.iter().map(|text| analyzer.score_with(text, &mut scratch).score).sum::<f64>());
        });
    }
    group.bench_function("explain", |bencher| {
        bencher.iter(|| texts.iter().map(|text| fast.explain(text).sentiment.score).sum::<f64>());
    });
    group.bench_function("beside: jieba-rs cut(text, false)", |bencher| {
        bencher.iter(|| texts.iter().map(|text| jieba.cut(text, false).len()).sum::<usize>());
    });
    group.bench_function("beside: memory scan", |bencher| bencher.iter(|| scan(&texts)));
}

fn score_a_frame(criterion: &mut Criterion) {
    let frame = frame(FRAME);
    let texts: Vec<String> = frame.texts().map(str::to_owned).collect();
    let (analyzer, jieba) = (Analyzer::bundled(), Jieba::new());
    let mut group = group(criterion, "frame", frame.len(), bytes_of(&texts));
    group.bench_function("score, all threads", |bencher| bencher.iter(|| score_frame(&frame, analyzer)));
    group.bench_function("beside: jieba-rs cut(text, false), all threads", |bencher| {
        bencher.iter(|| texts.par_iter().map(|text| jieba.cut(text, false).len()).sum::<usize>());
    });
    group.bench_function("beside: memory scan", |bencher| bencher.iter(|| scan(&texts)));
}

fn parse_a_page(criterion: &mut Criterion) {
    let sandbox = Sandbox::start(&SandboxOptions::default()).expect("a sandbox");
    let path = "/api/douyin/get-video-comment/v1?token=made-up-token&page=1&awemeId=";
    let body = get(&sandbox.base_url(), &format!("{path}{}", sandbox.video_ids()[0]));
    let hash = |id: &str| id.to_owned();
    let found = read_answer(&body, &hash).expect("a page").len();
    let mut group = group(criterion, "page", found, body.len() as u64);
    group.bench_function("JSON to comments", |bencher| bencher.iter(|| read_answer(black_box(&body), &hash)));
    group.bench_function("beside: serde_json, values passed over", |bencher| {
        bencher.iter(|| serde_json::from_str::<serde::de::IgnoredAny>(black_box(&body)).is_ok());
    });
    group.bench_function("beside: serde_json, values kept", |bencher| {
        bencher.iter(|| serde_json::from_str::<serde_json::Value>(black_box(&body)).is_ok());
    });
    group.bench_function("beside: memory scan", |bencher| bencher.iter(|| scan(std::slice::from_ref(&body))));
}

fn aggregates(criterion: &mut Criterion) {
    let frame = frame(FRAME);
    let analyzer = Analyzer::bundled();
    let scored = score_frame(&frame, analyzer);
    let bytes = frame.texts().map(|text| text.len() as u64).sum();
    let mut group = group(criterion, "aggregates", frame.len(), bytes);
    group.bench_function("all tables, all threads", |bencher| {
        bencher.iter(|| aggregate(&scored, analyzer, &AggregateOptions::default()));
    });
    group.bench_function("beside: score the frame, all threads", |bencher| {
        bencher.iter(|| score_frame(&frame, analyzer));
    });
    group.bench_function("beside: add up likes and scores", |bencher| {
        bencher.iter(|| {
            let likes: i64 = frame.likes().flatten().sum();
            (likes, scored.sentiments().iter().map(|sentiment| sentiment.score).sum::<f64>())
        });
    });
}

/// Net sentiment and volume of a week, hour by hour.
fn week() -> Picture {
    let point = |hour: u32| {
        let many = u64::from(hour % 24 * 7 + 20);
        TimePoint {
            start: LocalTime { year: 2025, month: 12, day: 21 + hour / 24, hour: hour % 24, minute: 0 },
            counts: Counts { positive: many, neutral: many / 2, negative: many / 3, none: 5 },
        }
    };
    let net = |first: usize| {
        let value = (first % 24) as f64 / 24.0;
        NetStretch { first, last: first, net: Estimate { value, low: value - 0.1, high: value + 0.1 } }
    };
    Picture::Time(TimeChart {
        lang: Lang::Zh,
        step: "1 小时".to_owned(),
        points: (0..168).map(point).collect(),
        nets: (0..168).map(net).collect(),
        net_step: "1 小时".to_owned(),
        min_for_net: 10,
        bursts: Vec::new(),
        turn: None,
    })
}

fn charts(criterion: &mut Criterion) {
    let picture = week();
    let svg = chart::svg(&picture, 1000, "").expect("a picture");
    let png = chart::png(&picture, 1000, "").expect("a picture");
    let mut drawn = group(criterion, "chart as SVG", 1, svg.len() as u64);
    drawn.bench_function("a week by the hour", |bencher| bencher.iter(|| chart::svg(&picture, 1000, "")));
    drawn.bench_function("beside: copy the bytes", |bencher| bencher.iter(|| black_box(&svg).clone()));
    drawn.finish();
    let side = |at: usize| u32::from_be_bytes([png[at], png[at + 1], png[at + 2], png[at + 3]]);
    let size = (side(16), side(20));
    let mut drawn = group(criterion, "chart as PNG", 1, png.len() as u64);
    drawn.bench_function("a week by the hour", |bencher| bencher.iter(|| chart::png(&picture, 1000, "")));
    drawn.bench_function("beside: pack an empty picture of this size", |bencher| bencher.iter(|| empty_png(size)));
}

fn report(criterion: &mut Criterion) {
    let frame = frame(FRAME);
    let analyzer = Analyzer::bundled();
    let scored = score_frame(&frame, analyzer);
    let options = AggregateOptions::default();
    let aggregates = aggregate(&scored, analyzer, &options).expect("tables");
    let about = About::default();
    let store = CommentStore::from_frame(&scored).expect("a store");
    let input = ReportInput { comments: &store, aggregates: &aggregates, analyzer, about: &about };
    let bytes = frame.texts().map(|text| text.len() as u64).sum();
    let mut group = group(criterion, "report", frame.len(), bytes);
    group.bench_function("page and all pictures, all threads", |bencher| bencher.iter(|| render(&input)));
    group.bench_function("beside: all tables, all threads", |bencher| {
        bencher.iter(|| aggregate(&scored, analyzer, &options));
    });
}

fn empty_png((width, height): (u32, u32)) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&vec![255; (width * height * 3) as usize]).expect("an image");
    drop(writer);
    out
}

/// The body of an answer of the sandbox.
fn get(base: &str, path: &str) -> String {
    let host = base.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).expect("the sandbox");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let head = answer.find("\r\n\r\n").expect("a head");
    answer.split_off(head + 4)
}

fn settings() -> Criterion {
    Criterion::default()
        .sample_size(15)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args()
}

criterion_group! {
    name = throughput;
    config = settings();
    targets = cut, score, score_a_frame, parse_a_page, aggregates, charts, report
}
criterion_main!(throughput);
