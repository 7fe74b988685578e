package class

import (
	_ "embed"
	"html/template"
	"io"
	"slices"
	"sync"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz/room"
)

// Pages to print. Each is one file that loads nothing. A copy, and a key, begins on a page
// of its own. The head of a sheet is that of a table, which browsers repeat on each page.
var (
	//go:embed paper.html
	paperHTML string
	//go:embed cards.html
	cardsHTML string

	paperTemplate = sync.OnceValue(func() *template.Template { return template.Must(template.New("paper").Parse(paperHTML)) })
	cardsTemplate = sync.OnceValue(func() *template.Template { return template.Must(template.New("cards").Parse(cardsHTML)) })
)

// A printedCopy is a copy as the page shows it.
type printedCopy struct {
	Number        int
	Name, KeyName string
	Questions     []printedQuestion
	Grid          [][]printedQuestion // in fives, as people read letters
	Key           []string            // in fives
}

type printedQuestion struct {
	N             int
	Stem          string
	Block         []string
	Options       []printedOption
	Columns       int    // of options
	Right, Answer string // the letter, and what it stands for
	Letter        string // = Right, for the grid of the key
}

type printedOption struct{ Letter, Text string }

// groupOf is how many answers stand together.
const groupOf = 5

// print writes so many copies of the set, and their keys.
func (s paperSet) print(a *app.App, w io.Writer, copies int) error {
	all := make([]printedCopy, copies)
	for i := range all {
		all[i] = s.printed(a, i+1)
	}
	return paperTemplate().Execute(terminal.VisibleHTML(w), map[string]any{
		"Lang": pageLang(a.Lang), "Title": s.deck, "Code": s.code, "Command": s.memo.Command, "Copies": all,
		"T": map[string]string{
			"tip": textPaperTip.In(a.Lang), "test": textPaperTest.In(a.Lang, len(s.items)), "name": textPaperName.In(a.Lang),
			"number": textPaperNumber.In(a.Lang), "how": textPaperHow.In(a.Lang), "keys": textPaperKeys.In(a.Lang),
			"copy": textPaperCopyColumn.In(a.Lang), "key": textPaperKeyColumn.In(a.Lang), "mark": textPaperMark.In(a.Lang),
			"again": textPaperAgain.In(a.Lang),
		},
	})
}

func (s paperSet) printed(a *app.App, number int) printedCopy {
	c := room.CopyOf(s.code, number, s.items)
	key := c.Key(s.items)
	p := printedCopy{
		Number: number, Name: textPaperCopy.In(a.Lang, number), KeyName: textPaperKey.In(a.Lang, number),
	}
	for i, n := range c.Questions {
		q := s.asked[n-1].Question
		printed := printedQuestion{
			N: i + 1, Stem: q.Stem, Block: q.Block.Wide, Answer: q.Answers[0], Right: key[i : i+1], Letter: key[i : i+1],
		}
		widest := 0
		for place, option := range c.Options[i] {
			text := q.Options[option-1]
			widest = max(widest, terminal.Width(text))
			printed.Options = append(printed.Options, printedOption{room.Letter(place + 1), text})
		}
		printed.Columns = optionColumns(len(printed.Options), widest)
		p.Questions = append(p.Questions, printed)
	}
	p.Grid = slices.Collect(slices.Chunk(p.Questions, groupOf))
	for letters := range slices.Chunk([]byte(key), groupOf) {
		p.Key = append(p.Key, string(letters))
	}
	return p
}

// optionColumns is how many options stand beside each other, by the width of the widest.
func optionColumns(options, widest int) int {
	const fitsFour, fitsThree, fitsTwo = 16, 23, 38
	switch {
	case widest <= fitsFour:
		return 4
	case widest <= fitsThree && options == 3:
		return 3
	case widest <= fitsTwo:
		return 2
	}
	return 1
}

// pageLang is the language of a page, by which browsers choose the forms of Han characters.
func pageLang(lang catalogue.Lang) string {
	if lang == catalogue.Chinese {
		return "zh-CN"
	}
	return string(lang)
}

// Cards of a sheet: two columns of four.
const (
	cardColumns = 2
	cardsOfPage = 8
)

// A printedCard is both sides of a flash card; N is 0 where a sheet has none.
type printedCard struct {
	N             int
	Front, Answer string
	Told          []string
}

type cardSheet struct{ Front, Back []printedCard }

func writeCards(a *app.App, w io.Writer, title string, all []*questions.Question) error {
	var cards []printedCard
	for i, q := range all {
		told, _ := q.Explanation.Brief("")
		if q.Explanation.Fact != "" {
			told = append([]string{q.Explanation.Fact}, told...)
		}
		cards = append(cards, printedCard{i + 1, q.Stem, q.Answers[0], told})
	}
	var sheets []cardSheet
	for front := range slices.Chunk(cards, cardsOfPage) {
		front = append(slices.Clone(front), make([]printedCard, cardsOfPage-len(front))...)
		sheets = append(sheets, cardSheet{front, mirrored(front)})
	}
	return cardsTemplate().Execute(terminal.VisibleHTML(w), map[string]any{
		"Lang": pageLang(a.Lang), "Title": title, "Sheets": sheets,
		"T": map[string]string{"tip": textCardsTip.In(a.Lang, len(all))},
	})
}

// mirrored returns the backs of a sheet of cards: each row from right to left, as it lies
// when the sheet is turned over its long edge.
func mirrored(front []printedCard) []printedCard {
	var back []printedCard
	for row := range slices.Chunk(front, cardColumns) {
		row = slices.Clone(row)
		slices.Reverse(row)
		back = append(back, row...)
	}
	return back
}

var (
	textPaperTip = wording.T(
		"Print this page from your browser, on A4 or Letter: the copies come first, the keys last. Print double-sided only if each copy has an even number of pages.",
		"请用浏览器打印本页（A4 或 Letter）：前面是试卷，最后是答案。仅当每份试卷的页数为偶数时才双面打印。",
	)
	textPaperTest       = wording.T("Test: %d questions", "测验（共 %d 题）")
	textPaperName       = wording.T("Name", "姓名")
	textPaperNumber     = wording.T("Student number", "学号")
	textPaperHow        = wording.T("Write the letter of your answer in the box. Leave the box empty if you don't know.", "请把所选答案的字母填入方格；不知道就留空。")
	textPaperCopy       = wording.T("Copy %d", "第 %d 份")
	textPaperKey        = wording.T("Key of copy %d", "第 %d 份答案")
	textPaperKeys       = wording.T("All keys", "全部答案")
	textPaperCopyColumn = wording.T("Copy", "份")
	textPaperKeyColumn  = wording.T("Key", "答案")
	textPaperMark       = wording.T("To mark the papers:", "批改答卷：")
	textPaperAgain      = wording.T("To print this file again, with the same code as long as the questions are the same:", "再次打印（题目不变时代码相同）：")
	textCardsTip        = wording.T(
		"%d cards. Print double-sided, flipped on the long edge, at actual size, and cut along the dashed lines.",
		"共 %d 张。请双面打印，沿长边翻转，按实际大小，再沿虚线裁剪。",
	)
)
