#[test]
fn every_bundled_file_can_be_read() {
    for (path, text) in super::BUNDLED {
        if let Err(error) = super::LexiconFile::parse(path, text) {
            panic!("{error}");
        }
    }
}
