//! Proportions: how many likes, which place, what hour. Rounded from public samples of the platform's comments.

use crate::sandbox::dice::Dice;

/// Seconds of a day.
pub(super) const DAY: i64 = 86_400;
/// Offset of China's clocks.
const CHINA: i64 = 8 * 3600;

/// Places by IP, with weights; an empty place is a missing label.
const REGIONS: &[(&str, usize)] = &[
    ("广东", 3300),
    ("", 1100),
    ("四川", 1620),
    ("江苏", 1500),
    ("浙江", 1350),
    ("山东", 1250),
    ("河南", 890),
    ("河北", 745),
    ("湖北", 630),
    ("福建", 625),
    ("安徽", 600),
    ("北京", 595),
    ("上海", 580),
    ("陕西", 570),
    ("广西", 565),
    ("湖南", 555),
    ("重庆", 545),
    ("辽宁", 490),
    ("云南", 405),
    ("贵州", 390),
    ("山西", 365),
    ("江西", 335),
    ("吉林", 317),
    ("黑龙江", 313),
    ("新疆", 238),
    ("内蒙古", 220),
    ("天津", 217),
    ("海南", 197),
    ("甘肃", 194),
    ("宁夏", 101),
    ("中国台湾", 71),
    ("IP未知", 71),
    ("青海", 52),
    ("西藏", 37),
    ("马来西亚", 31),
    ("新加坡", 11),
    ("美国", 10),
    ("中国香港", 26),
    ("西班牙", 7),
    ("澳大利亚", 7),
    ("韩国", 6),
    ("日本", 5),
    ("泰国", 4),
    ("英国", 4),
    ("加拿大", 4),
    ("中国澳门", 12),
    ("尼日利亚", 1),
];

/// Where somebody writes from: one in seven from the place that has a reason of its own to write.
pub(super) fn region(dice: &mut Dice, involved: &'static str) -> Option<&'static str> {
    if !involved.is_empty() && dice.permille(140) {
        return Some(involved);
    }
    dice.weighted(REGIONS, |(_, weight)| *weight).map(|(name, _)| *name).filter(|name| !name.is_empty())
}

/// Weights of the 24 hours in China.
const HOURS: [usize; 24] = [30, 16, 9, 6, 4, 4, 9, 20, 34, 42, 48, 56, 62, 56, 50, 52, 66, 72, 74, 76, 74, 68, 58, 44];

/// Weights of the days after publication.
const DAYS: [usize; 7] = [300, 220, 150, 100, 70, 50, 40];

/// When an ordinary comment comes, in seconds: most in the first days, following the day's rhythm.
pub(super) fn posting_time(dice: &mut Dice, published_at: i64) -> i64 {
    let day_start = published_at - (published_at + CHINA).rem_euclid(DAY);
    let day = index_by_weight(dice, &DAYS);
    let hour = index_by_weight(dice, &HOURS);
    let time = day_start + day * DAY + hour * 3600 + dice.between(0, 3599);
    if time > published_at { time } else { published_at + 60 + dice.between(0, 5 * 3600) }
}

/// When the story turns: the third evening, 19:40 in China.
pub(super) fn event_time(published_at: i64) -> i64 {
    let day_start = published_at - (published_at + CHINA).rem_euclid(DAY);
    day_start + 2 * DAY + 19 * 3600 + 40 * 60
}

/// When a comment on the event comes: a burst that fades within the night.
pub(super) fn burst_time(dice: &mut Dice, event_at: i64) -> i64 {
    let draws = [(); 3].map(|()| dice.between(0, 10 * 3600));
    event_at + draws.into_iter().min().unwrap_or(0)
}

fn index_by_weight(dice: &mut Dice, weights: &[usize]) -> i64 {
    let indexed: Vec<_> = weights.iter().copied().zip(0..).collect();
    dice.weighted(&indexed, |(weight, _)| *weight).map_or(0, |(_, index)| *index)
}

/// Likes of the comments under a video, most first: three quarters get none, a handful get hundreds, and the first
/// holds about 35 % of all.
pub(super) fn likes(dice: &mut Dice, comments: usize) -> Vec<u32> {
    let mut likes: Vec<u32> = (0..comments).map(|_| likes_of_one(dice)).collect();
    likes.sort_unstable_by(|a, b| b.cmp(a));
    let others: u64 = likes.iter().skip(1).map(|likes| u64::from(*likes)).sum();
    if let Some(top) = likes.first_mut() {
        // x / (x + others) = 0.35
        *top = u32::try_from(others * 7 / 13 + 3).unwrap_or(u32::MAX).max(*top);
    }
    likes
}

fn likes_of_one(dice: &mut Dice) -> u32 {
    let (low, high) = match dice.below(1000) {
        0..740 => (0, 0),
        740..860 => (1, 1),
        860..910 => (2, 2),
        910..962 => (3, 9),
        962..988 => (10, 60),
        988..996 => (61, 240),
        996..999 => (241, 900),
        _ => (901, 2400),
    };
    u32::try_from(dice.between(low, high)).unwrap_or(0)
}

/// How many answers a comment gets; what is much liked is much answered.
pub(super) fn replies(dice: &mut Dice, likes: u32) -> usize {
    if likes > 200 {
        return dice.below(28) + 4;
    }
    match dice.below(1000) {
        0..874 => 0,
        874..940 => 1,
        940..970 => 2,
        970..992 => 3 + dice.below(4),
        _ => 7 + dice.below(12),
    }
}
