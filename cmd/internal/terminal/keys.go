package terminal

import (
	"strings"

	"portdrill/cmd/internal/wording"
)

// A keyHelp is what a key does in a session.
type keyHelp struct {
	key  string
	does wording.Text
	of   keyUse
}

// A keyUse is where a key does something.
type keyUse int

const (
	everywhere keyUse = iota
	inDrills
	inExams
)

// keysOfSessions are all of them, in the order that they are told of.
var keysOfSessions = []keyHelp{
	{"?", wording.T("I don't know", "不知道"), everywhere},
	{"u", wording.T("undo the last thing you did", "撤销上一步操作"), everywhere},
	{"s", wording.T("suspend this card: stop asking it", "暂停这张卡片，不再提问"), inDrills},
	{"b", wording.T("skip this card for today", "今天跳过这张卡片"), inDrills},
	{"e", wording.T("more about the previous question", "上一题的更多解释"), inDrills},
	{"n", wording.T("note on the previous question's service", "为上一题的服务写备注"), inDrills},
	{"f", wording.T("flag the previous question as wrong", "标记上一题有误"), inDrills},
	{"s", wording.T("skip this question; it comes back later", "跳过这道题，稍后再答"), inExams},
	{"m", wording.T("mark this question for review, or unmark it", "标记或取消标记这道题，以便检查"), inExams},
	{"l", wording.T("list all questions, and go to one", "题目列表，可跳到某一题"), inExams},
	{"p", wording.T("pause the clock", "暂停计时"), everywhere},
	{"h", wording.T("show these keys", "显示按键说明"), everywhere},
	{"q", wording.T("quit; every answer is saved", "退出，作答均已保存"), everywhere},
}

// showKeys tells of all keys, each on a row of its own where there is room for that.
func (p *Player) showKeys(inFull bool) {
	p.say("  ", textKeysTitle.In(p.Lang))
	var all []string
	for _, k := range keysOfSessions {
		if k.of != everywhere && (k.of == inExams) != (p.Exam != nil) {
			continue
		}
		if inFull && p.roomy() {
			p.say("    ", k.key+"  "+k.does.In(p.Lang))
		}
		all = append(all, k.key+" "+k.does.In(p.Lang))
	}
	if !inFull || !p.roomy() {
		p.say("    ", strings.Join(all, p.Style.Sign(" · ")))
	}
}

// The keys at a question, in as many words as there is room for, and what they are for.
var (
	textKeysChoice = wording.T(
		"%s, enter   ?: don't know   u: undo   h: all keys   q: quit",
		"回车或 %s 选择   ? 不知道   u 撤销   h 按键说明   q 退出",
	)
	textKeysChoiceShort = wording.T("%s  ?: don't know  h: keys  q: quit", "%s 选择  ? 不知道  h 按键  q 退出")
	textKeysExam        = wording.T(
		"%s, enter   s: skip   m: mark   l: list   h: all keys   q: leave",
		"回车或 %s 选择   s 跳过   m 标记   l 列表   h 按键说明   q 离开",
	)
	textKeysExamShort = wording.T("%s  s: skip  l: list  h: keys  q: leave", "%s 选择  s 跳过  l 列表  h 按键  q 离开")
	textKeysOnce      = wording.T("%s, enter   ?: don't know   q: quit", "回车或 %s 选择   ? 不知道   q 退出")
	textKeysOnceShort = wording.T("%s  ?: don't know  q: quit", "%s 选择  ? 不知道  q 退出")
	textKeysTypedOnce = wording.T("?: don't know   :q: quit", "? 不知道   :q 退出")
	textKeysTyped     = wording.T(
		"enter: answer   ?: don't know   :u undo   :h all keys   :q quit",
		"回车提交   ? 不知道   :u 撤销   :h 按键说明   :q 退出",
	)
	textKeysTypedShort = wording.T("?: don't know  :h keys  :q quit", "? 不知道  :h 按键  :q 退出")
	textKeysTurn       = wording.T(
		"space: show the answer   u: undo   h: all keys   q: quit",
		"空格显示答案   u 撤销   h 按键说明   q 退出",
	)
	textKeysTurnShort = wording.T("space: show answer  h: keys  q: quit", "空格显示答案  h 按键  q 退出")
	textKeysGrade     = wording.T(
		"space: good   %s: grade   u: undo   h: all keys   q: quit",
		"空格评为良好   %s 评分   u 撤销   h 按键说明   q 退出",
	)
	textKeysGradeShort = wording.T("space: good  %s: grade  h: keys  q: quit", "空格良好  %s 评分  h 按键  q 退出")
	textKeysSet        = wording.T(
		"space or %s: mark   enter: submit   ?: don't know   h: all keys   q: quit",
		"空格或 %s 选中   回车提交   ? 不知道   h 按键说明   q 退出",
	)
	textKeysSetShort = wording.T("space: mark  enter: submit  h: keys  q: quit", "空格选中  回车提交  h 按键  q 退出")
	textMarkFirst    = wording.T("Mark at least one with space, then press enter.", "请先用空格至少选中一项，再按回车。")
	textKeysMenu     = wording.T("%s, enter   q: quit", "回车或 %s 选择   q 退出")
	textKeysSubmenu  = wording.T("%s, enter   q: back", "回车或 %s 选择   q 返回")
	textKeysLine     = wording.T("enter: done", "回车确认")
	textKeysPreset   = wording.T("enter: %s", "回车：%s")
	textKeysQuit     = wording.T("   :q: quit", "   :q 退出")
	textKeysBack     = wording.T("   :q: back", "   :q 返回")
	textKeysPlain    = wording.T(
		"(A number or text, then Enter. ? I don't know, :u undo, :h all keys, :q quit)",
		"（输入编号或文字后回车。? 不知道，:u 撤销，:h 按键说明，:q 退出）",
	)
	textKeysTitle = wording.T(
		"Keys (where you type an answer, put a colon first, as in :u)",
		"按键（输入答案时前面加冒号，如 :u）",
	)
	textNoSuchKey  = wording.T("There is no command %s. Nothing was recorded.", "没有 %s 这个命令，本次输入未记录。")
	textKeyOfExams = wording.T("This key works only in a quiz.", "此键只在模拟考试中使用。")
	textLeave      = wording.T("Leave the session? Your answers are saved.", "要离开本次练习吗？作答均已保存。")
	textLeaveYes   = wording.T("Leave", "离开")
)
