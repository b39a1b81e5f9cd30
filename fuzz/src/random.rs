//! The same check without libFuzzer, on any toolchain: pieces of the lexicons, of all of Unicode and of broken bytes,
//! put together at random. `random SECONDS [SEED]`

#[path = "../../benches/corpus/random.rs"]
mod numbers;

use std::time::{Duration, Instant};

use numbers::Random;
use shenping::Lexicon;

fn main() {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse().expect("a whole number"));
    let seconds = Duration::from_secs(arguments.next().unwrap_or(10));
    let mut random = Random(arguments.next().unwrap_or(1).max(1));
    let lexicon = Lexicon::bundled();
    let terms: Vec<&str> = lexicon.terms().map(|(_, term)| term.text.as_ref()).collect();
    let start = Instant::now();
    let mut texts = 0_u64;
    while start.elapsed() < seconds {
        shenping_fuzz::engines_agree(&text(&mut random, &terms));
        texts += 1;
    }
    println!("{texts} texts, no difference");
}

fn text(random: &mut Random, terms: &[&str]) -> Vec<u8> {
    let signs =
        ["，", "。", " ", "\n", "@", "[", "]", "😀", "\u{fe0f}", "\u{200d}", "\0", "http://", "666", "哈", "不", "A", "％"];
    let mut text = Vec::new();
    for _ in 0..=random.below(20) {
        match random.below(8) {
            0..=3 => text.extend(terms[random.below(terms.len())].bytes()),
            4 => text.extend(signs[random.below(signs.len())].bytes()),
            5 => {
                let han = char::from_u32(0x4e00 + u32::try_from(random.below(0x5200)).unwrap_or(0));
                text.extend(String::from(han.unwrap_or('好')).bytes());
            }
            6 => {
                let any = char::from_u32(u32::try_from(random.below(0x11_0000)).unwrap_or(0));
                text.extend(String::from(any.unwrap_or('\u{fffd}')).bytes());
            }
            _ => text.push(u8::try_from(random.below(256)).unwrap_or(0)),
        }
    }
    // A piece cut out of the middle breaks characters and words.
    if random.below(4) == 0 {
        let first = random.below(text.len());
        text.drain(first..(first + 1 + random.below(4)).min(text.len()));
    }
    text
}
