use super::*;
use crate::comment::TimePrecision;

fn read(text: &str, format: Format) -> Input {
    read_from(text.as_bytes(), "test", format, &ReadOptions::default()).unwrap()
}

fn texts(input: &Input) -> Vec<&str> {
    input.comments.texts().collect()
}

fn messages(input: &Input) -> Vec<String> {
    input.warnings.iter().map(ToString::to_string).collect()
}

#[test]
fn a_csv_file_as_it_is_becomes_comments() {
    let csv = "\u{feff}video,level,text,create_time,digg_count,ip_label\r\n\
               v1,1,\"太好看了,支持\n[赞]\",1720997700,2.0万,IP属地：广东\r\n\
               v1,2,垃圾,2025-10-30 ,0.0,无\r\n\
               v2,1,666,9月前·四川,\"1,234\",\r\n\
               v2,1,短\r\n";
    let input = read(csv, Format::Csv);
    let comments = input.comments.comments();
    assert_eq!(texts(&input), ["太好看了,支持\n[赞]", "垃圾", "666", "短"]);
    assert_eq!(comments.iter().map(|c| c.likes).collect::<Vec<_>>(), [Some(20_000), Some(0), Some(1234), None]);
    let regions: Vec<_> = comments.iter().map(|c| c.region.as_deref()).collect();
    assert_eq!(regions, [Some("广东"), None, Some("四川"), None]);
    assert_eq!(
        comments[0].created_at.map(|t| (t.unix_ms, t.precision)),
        Some((1_720_997_700_000, TimePrecision::Exact))
    );
    assert_eq!(comments[1].created_at.map(|t| t.precision), Some(TimePrecision::Day));
    assert_eq!(comments[2].created_at, None);
    assert_eq!((comments[0].level, comments[1].level), (1, 2));
    assert_eq!(comments[3].comment_id, "row-4");
    assert_eq!(
        messages(&input),
        [
            "1 time too vague to place, told from a moment that nobody knows in column create_time, the first in test line 5: \"9月前·四川\"",
            "1 row shorter than the header, filled up with empty cells, the first in test line 6",
        ]
    );
}

#[test]
fn what_is_not_understood_is_counted_with_an_example() {
    let csv = "id,content,likes,time,region\n1,a,many,soon,192.168.0.1\n2,b,-1,2025-10-30,火星\n3,c,3,,\n4,d,5,2025-10-30,广东,x,y\n";
    let input = read(csv, Format::Csv);
    assert_eq!(texts(&input), ["a", "b", "c"]);
    assert_eq!(
        messages(&input),
        [
            "1 value not understood and left empty in column time, the first in test line 2: \"soon\"",
            "2 values not understood and left empty in column likes, the first in test line 2: \"many\"",
            "1 value not understood and left empty in column region, the first in test line 2: \"192.168.0.1\"",
            "1 place missing from the table of regions in column region, the first in test line 3: \"火星\"",
            "1 row longer than the header, left out, the first in test line 5",
        ]
    );
}

#[test]
fn line_breaks_of_every_kind_and_other_separators_are_read() {
    for end in ["\n", "\r\n", "\r"] {
        for separator in [",", "\t", ";"] {
            let csv = ["text,likes", "a,1", "\"b\rb\",2", ""].join(end).replace(',', separator);
            let input = read(&csv, Format::Csv);
            assert_eq!(texts(&input), ["a", "b\rb"], "{csv:?}");
        }
    }
    assert_eq!(texts(&read("一\r\n\n二", Format::Text)), ["一", "", "二"]);
}

#[test]
fn json_lines_and_arrays_are_read_alike() {
    let lines = "{\"comment_id\":7588740680004963593,\"content\":\"好\\n看\",\"like_count\":\"1.2万\",\"create_time\":1720997700000}\n\
                 \n{\"content\":null,\"like_count\":3,\"pictures\":[\"u\"]}\nnot json\n";
    let input = read(lines, Format::Jsonl);
    let comments = input.comments.comments();
    assert_eq!(comments[0].comment_id, "7588740680004963593");
    assert_eq!((comments[0].text.as_str(), comments[0].likes), ("好\n看", Some(12_000)));
    assert_eq!((comments[1].text.as_str(), comments[1].likes, comments[1].has_media), ("", Some(3), Some(true)));
    assert_eq!(messages(&input), ["1 line without a JSON object, left out, the first in test line 4: expected ident"]);
    let array = format!("[{}]", lines.lines().filter(|line| line.starts_with('{')).collect::<Vec<_>>().join(","));
    assert_eq!(read(&array, Format::Jsonl).comments, input.comments);
}

#[test]
fn repeated_comments_count_once_and_shared_ids_are_kept() {
    let csv = "comment_id,text,likes\n1,a,1\n2,b,0\n1,a,5\n7.58E+18,c,0\n7.58E+18,d,0\n";
    let input = read(csv, Format::Csv);
    assert_eq!(texts(&input), ["a", "b", "c", "d"]);
    assert_eq!(input.comments.comments()[0].likes, Some(5));
    assert_eq!(
        messages(&input),
        [
            "2 ids that a spreadsheet or float rounded in column comment_id, the first in test line 5: \"7.58E+18\"",
            "2 rows share their comment id with a different comment, such as 7.58E+18; all are kept",
            "1 row repeating a comment (same video, id and text); the last of each is kept",
        ]
    );
}

#[test]
fn unusable_inputs_are_refused_with_advice() {
    let refused =
        |bytes: &[u8], format| read_from(bytes, "in", format, &ReadOptions::default()).unwrap_err().to_string();
    assert_eq!(refused(b"", Format::Csv), "in is empty");
    assert_eq!(refused(b"", Format::Text), "in is empty");
    assert_eq!(refused(b" \n", Format::Jsonl), "in is empty");
    assert_eq!(
        refused(b"name,likes\nx,1\n", Format::Csv),
        "in has no column that is known to hold texts; its columns are \"name\", \"likes\"; name the right one with --text-column"
    );
    assert!(refused(b"a\0b", Format::Csv).starts_with("in is no text file"));
    assert!(refused(b"PAR1xxxxPAR1", Format::Csv).contains("--input-format parquet"));
    assert!(refused(b"{\"text\":", Format::Jsonl).starts_with("in line 1 is no JSON object"));
    assert!(refused(b"garbage", Format::Parquet).contains("no readable Parquet"));
    let columns = BTreeMap::from([(CommentField::Text, "body".to_owned())]);
    let options = ReadOptions { columns, ..ReadOptions::default() };
    let missing = read_from(&b"text\nx\n"[..], "in", Format::Csv, &options).unwrap_err();
    assert_eq!(missing.to_string(), "in has no column body; its columns are \"text\"");
    assert_eq!(read("text,likes\n", Format::Csv).comments.len(), 0);
}

#[test]
fn collections_and_folders_of_them_are_read_with_what_they_declare() {
    let folder = tempfile::tempdir().unwrap();
    for (video, declared) in [("2", 5), ("1", 3)] {
        let path = folder.path().join(video);
        fs::create_dir(&path).unwrap();
        let csv = format!("video_id,comment_id,text,time\n{video},9,好,2025-10-30\n");
        read(&csv, Format::Csv).comments.write_parquet(&path.join("comments.parquet")).unwrap();
        let checkpoint = format!(
            r#"{{"status":"partial","stopped_because":"rate limit","declared_total":{declared},"warnings":["one page lost"]}}"#
        );
        fs::write(path.join("fetch.json"), checkpoint).unwrap();
    }
    let input = read_inputs(&[folder.path().to_owned()], &ReadOptions::default()).unwrap();
    assert_eq!(input.declared_total, Some(8));
    assert_eq!(input.comments.ids().collect::<Vec<_>>(), [("1", "9"), ("2", "9")]);
    assert_eq!(input.warnings.len(), 4);
    assert!(messages(&input)[0].ends_with("is not complete: rate limit"));
    let one = read_inputs(&[folder.path().join("1")], &ReadOptions::default()).unwrap();
    assert_eq!((one.comments.len(), one.declared_total), (1, Some(3)));
    let parquet = read_inputs(&[folder.path().join("1/comments.parquet")], &ReadOptions::default()).unwrap();
    assert_eq!((parquet.comments, parquet.declared_total), (one.comments, None));
    let empty = tempfile::tempdir().unwrap();
    assert!(read_inputs(&[empty.path().to_owned()], &ReadOptions::default()).is_err());
}

#[test]
fn authors_come_in_as_hashes_of_ours_or_as_asked_for() {
    let csv = "id,text,author\n1,a,0123456789abcdef\n2,b,小明\n3,c,1234567890123456\n4,d,\n";
    let authors = |input: &Input| -> Vec<Option<String>> {
        input.comments.comments().into_iter().map(|comment| comment.author).collect()
    };
    let input = read(csv, Format::Csv);
    assert_eq!(authors(&input), [Some("0123456789abcdef".to_owned()), None, None, None]);
    assert_eq!(
        messages(&input),
        ["2 authors without a keyed hash, left empty (import makes such hashes), the first in test line 3"]
    );
    for name in ["author_hash", "creator_hash", "Author"] {
        // Made without a key, as far as anybody knows.
        let input = read(&csv.replace("author", name), Format::Csv);
        assert!(authors(&input).iter().all(Option::is_none), "{name}");
        assert!(messages(&input)[0].starts_with("3 authors"), "{name}");
    }
    let raw = ReadOptions { raw_authors: true, ..ReadOptions::default() };
    let input = read_from(csv.as_bytes(), "test", Format::Csv, &raw).unwrap();
    assert_eq!((authors(&input)[1].as_deref(), input.warnings.len()), (Some("小明"), 0));
}

#[test]
fn broken_characters_are_counted_in_every_form_of_text() {
    let broken = |bytes: &[u8], format| {
        let input = read_from(bytes, "test", format, &ReadOptions::default()).unwrap();
        messages(&input)
    };
    let expected = |line| vec![format!("1 cell with broken characters, the first in test line {line}")];
    assert_eq!(broken("text\n好看好看好看好看\n坏\u{fffd}\n".as_bytes(), Format::Csv), expected(3));
    assert_eq!(broken(b"text\n\xe5\xa5\xbd\xe5\xa5\xbd\xe5\xa5\xbd\xe5\xa5\xbd\xe5\n", Format::Csv), expected(2));
    assert_eq!(broken("好看\n坏\u{fffd}".as_bytes(), Format::Text), expected(2));
    for text in [&b"{\"text\":\"a\\ud83db\"}"[..], b"{\"text\":\"\xef\xbf\xbd\"}"] {
        assert_eq!(broken(text, Format::Jsonl), expected(1));
        assert_eq!(broken(&[b"[", text, b"]"].concat(), Format::Jsonl), expected(1));
    }
    // Bytes that are not of the encoding, which other characters tell.
    let bytes = ["{\"text\":\"太好看了支持到底\"}\n{\"text\":\"".as_bytes(), b"\xe5\"}\n"].concat();
    assert_eq!(broken(&bytes, Format::Jsonl), expected(2));
    assert!(broken("{\"text\":\"好看😀\"}".as_bytes(), Format::Jsonl).is_empty());
}
