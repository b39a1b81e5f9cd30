//! Just enough of a workbook for a reader.

/// One sheet of texts.
pub fn of(rows: &[Vec<&str>]) -> Vec<u8> {
    of_sheets(&[("评论", rows)])
}

/// Sheets of texts under their names.
pub fn of_sheets(sheets: &[(&str, &[Vec<&str>])]) -> Vec<u8> {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let cell = |number: usize, column: char, text: &str| {
        format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{}</t></is></c>", escape(text))
    };
    let row = |(number, row): (usize, &Vec<&str>)| {
        let cells: Vec<String> = ('A'..).zip(row).map(|(column, text)| cell(number, column, text)).collect();
        format!("<row r=\"{number}\">{}</row>", cells.concat())
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let names = |form: &dyn Fn(usize, &str) -> String| -> String {
        (1..).zip(sheets).map(|(number, (name, _))| form(number, name)).collect()
    };
    let list = names(&|number, name| format!("<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"r{number}\"/>"));
    let targets = names(&|number, _| {
        format!("<Relationship Id=\"r{number}\" Type=\"{links}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>")
    });
    let mut files = vec![
        (
            "[Content_Types].xml".to_owned(),
            format!(
                "<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{links}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!("<workbook xmlns=\"{main}\" xmlns:r=\"{links}\"><sheets>{list}</sheets></workbook>"),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("<Relationships xmlns=\"{package}/relationships\">{targets}</Relationships>"),
        ),
    ];
    for (number, (_, rows)) in (1..).zip(sheets) {
        let rows: String = (1..).zip(*rows).map(row).collect();
        let text = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
        files.push((format!("xl/worksheets/sheet{number}.xml"), text));
    }
    zip(&files)
}

/// An archive of stored files.
fn zip(files: &[(String, String)]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let offset = u32::try_from(archive.len()).expect("small");
        let size = u32::try_from(text.len()).expect("small").to_le_bytes();
        let name_size = u16::try_from(name.len()).expect("small").to_le_bytes();
        let mut common = Vec::new();
        common.extend([20, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        common.extend(crate::support::crc(text.as_bytes()).to_le_bytes());
        common.extend(size);
        common.extend(size);
        common.extend(name_size);
        common.extend([0, 0]);
        archive.extend(b"PK\x03\x04");
        archive.extend(&common);
        archive.extend(name.as_bytes());
        archive.extend(text.as_bytes());
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let start = u32::try_from(archive.len()).expect("small").to_le_bytes();
    let size = u32::try_from(directory.len()).expect("small").to_le_bytes();
    let count = u16::try_from(files.len()).expect("small").to_le_bytes();
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend([count, count].concat());
    archive.extend(size);
    archive.extend(start);
    archive.extend([0, 0]);
    archive
}
