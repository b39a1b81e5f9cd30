use super::*;

fn comment(video: &str, id: &str, text: &str) -> Comment {
    Comment {
        video_id: video.into(),
        comment_id: id.into(),
        level: 1,
        text: text.into(),
        created_at: Some(CommentTime::exact(1_766_799_045_000)),
        likes: Some(3),
        region: Some("广东".into()),
        pinned: Some(false),
        ..Comment::default()
    }
}

fn vague() -> Comment {
    let created_at = Some(CommentTime { unix_ms: 1_766_764_800_000, precision: TimePrecision::Day });
    Comment { created_at, likes: None, region: None, ..comment("1", "b", "日期") }
}

#[test]
fn comments_survive_the_way_through_a_frame() {
    let comments = vec![comment("1", "a", "好看[赞]"), vague(), Comment { level: 2, ..Comment::default() }];
    let frame = CommentFrame::from_comments(comments.clone());
    assert_eq!(frame.comments(), comments);
    assert_eq!(frame.texts().collect::<Vec<_>>(), ["好看[赞]", "日期", ""]);
    assert_eq!(CommentFrame::from_dataframe(frame.dataframe()).unwrap(), frame);
}

#[test]
fn the_columns_are_those_of_schema_v1() {
    let exact = CommentFrame::from_comments(vec![comment("1", "a", "x")]);
    let names: Vec<_> = exact.dataframe().get_column_names().iter().map(|name| name.as_str()).collect();
    assert_eq!(names, FIELDS.map(|field| field.name));
    for (column, field) in exact.dataframe().columns().iter().zip(FIELDS) {
        assert_eq!(*column.dtype(), field.dtype(), "{}", field.name);
    }
    let vague = CommentFrame::from_comments(vec![vague()]);
    assert_eq!(vague.dataframe().get_column_names().last().unwrap().as_str(), TIME_PRECISION);
}

#[test]
fn a_frame_of_another_shape_is_refused_by_name() {
    let good = CommentFrame::from_comments(vec![comment("1", "a", "x")]);
    let data = good.dataframe();
    let refused = |data: &DataFrame| CommentFrame::from_dataframe(data).unwrap_err().to_string();
    assert!(refused(&data.drop("text").unwrap()).starts_with("column text is missing"));
    let mut likes = data.clone();
    likes.with_column(StringChunked::from_slice("likes".into(), &["3"]).into_column()).unwrap();
    assert_eq!(refused(&likes), "column likes holds str, but i64 is needed");
    likes.with_column(Int64Chunked::from_slice("likes".into(), &[-1]).into_column()).unwrap();
    assert_eq!(refused(&likes), "column likes row 1: a count is below 0");
    let mut extra = data.clone();
    extra.with_column(Int64Chunked::from_slice("more".into(), &[1]).into_column()).unwrap();
    assert!(refused(&extra).starts_with("column more does not belong"));
    let mut null = data.clone();
    null.with_column(StringChunked::full_null("text".into(), 1).into_column()).unwrap();
    assert_eq!(refused(&null), "column text row 1: a value is missing");
}

#[test]
fn joining_keeps_every_row_and_what_is_known_of_its_time() {
    let exact = CommentFrame::from_comments(vec![comment("1", "a", "x")]);
    let day = CommentFrame::from_comments(vec![vague()]);
    for (left, right) in [(&exact, &day), (&day, &exact), (&exact, &exact), (&day, &day)] {
        let both = left.concat(right).unwrap();
        assert_eq!(both.comments(), [left.comments(), right.comments()].concat());
    }
}

#[test]
fn the_last_of_equal_ids_wins_within_a_video() {
    let rows = [("1", "a", "old"), ("1", "b", "b"), ("2", "a", "other video"), ("1", "a", "new")];
    let frame = CommentFrame::from_comments(rows.map(|(video, id, text)| comment(video, id, text)).to_vec());
    let (unique, dropped) = frame.dedup().unwrap();
    assert_eq!(unique.texts().collect::<Vec<_>>(), ["new", "b", "other video"]);
    assert_eq!(dropped, 1);
}

#[test]
fn parquet_keeps_a_frame_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("comments.parquet");
    for frame in [CommentFrame::default(), CommentFrame::from_comments(vec![comment("1", "a", "x"), vague()])] {
        frame.write_parquet(&path).unwrap();
        assert_eq!(CommentFrame::read_parquet(&path).unwrap(), frame);
    }
}

#[test]
fn csv_is_written_as_the_contract_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("comments.csv");
    let frame = CommentFrame::from_comments(vec![comment("7588740680004963593", "1", "a,\"b\"\r\nc")]);
    frame.write_csv(&path).unwrap();
    let expected = "video_id,comment_id,parent_id,level,text,created_at,likes,replies,region,author,is_author,\
                    liked_by_author,pinned,has_media,fetched_at\n\
                    7588740680004963593,1,,1,\"a,\"\"b\"\"\r\nc\",2025-12-27T09:30:45+08:00,3,,广东,,,,false,,\n";
    assert_eq!(std::fs::read_to_string(&path).unwrap(), expected);
}
