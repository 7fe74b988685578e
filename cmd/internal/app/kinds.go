package app

import (
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange/tabular"
)

var kindNames = map[tabular.Kind]wording.Text{
	tabular.BinaryBook:   wording.T("a binary workbook (.xlsb)", "二进制工作簿（.xlsb）"),
	tabular.OldWorkbook:  wording.T("a workbook of old Excel (.xls)", "旧版 Excel 工作簿（.xls）"),
	tabular.OpenDocument: wording.T("a LibreOffice document (.ods)", "一个 LibreOffice 文档（.ods）"),
	tabular.OtherZip:     wording.T("a ZIP archive or a damaged workbook", "压缩包（ZIP）或损坏的工作簿"),
	tabular.WebPage:      wording.T("a web page (HTML), whatever its name", "网页（HTML），与文件名无关"),
	tabular.XMLBook:      wording.T("an XML file", "一个 XML 文件"),
	tabular.PDF:          wording.T("a PDF file", "一个 PDF 文件"),
	tabular.Text:         wording.T("a text file", "文本文件"),
	tabular.Workbook:     wording.T("a workbook (.xlsx)", "工作簿（.xlsx）"),
}

// KindName names a kind of file.
func KindName(lang catalogue.Lang, kind tabular.Kind) string { return kindNames[kind].In(lang) }

// EncodingText says that the characters of a file cannot be told.
func EncodingText(lang catalogue.Lang, name string, err *tabular.EncodingError) string {
	if len(err.Plausible) == 0 {
		return textNoEncoding.In(lang, name)
	}
	return textEncodingInDoubt.In(lang, name)
}

var (
	TextWrongKind = wording.T("%s is %s", "%s 是%s")
	TextSaveAsCSV = wording.T(
		"open it in a spreadsheet and save it as CSV UTF-8 or as .xlsx",
		"请用电子表格软件打开，另存为 CSV UTF-8 或 .xlsx",
	)
	textNoEncoding = wording.T(
		"cannot read the characters of %s: it is neither UTF-8 nor another known encoding",
		"无法读取 %s 的文字：既不是 UTF-8，也不是其他可识别的编码",
	)
	textEncodingInDoubt = wording.T(
		"not sure about the encoding of %s; names may come out wrong",
		"%s 的编码无法确定，姓名可能出错",
	)
)
