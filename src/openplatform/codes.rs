//! What each of the platform's codes asks for.

/// What to do about a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Refresh the access token once and ask again.
    Refresh,
    /// Ask again after a while, three times in all.
    Retry,
    /// Stop: the same request will be refused again.
    Stop,
    /// Stop: the quota is used up, later the same request may work.
    Later,
    /// Stop: the account's owner must authorise again.
    Authorise,
}

/// Every code that is documented, with what to do and what to tell the operator.
const CODES: &[(i64, Action, &str)] = &[
    (-1, Action::Retry, "the platform is busy"),
    (10002, Action::Stop, "a parameter is missing; check DOUYIN_CLIENT_KEY and DOUYIN_REFRESH_TOKEN"),
    (10003, Action::Stop, "the platform does not know this client key; check DOUYIN_CLIENT_KEY"),
    (10008, Action::Refresh, "the access token has expired"),
    (10010, Action::Authorise, "the refresh token has expired; the account's owner must authorise again"),
    (10013, Action::Stop, "client key and secret do not belong together"),
    (10020, Action::Later, "tokens were asked for too often; wait 5 minutes"),
    (2_100_004, Action::Retry, "the platform is busy"),
    (
        2_100_005,
        Action::Stop,
        "a parameter is wrong, or the platform does not allow this comment on top: it may accept only first-level comments of the video's own author",
    ),
    (2_190_004, Action::Stop, "no permission; apply for the scope ma.item.comment in the console"),
    (2_190_008, Action::Refresh, "the access token has expired"),
    (28_001_003, Action::Refresh, "the access token is not valid"),
    (28_001_005, Action::Retry, "internal error of the platform"),
    (28_001_006, Action::Retry, "network error inside the platform"),
    (
        28_001_007,
        Action::Stop,
        "a parameter is not legal; item id, open id and token must belong to the same app and user",
    ),
    (28_001_008, Action::Refresh, "the access token has expired"),
    (28_001_014, Action::Stop, "the app has no capability yet; apply in the console"),
    (28_001_016, Action::Stop, "the app is banned or offline"),
    (
        28_001_018,
        Action::Stop,
        "the app lacks this capability; apply for 视频评论数据 (ma.item.comment) in the console",
    ),
    (28_001_019, Action::Stop, "this capability is banned for the app; contact the platform"),
    (28_003_017, Action::Later, "the quota is used up for today"),
];

/// What to do about a code; unknown ones stop.
pub fn action(code: i64) -> Action {
    CODES.iter().find(|(known, ..)| *known == code).map_or(Action::Stop, |(_, action, _)| *action)
}

/// What a code means and what to do next, for the operator.
pub fn advice(code: i64) -> &'static str {
    CODES.iter().find(|(known, ..)| *known == code).map_or("a code that is not documented", |(.., advice)| *advice)
}
