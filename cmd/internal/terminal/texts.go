package terminal

import (
	"portdrill/cmd/internal/wording"
)

var (
	textRunSoFar      = wording.T("history %s", "以往 %s")
	textSuspendedHere = wording.T("Suspended: %s", "已暂停这张卡片：%s")
	textBuriedHere    = wording.T("Skipped for today: %s", "今天跳过：%s")
	textNoCardToHold  = wording.T("This is a practice question. It belongs to no card.", "这是练习题，不属于任何卡片。")
	textNothingMore   = wording.T("There is no more explanation.", "没有更多解释了。")
	textNothingBefore = wording.T("There is no previous answer.", "没有上一题的作答。")
	textNoNoteHere    = wording.T("The previous question was about more than one service.", "上一题涉及多个服务，无法写备注。")
	textNoteOn        = wording.T("Your note on %s:", "关于“%s”的备注：")
	textWhyWrong      = wording.T("What is wrong with \"%s\"? (Enter: just flag it)", "“%s”错在哪里？（直接回车则只作标记）")
	textNearly        = wording.T("Almost. Check the spelling and try again.", "差一点。请检查拼写，再输入一次。")
	textCardsLeft     = wording.N("%d left", "%d left", "剩 %d 张")
	textInARow        = wording.N("%d right in a row", "%d right in a row", "连对 %d 题")
	textStudyDay      = wording.T("day %d", "第 %d 天")
	textTimeLeft      = wording.T("%s left", "剩余 %s")
	textTimeUp        = wording.T("Time is up.", "时间到。")
	textPaused        = wording.T("Paused.", "已暂停计时。")
	textGoOn          = wording.T("Resume", "继续")
	textNotInExam     = wording.T("Not available until the quiz is over.", "考试结束后才能使用。")
	textLeaveExam     = wording.N(
		"%d answered. Leave the quiz?",
		"%d answered. Leave the quiz?",
		"已答 %d 题。要离开考试吗？",
	)
	textLeaveNot  = wording.T("Continue", "继续作答")
	textLeaveOpen = wording.T("Save and continue later", "保存，以后继续")
	textLeaveDone = wording.T("Submit: unanswered count as wrong", "交卷：未答的题算错")
	textExamOpen  = wording.T(
		"Quiz saved. To resume it: portdrill quiz --resume",
		"考试已保存。继续作答：portdrill quiz --resume",
	)
	textNotEnded       = wording.T("The result is not saved yet.", "考试成绩尚未保存。")
	textNotAnswered    = wording.N("%d not answered", "%d not answered", "未答 %d 题")
	textExamBefore     = wording.T("Last time (%s): %d%%", "上一次（%s）：%d%%")
	textAfterExam      = wording.T("What next?", "接下来？")
	textReviewMissed   = wording.T("Review what you missed (%d)", "查看答错和未答的题（%d）")
	textDrillMissed    = wording.T("Drill them now", "现在就练这些题")
	textEnoughForNow   = wording.T("Stop here", "先到这里")
	textNextMissed     = wording.T("Next", "下一题")
	TextDontKnow       = wording.T("I don't know", "不知道")
	textNewPort        = wording.T("new", "新")
	textRight          = wording.T("Right.", "答对了。")
	textWrong          = wording.T("Wrong.", "答错了。")
	textShown          = wording.T("Remember:", "请记住：")
	textAnswerIs       = wording.T("Answer: %s.", "答案：%s。")
	textPartsRight     = wording.T("%d of %d right.", "答对 %d 项，共 %d 项。")
	textMatchWhat      = wording.T("(%[2]d of %[3]d) What goes with %[1]s?", "（%[2]d/%[3]d）与“%[1]s”对应的是：")
	textOrderWhat      = wording.T("(%d of %d) Which comes next?", "（%d/%d）下一项是：")
	textNextIn         = wording.T("Next in %s.", "%s后再问。")
	textShowBack       = wording.T("show the answer", "显示答案")
	textGradeAgain     = wording.T("again", "忘记")
	textGradeHard      = wording.T("hard", "困难")
	textGradeGood      = wording.T("good", "良好")
	textGradeEasy      = wording.T("easy", "简单")
	TextPickRow        = wording.T("Choose a number from 1 to %d.", "请选 1 到 %d。")
	textUndone         = wording.T("Undone. Try again:", "已撤销，请重新作答：")
	TextNothingToUndo  = wording.T("Nothing to undo today.", "今天没有可撤销的操作。")
	textSummaryTitle   = wording.T("Done", "本次小结")
	textSummaryScore   = wording.T("%d of %d right (%d%%)", "答对 %d/%d（%d%%）")
	textSummaryMiss    = wording.T("Review these:", "需要复习：")
	textSummaryLearned = wording.T("Moved on to review:", "进入复习阶段：")
	textPassed         = wording.T("Passed: %d%% (pass mark %d%%)", "及格：%d%%（及格线 %d%%）")
	textNotPassed      = wording.T("Not passed: %d%% (pass mark %d%%)", "不及格：%d%%（及格线 %d%%）")
	textSuggestDue     = wording.T("Next: portdrill drill (%d more to review)", "下一步：portdrill drill（还有 %d 张待复习）")
	textSuggestWeak    = wording.T(
		"Next: portdrill drill --weak (%s was hard today)",
		"下一步：portdrill drill --weak（今天“%s”较难）",
	)
	textSuggestQuiz = wording.T(
		"All right! Next: portdrill quiz (a mock exam)",
		"全部答对！下一步：portdrill quiz（模拟考试）",
	)
	textSuggestTomorrow = wording.T(
		"That's it for today. See you tomorrow.",
		"今天就到这里，明天见。",
	)
	textSummaryNew     = wording.N("%d new card", "%d new cards", "新卡片 %d 张")
	textDueNow         = wording.N("%d left today", "%d left today", "今天还剩 %d 张")
	textDueWeek        = wording.N("%d more this week", "%d more this week", "一周内再到期 %d 张")
	TextAndMore        = wording.N("and %d more", "and %d more", "另有 %d 项")
	textDueTomorrow    = wording.N("%d more tomorrow", "%d more tomorrow", "明天再到期 %d 张")
	TextMinutes        = wording.N("%d minute", "%d minutes", "%d 分钟")
	TextHours          = wording.N("%d hour", "%d hours", "%d 小时")
	TextDays           = wording.N("%d day", "%d days", "%d 天")
	textNoteUndone     = wording.T("Undone: your note on %s", "已撤销：关于“%s”的备注")
	textFlagUndone     = wording.T("Undone: no longer flagged: %s", "已撤销标记：%s")
	textYourNote       = wording.T("Your note: %s", "你的备注：%s")
	TextFlagged        = wording.T("Flagged. It will not be asked again: %s", "已标记，不再提问：%s")
	TextNotKept        = wording.T("Your answer is not saved yet.", "这次作答尚未保存。")
	textNotHeld        = wording.T("The change is not saved yet.", "这次更改尚未保存。")
	textNotWrittenDown = wording.T("It is not saved yet.", "尚未保存。")
	TextNotUndone      = wording.T("The answer is not undone yet.", "尚未撤销。")
	textTryAgain       = wording.T("enter: try again   q: quit without saving", "回车重试   q 不保存，直接退出")
	textLeechNow       = wording.T("You have forgotten it %d times.", "已经忘记 %d 次。")
	textLeechWith      = wording.T("It is often mixed up with %s; compare the two.", "常与“%s”混淆，不妨对照着记。")
	textLeechHow       = wording.T("To stop seeing it for now: portdrill suspend %s", "想先放一放：portdrill suspend %s")
	textBack           = wording.T("back", "返回")
	textKeysBrowse     = wording.T("enter: open   / search   ← → page   q: back", "回车打开   / 搜索   ← → 翻页   q 返回")
	textSearchPrompt   = wording.T("Search (Esc: show all): ", "搜索（Esc 取消）：")
	textBrowseLines    = wording.N(
		"%d found. Type a number to open, text to search, Enter for more, :q to go back",
		"%d found. Type a number to open, text to search, Enter for more, :q to go back",
		"共 %d 项。输入编号打开，输入文字搜索，回车翻页，:q 返回",
	)
)
