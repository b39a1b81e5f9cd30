use proptest::prelude::*;

use super::*;
use TimePrecision::{Day, Exact, Relative};

/// 2025-12-27 09:30:45 in Beijing.
const ANCHOR: i64 = 1_766_799_045_000;

fn read(cell: &str, anchor: Option<i64>) -> (Option<(i64, TimePrecision)>, Option<&str>) {
    let parsed = parse_time(cell, anchor).unwrap_or_else(|_| panic!("{cell:?} is not understood"));
    let parsed = parsed.unwrap_or_else(|| panic!("{cell:?} is nothing"));
    (parsed.time.map(|time| (time.unix_ms, time.precision)), parsed.place)
}

#[test]
fn absolute_times_of_every_source_are_read() {
    let cases = [
        ("1720997700", 1_720_997_700_000, Exact),
        ("1720997700123", 1_720_997_700_123, Exact),
        ("1720997700.0", 1_720_997_700_000, Exact),
        ("1.7209977E9", 1_720_997_700_000, Exact),
        ("2024/7/15 6:55", 1_720_997_700_000, Exact),
        ("2024-07-15 06:55:00", 1_720_997_700_000, Exact),
        ("2024-07-15 06:55:00.250", 1_720_997_700_250, Exact),
        ("2024-07-15T06:55:00+08:00", 1_720_997_700_000, Exact),
        ("2024-07-14T22:55:00Z", 1_720_997_700_000, Exact),
        ("2024-07-14 22:55:00 UTC", 1_720_997_700_000, Exact),
        ("2024-07-14T18:55:00-0400", 1_720_997_700_000, Exact),
        ("2024-07-15T06:55:00.000+08", 1_720_997_700_000, Exact),
        ("2024年7月15日 6:55", 1_720_997_700_000, Exact),
        ("2024年7月15日6时55分", 1_720_997_700_000, Exact),
        ("2024/7/15 上午6:55", 1_720_997_700_000, Exact),
        ("2024/7/15 6:55 AM", 1_720_997_700_000, Exact),
        ("2024/7/15 下午6:55:00", 1_721_040_900_000, Exact),
        ("20240715065500", 1_720_997_700_000, Exact),
        ("Mon Jul 15 06:55:00 +0800 2024", 1_720_997_700_000, Exact),
        ("2019-08-13 00:17:49", 1_565_626_669_000, Exact),
        ("2025-10-30 ", 1_761_753_600_000, Day),
        ("2025.08.07", 1_754_496_000_000, Day),
        ("2025/8/7", 1_754_496_000_000, Day),
        ("20250807", 1_754_496_000_000, Day),
        ("2025年8月7日", 1_754_496_000_000, Day),
    ];
    for (cell, unix_ms, precision) in cases {
        assert_eq!(read(cell, None), (Some((unix_ms, precision)), None), "{cell:?}");
    }
}

#[test]
fn distances_count_from_the_moment_of_collecting() {
    let cases = [
        ("刚刚", ANCHOR, Relative),
        ("30秒前", ANCHOR - 30_000, Relative),
        ("5分钟前", ANCHOR - 300_000, Relative),
        ("4小时前", ANCHOR - 4 * 3_600_000, Relative),
        ("5天前", ANCHOR - 5 * DAY, Relative),
        ("2周前", ANCHOR - 14 * DAY, Relative),
        ("3月前", ANCHOR - 90 * DAY, Relative),
        ("3个月前", ANCHOR - 90 * DAY, Relative),
        ("1年前", ANCHOR - 365 * DAY, Relative),
        ("昨天", 1_766_678_400_000, Day),
        ("昨天 12:30", 1_766_723_400_000, Exact),
        ("12-27", 1_766_764_800_000, Day),
        ("12-28", 1_735_315_200_000, Day),
        ("7月15日 6:55", 1_752_533_700_000, Exact),
        ("2月29日", 1_709_136_000_000, Day),
    ];
    for (cell, unix_ms, precision) in cases {
        assert_eq!(read(cell, Some(ANCHOR)), (Some((unix_ms, precision)), None), "{cell:?}");
        assert_eq!(read(cell, None), (None, None), "{cell:?} without an anchor");
    }
}

#[test]
fn a_place_glued_on_is_told_apart() {
    assert_eq!(read("9月前·广东", None), (None, Some("广东")));
    assert_eq!(read("3天前 广东", None), (None, Some("广东")));
    assert_eq!(read("2025-10-30·四川", None), (Some((1_761_753_600_000, Day)), Some("四川")));
    assert_eq!(read("刚刚·", None), (None, None));
}

#[test]
fn nothing_is_nothing_and_the_rest_is_not_understood() {
    for cell in ["", " ", "-", "null", "NaT", "无"] {
        assert_eq!(parse_time(cell, None), Ok(None), "{cell:?}");
    }
    let cells = [
        "0",
        "3",
        "-1",
        "2024-13-01",
        "2024-02-30",
        "2024-7-15x",
        "2024-7/15",
        "2024-07-15 25:00",
        "2024-07-15 06:61",
        "2024-07-15 06:55:00+99:00",
        "1999-01-01",
        "9999999999999999",
        "99999999999999999999",
        "13-40",
        "13-01",
        "三月前",
        "前",
        "99999999999999999999年前",
        "yesterday",
        "广东",
        "1e400",
        "2024-07-15 06:55:00+😀",
        "2024年",
    ];
    for cell in cells {
        assert_eq!(parse_time(cell, Some(ANCHOR)), Err(NotUnderstood), "{cell:?}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(cell in "\\PC{0,20}", numbers in "[0-9年月日前天:./ TZ+·-]{0,20}") {
        let _ = parse_time(&cell, Some(ANCHOR));
        let _ = parse_time(&numbers, Some(i64::MAX));
    }

    #[test]
    fn what_we_write_we_read(unix_ms in 946_684_800_000_i64..4_102_444_800_000) {
        let written = crate::frame::files::iso_time(unix_ms);
        let time = parse_time(&written, None).unwrap().unwrap().time.unwrap();
        prop_assert_eq!(time, CommentTime::exact(unix_ms));
    }
}
