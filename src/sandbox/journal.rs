//! What the sandbox was asked, for tests and for the curious. Tokens never get in.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use super::fault::Service;

/// Requests kept in full; later ones are only counted.
const KEPT: usize = 50_000;

/// Parameters worth keeping; everything else might be a secret.
const SHOWN: [&str; 11] = [
    "awemeId",
    "commentId",
    "page",
    "shareUrl",
    "item_id",
    "comment_id",
    "cursor",
    "count",
    "sort_type",
    "app_id",
    "grant_type",
];

/// One request and what became of it.
#[derive(Debug)]
pub(super) struct Entry {
    /// Which service.
    pub(super) service: Service,
    /// Number within the service.
    pub(super) number: u64,
    /// The path.
    pub(super) path: String,
    /// Query parameters, secrets left out.
    pub(super) query: BTreeMap<String, String>,
    /// The body of a post, secrets left out.
    pub(super) body: Option<Value>,
    /// Faults that acted.
    pub(super) faults: Vec<String>,
    /// The code of the answer: 0 for success, nothing where no answer was sent.
    pub(super) code: Option<i64>,
}

/// The requests so far.
#[derive(Debug, Default)]
pub(super) struct Journal {
    counts: HashMap<Service, u64>,
    entries: Vec<Entry>,
    by_key: BTreeMap<String, KeyCount>,
}

#[derive(Debug, Default)]
struct KeyCount {
    requests: u64,
    successes: u64,
}

/// The parameters that hold no secret.
pub(super) fn shown(query: &HashMap<String, String>) -> BTreeMap<String, String> {
    let known = SHOWN.iter().filter_map(|key| query.get(*key).map(|value| ((*key).to_owned(), value.clone())));
    known.collect()
}

impl Journal {
    /// The number of the next request to a service, from 1.
    pub(super) fn next(&mut self, service: Service) -> u64 {
        let count = self.counts.entry(service).or_default();
        *count += 1;
        *count
    }

    /// Keeps what became of a request.
    pub(super) fn record(&mut self, entry: Entry) {
        let query: Vec<_> = entry.query.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let count = self.by_key.entry(format!("{}?{}", entry.path, query.join("&"))).or_default();
        count.requests += 1;
        count.successes += u64::from(entry.code == Some(0) && entry.faults.is_empty());
        if self.entries.len() < KEPT {
            self.entries.push(entry);
        }
    }

    /// Everything as JSON: counts by service and by request, then the requests in order.
    pub(super) fn to_json(&self) -> Value {
        let count = |service| self.counts.get(&service).copied().unwrap_or(0);
        let by_key: serde_json::Map<String, Value> = self
            .by_key
            .iter()
            .map(|(key, count)| (key.clone(), json!({"requests": count.requests, "successes": count.successes})))
            .collect();
        let requests: Vec<Value> = self.entries.iter().map(Entry::to_json).collect();
        json!({
            "justoneapi": count(Service::Comments),
            "openplatform": count(Service::Platform),
            "by_key": by_key,
            "requests": requests,
        })
    }
}

impl Entry {
    fn to_json(&self) -> Value {
        json!({
            "service": match self.service { Service::Comments => "justoneapi", Service::Platform => "openplatform" },
            "n": self.number,
            "path": self.path,
            "query": self.query,
            "body": self.body,
            "faults": self.faults,
            "code": self.code,
        })
    }
}
