//! Misbehaviour on request. `--fault KIND[@WHERE]…[*TIMES][%P]`:
//!
//! | part | meaning |
//! |---|---|
//! | `KIND` | what goes wrong; [`KINDS`] lists them. Kinds that start with `pin-` belong to the open platform |
//! | `@N` | at the Nth request to that service, counted from 1; once unless `*TIMES` says more |
//! | `@page=N` | at requests for page N; once unless `*TIMES` says more |
//! | `@video=ID` | at requests for one video |
//! | `@comments` `@replies` `@links` | at one endpoint of the comment service |
//! | `@list` `@list-replies` `@post` `@refresh` `@convert` | at one endpoint of the open platform |
//! | `*TIMES` | so many times, counted over the matching requests; `*all` for ever |
//! | `%P` | only in P percent of the matching requests, chosen by the seed |
//!
//! Without any part after it a kind acts on every request.

mod instead;
mod page;
mod platform;
mod spec;
mod wire;

use std::fmt::Debug;

use serde_json::Value;

use super::answer::Answer;

pub(super) use platform::Rules;
pub(super) use spec::FaultPlan;
pub use spec::{FaultError, FaultSpec};

/// The two services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Service {
    /// The comment service.
    Comments,
    /// The open platform.
    Platform,
}

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Endpoint {
    /// A page of comments.
    Comments,
    /// A page of replies.
    Replies,
    /// The video behind a share link.
    Links,
    /// The open platform's list.
    List,
    /// The open platform's list of replies.
    ListReplies,
    /// Pin or unpin.
    Post,
    /// New tokens.
    Refresh,
    /// Item ids for video ids.
    Convert,
}

impl Endpoint {
    const ALL: [(&'static str, Self); 8] = [
        ("comments", Self::Comments),
        ("replies", Self::Replies),
        ("links", Self::Links),
        ("list", Self::List),
        ("list-replies", Self::ListReplies),
        ("post", Self::Post),
        ("refresh", Self::Refresh),
        ("convert", Self::Convert),
    ];

    /// The service it belongs to.
    pub(super) fn service(self) -> Service {
        match self {
            Self::Comments | Self::Replies | Self::Links => Service::Comments,
            _ => Service::Platform,
        }
    }
}

/// One request, as far as faults care.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// What it asks for.
    pub(super) endpoint: Endpoint,
    /// Its number within its service, from 1.
    pub(super) number: u64,
    /// The page asked for.
    pub(super) page: Option<u32>,
    /// The video asked for.
    pub(super) video: Option<String>,
    /// The token sent, for the fault that leaks it.
    pub(super) token: String,
}

/// One kind of misbehaviour. Each stage of answering asks every fault that is due; most act in one stage only.
pub(super) trait Fault: Debug + Send + Sync {
    /// An answer in place of the service's own: the request has no effect.
    fn instead(&self, _call: &Call) -> Option<Answer> {
        None
    }

    /// The page to serve in place of the one asked for; `last` is the last page that exists.
    fn page(&self, page: u32, _last: u32) -> u32 {
        page
    }

    /// Changes the JSON of an answer.
    fn edit(&self, _envelope: &mut Value) {}

    /// Changes how an answer travels, after the request had its effect.
    fn transport(&self, _answer: &mut Answer) {}

    /// Changes how the open platform thinks.
    fn rules(&self, _rules: &mut Rules) {}
}

/// What makes a fault out of the text of its kind; `None` where the text is none of this kind.
type Parse = fn(&str) -> Option<Box<dyn Fault>>;

/// A kind of fault for the list of what is allowed.
pub(super) struct Kind {
    /// How it is written.
    pub(super) usage: &'static str,
    /// What it does.
    pub(super) meaning: &'static str,
    parse: Parse,
}

/// All kinds, in the order in which they are explained.
pub(super) const KINDS: &[&[Kind]] = &[instead::KINDS, page::KINDS, wire::KINDS, platform::KINDS];

/// The kinds and the parts of a specification as text, for messages and help.
pub fn allowed() -> String {
    let kinds = KINDS.iter().copied().flatten().map(|kind| format!("  {:<24} {}", kind.usage, kind.meaning));
    let kinds = kinds.collect::<Vec<_>>().join("\n");
    format!(
        "KIND[@WHERE]...[*TIMES][%P] with KIND one of:\n{kinds}\nand WHERE: N (the Nth request), page=N, video=ID, \
         comments, replies, links, list, list-replies, post, refresh, convert; TIMES: a number or `all`; P: percent of \
         the requests, such as 2.5"
    )
}
