package exchange

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"portdrill/questions/catalogue"
)

// A Severity says whether a deck can be used in spite of a problem.
type Severity int

// The severities of a Problem.
const (
	Error   Severity = iota // a row is left out, or the file cannot be read
	Warning                 // nothing is left out that is about a port
)

// String returns "error" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// A Code says what kind of problem it is. It does not change from version to
// version.
type Code string

// What can be wrong with a file as a whole.
const (
	TooLarge      Code = "too-large"
	Empty         Code = "empty"
	Binary        Code = "binary"
	BadEncoding   Code = "bad-encoding"
	TakenAsGB     Code = "taken-as-gb18030" // a warning
	TakenAs       Code = "taken-as"         // another encoding; a warning
	InDoubt       Code = "encoding-in-doubt"
	WrongKind     Code = "wrong-kind" // of file
	UnknownFormat Code = "unknown-format"
	TooNew        Code = "too-new"
	BadJSON       Code = "bad-json"
	NoRows        Code = "no-rows"
	TooManyRows   Code = "too-many-rows"
	MoreProblems  Code = "more-problems"
)

// What can be wrong with a table and its cells.
const (
	NoPortColumn     Code = "no-port-column"
	NoServiceColumn  Code = "no-service-column"
	TwoPortColumns   Code = "two-port-columns"
	TablePassedOver  Code = "table-passed-over" // a warning
	RowsPassedOver   Code = "rows-passed-over"  // a warning
	RepeatedColumn   Code = "repeated-column"
	WrongCells       Code = "wrong-number-of-cells"
	UnbalancedQuote  Code = "unbalanced-quote"
	TextAfterQuote   Code = "text-after-quote"
	WrongValue       Code = "wrong-value"
	MissingPort      Code = "missing-port"
	NotAPort         Code = "not-a-port"
	NotDecimal       Code = "not-decimal"
	OutOfRange       Code = "port-out-of-range"
	RangeReversed    Code = "range-reversed"
	Ambiguous        Code = "ambiguous-number"
	OpenRange        Code = "open-range" // a warning
	NotAName         Code = "not-a-name"
	NotAPair         Code = "not-a-pair" // of a name and a port
	UnknownTransport Code = "unknown-transport"
	OtherTransport   Code = "other-transport" // a warning: known, but without ports
	MissingService   Code = "missing-service"
	TooLong          Code = "too-long"
	TooManyAliases   Code = "too-many-aliases"
	ControlSign      Code = "control-sign"
	Untidy           Code = "untidy" // only when writing
	Twice            Code = "twice"  // a warning
)

// What [Check] warns of.
const (
	OtherService    Code = "other-service"
	OtherPort       Code = "other-port"
	UnusedTransport Code = "unused-transport"
)

// A Problem is something wrong with a file. Which of the fields that carry
// details are set depends on the code.
type Problem struct {
	Line, Column int // from 1, the column in characters; 0 if it is about no place
	Severity     Severity
	Code         Code

	Cell  string         // what stands there, shortened
	Known catalogue.Text // what should, or what the catalogue has
	Count int
	Limit int
}

// whole are the codes of what keeps a file from being read at all.
var whole = []Code{
	TooLarge, Empty, Binary, BadEncoding, InDoubt, WrongKind, UnknownFormat, TooNew, BadJSON, NoRows, TooManyRows, NoPortColumn, NoServiceColumn,
	TwoPortColumns, UnbalancedQuote,
}

// Failed reports whether one of the problems is an error, so that rows are left out
// or none could be read.
func Failed(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return p.Severity == Error })
}

// In words the problem as a sentence in the language, without the place.
func (p Problem) In(lang catalogue.Lang) string {
	return strings.NewReplacer(
		"{cell}", p.Cell,
		"{known}", p.Known.In(lang),
		"{count}", strconv.Itoa(p.Count),
		"{limit}", strconv.Itoa(p.Limit),
	).Replace(sentences[p.Code].In(lang))
}

// String words the problem in English with its place in front: "3:7: …".
func (p Problem) String() string {
	if p.Line == 0 {
		return p.In(catalogue.English)
	}
	return fmt.Sprintf("%d:%d: %s", p.Line, p.Column, p.In(catalogue.English))
}

func byPlace(a, b Problem) int {
	return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}

var sentences = map[Code]catalogue.Text{
	TooLarge:      {EN: "The file is larger than {limit} MiB.", ZH: "文件超过 {limit} MiB。"},
	Empty:         {EN: "The file is empty.", ZH: "文件是空的。"},
	Binary:        {EN: "This is not a text file. Save a spreadsheet as CSV (UTF-8).", ZH: "这不是文本文件。电子表格请另存为 CSV（UTF-8）。"},
	BadEncoding:   {EN: "From here on the encoding is unknown. Save the file as UTF-8.", ZH: "从这里起无法识别文本编码。请另存为 UTF-8。"},
	InDoubt:       {EN: "The encoding could be one of several ({cell}). Save the file as UTF-8.", ZH: "文本有多种读法（{cell}）。请另存为 UTF-8。"},
	TakenAs:       {EN: "The text was read as {cell}. If it looks wrong, save it as UTF-8.", ZH: "文本按 {cell} 编码读取。若有乱码，请另存为 UTF-8。"},
	WrongKind:     {EN: "This is a {cell} file. Save it as CSV (UTF-8) or xlsx.", ZH: "这是 {cell} 类型的文件。请另存为 CSV（UTF-8）或 xlsx。"},
	TakenAsGB:     {EN: "The text is not UTF-8 and was read as GB18030. If it looks wrong, save it as UTF-8.", ZH: "文本不是 UTF-8，已按 GB18030 读取。若有乱码，请另存为 UTF-8。"},
	UnknownFormat: {EN: "This is neither a table nor JSON nor a list of ports that can be read.", ZH: "无法识别：既不是表格、JSON，也不是可读取的端口列表。"},
	TooNew:        {EN: "The deck was written by a newer portdrill (format {cell}); this one reads format {limit}.", ZH: "此卡组由更新版本的 portdrill 写出（格式 {cell}），本版本只能读格式 {limit}。"},
	BadJSON:       {EN: "This is not valid JSON from here on.", ZH: "从这里起不是有效的 JSON。"},
	NoRows:        {EN: "No row has a port and a service.", ZH: "没有任何一行同时含有端口和服务。"},
	TooManyRows:   {EN: "The file has more than {limit} rows.", ZH: "文件超过 {limit} 行。"},
	MoreProblems:  {EN: "There are {count} more problems.", ZH: "另有 {count} 个问题。"},

	NoPortColumn:     {EN: "No column holds ports. Name one of them “port”.", ZH: "没有端口列。请将其中一列命名为“端口”。"},
	NoServiceColumn:  {EN: "No column holds services. Name one of them “service”.", ZH: "没有服务列。请将其中一列命名为“服务”。"},
	TwoPortColumns:   {EN: "Several columns hold ports.", ZH: "有多个端口列。"},
	TablePassedOver:  {EN: "Skipped this table. {known}", ZH: "已略过此表格。{known}"},
	RowsPassedOver:   {EN: "Skipped rows that name no service: {count}.", ZH: "已略过与服务无关的行：{count} 行。"},
	RepeatedColumn:   {EN: "“{cell}” appears twice.", ZH: "“{cell}”重复出现。"},
	WrongCells:       {EN: "The row has {count} cells instead of {limit}.", ZH: "此行有 {count} 个单元格，应为 {limit} 个。"},
	UnbalancedQuote:  {EN: "The quotation mark is never closed.", ZH: "引号没有闭合。"},
	TextAfterQuote:   {EN: "“{cell}” follows the closing quotation mark. Double a quotation mark inside a cell.", ZH: "引号闭合之后还有“{cell}”。单元格内的引号要写两次。"},
	WrongValue:       {EN: "The value of “{cell}” has the wrong type.", ZH: "“{cell}”的值类型不对。"},
	MissingPort:      {EN: "The port is missing.", ZH: "缺少端口。"},
	NotAPort:         {EN: "“{cell}” is not a port number.", ZH: "“{cell}”不是端口号。"},
	NotDecimal:       {EN: "“{cell}”: write the port in decimal, 0 to 65535.", ZH: "“{cell}”：请用十进制写端口号，0 到 65535。"},
	OutOfRange:       {EN: "{cell} is not a port: 0 to 65535.", ZH: "{cell} 不是端口号：应为 0 到 65535。"},
	RangeReversed:    {EN: "{cell}: the first port is higher than the last.", ZH: "{cell}：起始端口大于结束端口。"},
	Ambiguous:        {EN: "“{cell}” may be one port or two. Write it without the comma, or put a space after it.", ZH: "“{cell}”可能是一个端口，也可能是两个。请去掉逗号，或在逗号后加空格。"},
	OpenRange:        {EN: "“{cell}” has no end; only the first port is used.", ZH: "“{cell}”没有终点，只取第一个端口。"},
	NotAPair:         {EN: "“{cell}” is not a name and a port.", ZH: "“{cell}”不是“名称和端口”。"},
	NotAName:         {EN: "“{cell}” is not the name of a service.", ZH: "“{cell}”不是服务名称。"},
	UnknownTransport: {EN: "“{cell}” is not a transport: tcp, udp, sctp or dccp.", ZH: "“{cell}”不是传输协议：应为 tcp、udp、sctp 或 dccp。"},
	OtherTransport:   {EN: "Ports of {cell} are not taught here; the row is skipped.", ZH: "这里不学 {cell} 的端口，已跳过此行。"},
	MissingService:   {EN: "The service is missing.", ZH: "缺少服务。"},
	TooLong:          {EN: "“{cell}” has {count} characters; at most {limit} are allowed.", ZH: "“{cell}”有 {count} 个字符，最多 {limit} 个。"},
	TooManyAliases:   {EN: "The row has {count} aliases; at most {limit} are allowed.", ZH: "此行有 {count} 个别名，最多 {limit} 个。"},
	ControlSign:      {EN: "The cell contains the control character {cell}.", ZH: "单元格中有控制字符 {cell}。"},
	Untidy:           {EN: "“{cell}” has white space around it or is not valid text.", ZH: "“{cell}”首尾有空白，或不是有效文本。"},
	Twice:            {EN: "{cell} is already in line {count}.", ZH: "{cell} 在第 {count} 行已经出现过。"},

	OtherService:    {EN: "“{cell}”: the catalogue has {known} on this port.", ZH: "“{cell}”：目录中此端口是 {known}。"},
	OtherPort:       {EN: "“{cell}” is not on port {count}: the catalogue has {known}.", ZH: "“{cell}”不在端口 {count}：目录中是 {known}。"},
	UnusedTransport: {EN: "“{cell}” does not use this transport: the catalogue has {known}.", ZH: "“{cell}”不使用此传输协议：目录中是 {known}。"},
}
