//! Which column of someone else's file feeds which field: by the names that interfaces, crawlers and people give.

mod field;

use std::collections::BTreeMap;

pub use field::CommentField;

/// Which column feeds each field, by position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnMap {
    columns: BTreeMap<CommentField, usize>,
    other_author: Option<usize>,
}

/// A column that was asked for by name and is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchColumn {
    /// The field it should have fed.
    pub field: CommentField,
    /// The name asked for.
    pub name: String,
}

impl ColumnMap {
    /// Finds columns by their names; `given` names win over found ones. Case, white space, `_` and `-` make no
    /// difference to found names; of several columns for one field the surest name wins, then the first column.
    ///
    /// # Errors
    /// A given name that no column has.
    pub fn detect(headers: &[String], given: &BTreeMap<CommentField, String>) -> Result<Self, NoSuchColumn> {
        let folded: Vec<String> = headers.iter().map(|header| fold_header(header)).collect();
        let mut columns = BTreeMap::new();
        for (field, name) in given {
            let exact = headers.iter().position(|header| header == name);
            let at = exact.or_else(|| folded.iter().position(|header| *header == fold_header(name)));
            let at = at.ok_or_else(|| NoSuchColumn { field: *field, name: name.clone() })?;
            columns.insert(*field, at);
        }
        let taken: Vec<usize> = columns.values().copied().collect();
        for field in CommentField::ALL {
            let find = |name: &&str| {
                let name = fold_header(name);
                (0..folded.len()).find(|at| folded[*at] == name && !taken.contains(at))
            };
            if let (false, Some(at)) = (columns.contains_key(&field), field.names().iter().find_map(find)) {
                columns.insert(field, at);
            }
        }
        // Files that a crawler wrote before and after it changed its form have both of its columns.
        let is_author = |at: &usize| CommentField::Author.names().iter().any(|name| folded[*at] == fold_header(name));
        let author = columns.get(&CommentField::Author).copied();
        let other_author = author.and_then(|author| (0..folded.len()).find(|at| *at != author && is_author(at)));
        Ok(Self { columns, other_author })
    }

    /// The position of a second column that feeds the author, for rows where the first says nothing.
    pub fn other_author(&self) -> Option<usize> {
        self.other_author
    }

    /// The positions of all columns that feed anything, ascending.
    pub fn used(&self) -> Vec<usize> {
        let mut used: Vec<usize> = self.columns.values().copied().chain(self.other_author).collect();
        used.sort_unstable();
        used.dedup();
        used
    }

    /// The position of the column that feeds a field.
    pub fn get(&self, field: CommentField) -> Option<usize> {
        self.columns.get(&field).copied()
    }
}

/// A header as names are compared: half width, lower case, without white space, `_`, `-`, a byte order mark or quotes.
fn fold_header(header: &str) -> String {
    crate::text::fold(header)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '\u{feff}' | '\'' | '"'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(headers: &[&str]) -> Vec<(&'static str, String)> {
        let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        let map = ColumnMap::detect(&headers, &BTreeMap::new()).unwrap();
        map.columns.iter().map(|(field, at)| (field.as_str(), headers[*at].clone())).collect()
    }

    #[test]
    fn headers_of_every_source_are_found() {
        type Case = (&'static [&'static str], &'static [(&'static str, &'static str)]);
        let cases: [Case; 5] = [
            (
                &["video", "level", "text", "create_time", "digg_count", "ip_label"],
                &[
                    ("video_id", "video"),
                    ("level", "level"),
                    ("text", "text"),
                    ("created_at", "create_time"),
                    ("likes", "digg_count"),
                    ("region", "ip_label"),
                ],
            ),
            (
                &[
                    "comment_id",
                    "aweme_id",
                    "content",
                    "create_time",
                    "like_count",
                    "sub_comment_count",
                    "parent_comment_id",
                ],
                &[
                    ("video_id", "aweme_id"),
                    ("comment_id", "comment_id"),
                    ("parent_id", "parent_comment_id"),
                    ("text", "content"),
                    ("created_at", "create_time"),
                    ("likes", "like_count"),
                    ("replies", "sub_comment_count"),
                ],
            ),
            (
                &["昵称", "评论内容", "评论时间", "评论点赞数", "评论用户ip", "评论回复数"],
                &[
                    ("text", "评论内容"),
                    ("created_at", "评论时间"),
                    ("likes", "评论点赞数"),
                    ("replies", "评论回复数"),
                    ("region", "评论用户ip"),
                ],
            ),
            (
                &["\u{feff}评论", "ＩＰ地址", "Like Count"],
                &[("text", "\u{feff}评论"), ("likes", "Like Count"), ("region", "ＩＰ地址")],
            ),
            (&["nickname", "uid", "发帖"], &[]),
        ];
        for (headers, expected) in cases {
            let expected: Vec<_> = expected.iter().map(|(field, header)| (*field, (*header).to_owned())).collect();
            assert_eq!(found(headers), expected, "{headers:?}");
        }
    }

    #[test]
    fn the_surest_name_wins_and_a_given_one_over_all() {
        assert_eq!(found(&["comment", "content", "text"]), [("text", "text".to_owned())]);
        let headers = ["text".to_owned(), "Title".to_owned()];
        let map = ColumnMap::detect(&headers, &BTreeMap::from([(CommentField::Text, "title".to_owned())])).unwrap();
        assert_eq!(map.get(CommentField::Text), Some(1));
        let missing = ColumnMap::detect(&headers, &BTreeMap::from([(CommentField::Likes, "赞".to_owned())]));
        assert_eq!(missing, Err(NoSuchColumn { field: CommentField::Likes, name: "赞".into() }));
    }

    #[test]
    fn a_name_belongs_to_one_field() {
        let mut all: Vec<String> = CommentField::ALL.iter().flat_map(|f| f.names()).map(|n| fold_header(n)).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
