//! Comments around texts: times, likes, regions and ids as they are spread under a Douyin video.

use shenping::{Comment, CommentTime};

/// 27 December 2025, 12:00 in Beijing.
const FIRST_MS: i64 = 1_766_808_000_000;
const REGIONS: [&str; 8] = ["广东", "江苏", "山东", "浙江", "四川", "河南", "北京", "湖南"];

/// The comment with this number and text: most in the first hours, few with many likes, one in ten without a region.
pub fn comment(number: u64, text: String) -> Comment {
    let mix = mix(number);
    let late = (mix & 0xffff) as f64 / 65_536.0;
    let hours = 72.0 * late * late * late;
    let likes = 2.0 / (1.0 - (mix >> 16 & 0xffff) as f64 / 65_537.0) - 2.0;
    let region = usize::try_from(mix >> 32 & 0xff).unwrap_or(0);
    Comment {
        video_id: format!("75887406800049{:05}", number / 1_000_000),
        comment_id: (7_600_000_000_000_000_000 + number).to_string(),
        level: 1,
        text,
        #[expect(clippy::cast_possible_truncation, reason = "some days")]
        created_at: Some(CommentTime::exact(FIRST_MS + (hours * 3_600_000.0) as i64 / 1000 * 1000)),
        #[expect(clippy::cast_possible_truncation, reason = "below 200,000")]
        likes: Some(likes as i64),
        replies: Some(i64::from((mix >> 40).is_multiple_of(8))),
        region: (region < 230).then(|| REGIONS[(region * region / 64) % 8].to_owned()),
        ..Comment::default()
    }
}

/// The same number, well mixed (splitmix64).
fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ mixed >> 31
}
