package school

import (
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
)

// pageTexts are the texts of the page, by what the page calls them.
var pageTexts = map[string]wording.Text{
	"title":      wording.T("Port practice", "端口练习"),
	"other":      wording.T("中文", "English"),
	"noscript":   wording.T("This page needs JavaScript.", "本页面需要启用 JavaScript。"),
	"class":      wording.T("Class", "班级"),
	"name":       wording.T("Name or student number", "姓名或学号"),
	"pin":        wording.T("PIN", "PIN"),
	"signIn":     wording.T("Sign in", "登录"),
	"signOut":    wording.T("Sign out", "退出登录"),
	"hello":      wording.T("Hello, {0}", "{0}，你好"),
	"known":      wording.T("{0}: {1}% known, {2} of {3} cards begun", "{0}：已掌握 {1}%，已学 {2}/{3} 张"),
	"todo":       wording.T("Today: {0} to review, {1} new", "今天：待复习 {0} 张，新卡 {1} 张"),
	"nothing":    wording.T("Nothing is due now.", "现在没有到期的卡片。"),
	"nextDue":    wording.T("Next review: {0}", "下次复习：{0}"),
	"start":      wording.T("Start", "开始练习"),
	"cards":      wording.T("Flashcards", "翻卡"),
	"weak":       wording.T("Weak areas", "薄弱环节"),
	"progress":   wording.T("Progress", "学习进度"),
	"lookup":     wording.T("Look up a port or service", "查端口或服务"),
	"search":     wording.T("Look up", "查询"),
	"left":       wording.T("{0} left", "还剩 {0} 题"),
	"typeAnswer": wording.T("Your answer", "你的回答"),
	"send":       wording.T("Send", "提交"),
	"markAll":    wording.T("Select all that apply, then send.", "选出所有符合的选项，再提交。"),
	"dontKnow":   wording.T("I don't know", "不知道"),
	"showAnswer": wording.T("Show answer", "显示答案"),
	"again":      wording.T("Again", "重来"),
	"hard":       wording.T("Hard", "困难"),
	"good":       wording.T("Good", "良好"),
	"easy":       wording.T("Easy", "简单"),
	"right":      wording.T("Right", "答对"),
	"wrong":      wording.T("Wrong", "答错"),
	"firstSight": wording.T("New to you", "新内容"),
	"yourAnswer": wording.T("Your answer: {0}", "你的回答：{0}"),
	"answerIs":   wording.T("Answer: {0}", "答案：{0}"),
	"comesBack":  wording.T("Comes back {0}", "下次出现：{0}"),
	"next":       wording.T("Next", "下一题"),
	"undo":       wording.T("Undo the last answer", "撤销上一题"),
	"stop":       wording.T("Stop", "结束"),
	"done":       wording.T("Done", "练习完成"),
	"rightOf":    wording.T("{0} of {1} right, {2} new", "答对 {0}/{1}，新学 {2} 张"),
	"lookAgain":  wording.T("Look at these again", "需要再看"),
	"back":       wording.T("Back", "返回"),
	"printed":    wording.T("Terminal output", "终端输出"),
	"offline":    wording.T("No connection. Trying again …", "连接中断，正在重试……"),
	"sending":    wording.T("Not sent yet. Trying again …", "尚未提交成功，正在重发……"),
	"kept":       wording.T("Your last answer was saved.", "上一题的回答已保存。"),
	"lost":       wording.T("Your last answer did not arrive. The question comes again.", "上一题的回答没有送达，会再次出题。"),
	"comma":      wording.T(", ", "、"),
}

func textsOfPage(lang catalogue.Lang) map[string]string {
	all := make(map[string]string, len(pageTexts))
	for name, text := range pageTexts {
		all[name] = text.In(lang)
	}
	return all
}

// problemTexts are why something is refused, by what that is called over the network.
var problemTexts = map[string]wording.Text{
	"message": wording.T("The page is out of date. Reload it.", "页面已过期，请刷新。"),
	"pin": wording.T(
		"Class, name and PIN do not go together. Check the slip from your teacher.",
		"班级、姓名和 PIN 不匹配，请核对老师发的纸条。",
	),
	"slow":     wording.T("Too many wrong attempts. Wait a minute.", "错误次数过多，请一分钟后再试。"),
	"shut":     wording.T("Too many wrong PINs were tried for this name. Ask your teacher for a new PIN.", "此姓名的 PIN 输错次数过多，请向老师要一个新 PIN。"),
	"out":      wording.T("Sign in first.", "请先登录。"),
	"near":     wording.T("Almost: check the spelling, then send it again.", "差一点：检查拼写后再提交。"),
	"password": wording.T("Name and password do not go together.", "姓名和密码不匹配。"),
	"class":    wording.T("You teach no such class.", "你没有教这个班级。"),
	"teacher":  wording.T("There is no teacher of this name. Whoever runs the server can add one.", "没有这位教师，可由服务器管理员添加。"),
	"member":   wording.T("This student is not in the class any more. Reload the page.", "该学生已不在班级中，请刷新页面。"),
	"nothing":  wording.T("There is nothing to undo.", "没有可撤销的回答。"),
	"busy":     wording.T("The server cannot do this now. Try again soon.", "服务器暂时无法处理，请稍后再试。"),
	"packet":   wording.T("Nothing was taken in: %v.", "未接收任何内容：%v。"),
	"newer":    wording.T("The school's portdrill is older than yours. Ask your teacher to upgrade it.", "学校的 portdrill 版本较旧，请老师升级。"),
	"often":    wording.T("Too many syncs. Wait a minute.", "同步太频繁，请一分钟后再试。"),
}

func problemText(name string) wording.Text { return problemTexts[name] }

var (
	textTomorrow   = wording.T("tomorrow", "明天")
	textInDaysMany = wording.T("in %d days", "%d 天后")
	textInMinutes  = wording.T("in %d min", "%d 分钟后")
)
