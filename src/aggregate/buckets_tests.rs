use proptest::prelude::*;

use super::*;

fn calendar(bucket: Bucket, zone: &str) -> Calendar {
    Calendar { bucket, zone: zone.parse().unwrap() }
}

fn ms(iso: &str) -> i64 {
    DateTime::parse_from_rfc3339(iso).unwrap().timestamp_millis()
}

fn bucket(length: Bucket, zone: &str, time: &str) -> String {
    let calendar = calendar(length, zone);
    calendar.iso(calendar.bucket_of(CommentTime::exact(ms(time))))
}

#[test]
fn moments_fall_into_the_buckets_of_their_zone() {
    use Bucket::{Day, Hour, QuarterHour, Week};
    let cases = [
        (QuarterHour, "Asia/Shanghai", "2025-12-27T09:44:59+08:00", "2025-12-27T09:30:00+08:00"),
        (Hour, "Asia/Shanghai", "2025-12-27T09:59:59+08:00", "2025-12-27T09:00:00+08:00"),
        (Day, "Asia/Shanghai", "2025-12-26T16:00:00Z", "2025-12-27T00:00:00+08:00"),
        (Day, "Asia/Shanghai", "2025-12-26T15:59:59Z", "2025-12-26T00:00:00+08:00"),
        (Week, "Asia/Shanghai", "2025-12-28T23:59:59+08:00", "2025-12-22T00:00:00+08:00"),
        (Week, "Asia/Shanghai", "2025-12-29T00:00:00+08:00", "2025-12-29T00:00:00+08:00"),
        (Hour, "Asia/Kolkata", "2025-12-27T09:59:59+05:30", "2025-12-27T09:00:00+05:30"),
        (Day, "UTC", "2025-12-26T16:00:00Z", "2025-12-26T00:00:00+00:00"),
        // The hour from 1 to 2 comes twice when summer time ends.
        (Hour, "America/New_York", "2025-11-02T01:30:00-04:00", "2025-11-02T01:00:00-04:00"),
        (Hour, "America/New_York", "2025-11-02T01:30:00-05:00", "2025-11-02T01:00:00-05:00"),
        (Day, "America/New_York", "2025-11-02T23:30:00-05:00", "2025-11-02T00:00:00-04:00"),
        (Week, "Europe/Berlin", "2025-10-26T23:30:00+01:00", "2025-10-20T00:00:00+02:00"),
        // Cuba's clocks jump from midnight to 1 o'clock.
        (Day, "America/Havana", "2025-03-09T12:00:00-04:00", "2025-03-09T01:00:00-04:00"),
    ];
    for (length, zone, time, start) in cases {
        assert_eq!(bucket(length, zone, time), start, "{length:?} {zone} {time}");
    }
}

#[test]
fn no_time_is_too_far() {
    for zone in ["Asia/Shanghai", "America/New_York", "Pacific/Auckland"] {
        for length in [Bucket::QuarterHour, Bucket::Hour, Bucket::Day, Bucket::Week] {
            for precision in [TimePrecision::Exact, TimePrecision::Day] {
                let calendar = calendar(length, zone);
                let [first, last] =
                    [i64::MIN, i64::MAX].map(|unix_ms| calendar.bucket_of(CommentTime { unix_ms, precision }));
                assert!(first < last && !calendar.iso(first).is_empty() && !calendar.iso(last).is_empty());
                assert!(matches!(calendar.range(first, last), Err(AggregateError::TooManyBuckets { .. })));
                assert_eq!(calendar.range(last, last).unwrap(), [last]);
            }
        }
    }
}

#[test]
fn a_date_is_that_day_in_every_zone() {
    let time = CommentTime { unix_ms: ms("2025-10-30T00:00:00+08:00"), precision: TimePrecision::Day };
    for zone in ["Asia/Shanghai", "America/New_York", "Pacific/Auckland"] {
        let calendar = calendar(Bucket::Day, zone);
        assert!(calendar.iso(calendar.bucket_of(time)).starts_with("2025-10-30T00:00:00"), "{zone}");
    }
}

#[test]
fn days_with_a_change_of_clocks_are_neither_lost_nor_doubled() {
    let calendar = calendar(Bucket::Day, "America/New_York");
    let range = calendar.range(ms("2025-11-01T00:00:00-04:00"), ms("2025-11-04T00:00:00-05:00")).unwrap();
    let days: Vec<String> = range.iter().map(|start| calendar.iso(*start)[..10].to_owned()).collect();
    assert_eq!(days, ["2025-11-01", "2025-11-02", "2025-11-03", "2025-11-04"]);
}

#[test]
fn too_many_buckets_are_refused() {
    let years = calendar(Bucket::QuarterHour, "Asia/Shanghai").range(0, 5 * 365 * DAY);
    assert!(matches!(years, Err(AggregateError::TooManyBuckets { .. })));
}

#[test]
fn the_length_follows_the_span() {
    assert_eq!(choose(0, 2 * DAY, false), Bucket::QuarterHour);
    assert_eq!(choose(0, 2 * DAY, true), Bucket::Day);
    assert_eq!(choose(0, 3 * DAY, false), Bucket::Hour);
    assert_eq!(choose(0, 15 * DAY, false), Bucket::Day);
    assert_eq!(choose(0, 401 * DAY, false), Bucket::Week);
}

proptest! {
    /// Both ways of cutting agree where there is no summer time, and every moment lies in a bucket of the range.
    #[test]
    fn the_short_cut_for_shanghai_is_right(time in 946_684_800_000_i64..4_000_000_000_000, span in 0_i64..40 * DAY) {
        for bucket in Bucket::ALL {
            let short = calendar(bucket, "Asia/Shanghai");
            let long = calendar(bucket, "Asia/Taipei");
            prop_assert_eq!(short.start_of(time), long.start_of(time));
            let (first, last) = (short.start_of(time), short.start_of(time + span));
            let range = short.range(first, last).unwrap();
            prop_assert_eq!(range.last().copied(), Some(last));
            prop_assert!(range.windows(2).all(|pair| pair[1] - pair[0] == bucket.length_ms()));
        }
    }

    #[test]
    fn ranges_end_where_they_should_in_any_zone(time in 946_684_800_000_i64..2_000_000_000_000, span in 0_i64..400 * DAY) {
        for zone in ["America/New_York", "Europe/London", "America/Havana", "Australia/Lord_Howe", "Asia/Kathmandu"] {
            let calendar = calendar(Bucket::Day, zone);
            let (first, last) = (calendar.start_of(time), calendar.start_of(time + span));
            let range = calendar.range(first, last).unwrap();
            prop_assert_eq!(range.last().copied(), Some(last), "{}", zone);
            prop_assert!(range.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
