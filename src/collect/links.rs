//! What users paste: video ids, addresses of videos and notes, share links, share texts.

use url::Url;

/// One video to collect, as far as the user's words tell.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// The id itself.
    Video(String),
    /// A short link that the service has to resolve.
    ShareLink(String),
}

/// Why an entry is no video.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{entry:?} is no video: give an id of 15 to 20 digits, a douyin.com address with /video/ID, /note/ID or \
     modal_id=ID, an iesdouyin.com share address, or a v.douyin.com link"
)]
pub struct LinkError {
    /// The entry as given, shortened.
    pub entry: String,
}

impl Target {
    /// Understands one entry.
    ///
    /// # Errors
    /// An entry that is none of the known forms.
    pub fn parse(entry: &str) -> Result<Self, LinkError> {
        let entry = entry.trim();
        if is_video_id(entry) {
            return Ok(Self::Video(entry.to_owned()));
        }
        address_in(entry)
            .and_then(|url| from_url(&url))
            .ok_or_else(|| LinkError { entry: entry.chars().take(100).collect() })
    }
}

/// The entries of a list file: one a line, `#` starts a remark at the start of a line or after white space.
pub fn list_entries(text: &str) -> impl Iterator<Item = &str> {
    text.trim_start_matches('\u{FEFF}').lines().map(without_remark).filter(|line| !line.is_empty())
}

fn without_remark(line: &str) -> &str {
    let starts_remark = |at: usize| line[..at].chars().next_back().is_none_or(char::is_whitespace);
    let end = line.match_indices('#').map(|(at, _)| at).find(|at| starts_remark(*at));
    line[..end.unwrap_or(line.len())].trim()
}

/// The video id in an address of a video, note or share page; `None` for anything else, short links included.
pub(crate) fn video_id_of_link(text: &str) -> Option<String> {
    match from_url(&address_in(text.trim())?)? {
        Target::Video(id) => Some(id),
        Target::ShareLink(_) => None,
    }
}

fn is_video_id(text: &str) -> bool {
    (15..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The first address in a text: with a scheme anywhere, or without one at its start.
fn address_in(text: &str) -> Option<Url> {
    let ends_address = |c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '，' | '。' | '）' | '】');
    let start = ["https://", "http://"].iter().filter_map(|scheme| text.find(scheme)).min();
    let address = match start {
        Some(start) => text[start..].split(ends_address).next()?.to_owned(),
        None => format!("https://{}", text.split(ends_address).next()?),
    };
    Url::parse(&address).ok()
}

fn from_url(url: &Url) -> Option<Target> {
    let host = url.host_str()?.trim_end_matches('.');
    let belongs_to = |domain: &str| host == domain || host.strip_suffix(domain).is_some_and(|sub| sub.ends_with('.'));
    if !belongs_to("douyin.com") && !belongs_to("iesdouyin.com") {
        return None;
    }
    let segments: Vec<&str> = url.path_segments()?.filter(|segment| !segment.is_empty()).collect();
    let in_path = segments.windows(2).find(|pair| matches!(pair[0], "video" | "note") && is_video_id(pair[1]));
    if let Some(pair) = in_path {
        return Some(Target::Video(pair[1].to_owned()));
    }
    let in_query = url.query_pairs().find(|(key, value)| key == "modal_id" && is_video_id(value));
    if let Some((_, id)) = in_query {
        return Some(Target::Video(id.into_owned()));
    }
    let is_short = host == "v.douyin.com" && segments.len() == 1;
    is_short.then(|| Target::ShareLink(format!("https://v.douyin.com/{}/", segments[0])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_video_is_understood() {
        let id = "7588740680004963593";
        for entry in [
            "7588740680004963593",
            " 7588740680004963593\n",
            "https://www.douyin.com/video/7588740680004963593",
            "http://douyin.com/video/7588740680004963593/",
            "douyin.com/video/7588740680004963593?previous_page=app",
            "https://www.douyin.com/note/7588740680004963593",
            "https://www.douyin.com/discover?modal_id=7588740680004963593&x=1",
            "https://www.douyin.com/user/MS4wLjAB?modal_id=7588740680004963593",
            "https://www.iesdouyin.com/share/video/7588740680004963593/?region=CN",
            "iesdouyin.com/share/note/7588740680004963593",
            "看看 https://www.douyin.com/video/7588740680004963593 这个",
        ] {
            assert_eq!(Target::parse(entry), Ok(Target::Video(id.into())), "{entry}");
        }
    }

    #[test]
    fn share_links_are_found_in_share_texts() {
        for entry in [
            "https://v.douyin.com/iJx_4-2p/",
            "v.douyin.com/iJx_4-2p",
            "7.43 复制打开抖音，看看【某人的作品】 https://v.douyin.com/iJx_4-2p/ a@B.cd 01/02",
        ] {
            assert_eq!(Target::parse(entry), Ok(Target::ShareLink("https://v.douyin.com/iJx_4-2p/".into())), "{entry}");
        }
    }

    #[test]
    fn other_things_are_refused_with_what_is_allowed() {
        for entry in [
            "",
            "abc",
            "123",
            "https://notdouyin.com/video/7588740680004963593",
            "https://douyin.com.example/video/7588740680004963593",
            "https://www.douyin.com/video/abc",
            "https://www.douyin.com/",
            "https://example.com/?modal_id=7588740680004963593",
            "file:///etc/passwd",
            "../../7588740680004963593",
        ] {
            assert!(Target::parse(entry).unwrap_err().to_string().contains("modal_id=ID"), "{entry}");
        }
    }

    #[test]
    fn lists_have_remarks_and_blank_lines() {
        let text = "\u{FEFF}# mine\n\n1 # first\r\nhttps://x/#frag\n\t\n  #2\n3";
        assert_eq!(list_entries(text).collect::<Vec<_>>(), ["1", "https://x/#frag", "3"]);
    }
}
