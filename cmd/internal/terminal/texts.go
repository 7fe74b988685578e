package terminal

import (
	"portdrill/cmd/internal/wording"
)

var (
	textKeysChoice      = wording.T("%s, enter   ?: don't know   u: undo   q: quit", "回车或 %s 选择   ? 不知道   u 撤销   q 退出")
	textKeysChoiceShort = wording.T("%s  ?: don't know  u: undo  q: quit", "%s 选择  ? 不知道  u 撤销  q 退出")
	textKeysOnce        = wording.T("%s, enter   ?: don't know   q: quit", "回车或 %s 选择   ? 不知道   q 退出")
	textKeysOnceShort   = wording.T("%s  ?: don't know  q: quit", "%s 选择  ? 不知道  q 退出")
	textKeysTypedOnce   = wording.T("?: don't know   :q: quit", "? 不知道   :q 退出")
	textKeysTurn        = wording.T("any key: turn   ?: don't know   u: undo   q: quit", "任意键翻面   ? 不知道   u 撤销   q 退出")
	textRunSoFar        = wording.T("so far %s", "历次 %s")
	textKeysTurnShort   = wording.T("any key: turn  u: undo  q: quit", "任意键翻面  u 撤销  q 退出")
	textKeysTyped       = wording.T("?: don't know   :u: undo   :q: quit", "? 不知道   :u 撤销   :q 退出")
	textKeysMore        = wording.T(
		"More keys, with : before them where you type: s suspend, b not today (this question); n note, f flag "+
			"as wrong, e explain more (the one before); p pause",
		"其他按键（输入答案时前面加冒号）：s 暂停此卡、b 今天不问（本题）；n 写备注、f 标记有误、e 更多解释（上一题）；p 暂停计时",
	)
	textSuspendedHere = wording.T(
		"Suspended. To have it asked again: portdrill unsuspend %s",
		"已暂停。恢复：portdrill unsuspend %s",
	)
	textBuriedHere    = wording.T("Not today any more: %s", "今天不再提问：%s")
	textNoCardToHold  = wording.T("This question is practice and belongs to no card.", "这道题是练习题，不属于任何卡片。")
	textNothingMore   = wording.T("There is nothing more to say about it.", "这一题没有更多说明了。")
	textNothingBefore = wording.T("Nothing was answered before.", "之前还没有作答。")
	textNoNoteHere    = wording.T("The question before was not about one service alone.", "上一题不是只关于一个服务。")
	textNoteOn        = wording.T("Your note on %s:", "关于%s的备注：")
	textWhyWrong      = wording.T("What is wrong with \"%s\" (enter alone: just flag it)", "“%s”错在哪里？（直接回车则只作标记）")
	textNearly        = wording.T("Nearly: look at the spelling, and type it once more.", "差一点：请检查拼写，再输入一次。")
	textTimeLeft      = wording.T("%s left", "剩余 %s")
	textTimeUp        = wording.T("Time is up.", "时间到。")
	textPaused        = wording.T("Paused.", "已暂停计时。")
	textNotInExam     = wording.T("In a quiz all that comes at the end.", "测验结束后才能这样做。")
	textLeaveExam     = wording.N(
		"%d answered so far. Leave the quiz?",
		"%d answered so far. Leave the quiz?",
		"已答 %d 题。要离开测验吗？",
	)
	textLeaveNot  = wording.T("Go on", "继续作答")
	textLeaveOpen = wording.T("Leave, and go on another time", "先离开，以后再继续")
	textLeaveDone = wording.T("Hand it in: the rest counts as wrong", "交卷：未答的题算错")
	textExamOpen  = wording.T(
		"The quiz is kept as it is. To go on with it: portdrill quiz --resume",
		"测验已保存。继续作答：portdrill quiz --resume",
	)
	textNotEnded     = wording.T("The result is not kept yet.", "测验结果还没有保存。")
	textNotAnswered  = wording.N("%d not answered", "%d not answered", "未答 %d 题")
	textExamBefore   = wording.T("The time before (%s): %d%%", "上一次（%s）：%d%%")
	textAfterExam    = wording.T("What now?", "接下来？")
	textReviewMissed = wording.T("Look at what was missed (%d)", "查看答错的题（%d）")
	textDrillMissed  = wording.T("Drill it now", "现在就练这些题")
	textEnoughForNow = wording.T("Enough for now", "到此为止")
	textNextMissed   = wording.T("The next one", "下一题")
	textKeysMenu     = wording.T("%s, enter   q: quit", "回车或 %s 选择   q 退出")
	textKeysLine     = wording.T("enter: done   :q: quit", "回车确认   :q 退出")
	textKeysPreset   = wording.T("enter: %s   :q: quit", "回车：%s   :q 退出")
	TextDontKnow     = wording.T("I don't know", "不知道")
	textNewPort      = wording.T("new", "新")
	textRight        = wording.T("Right.", "答对了。")
	textWrong        = wording.T("Not right.", "答错了。")
	textShown        = wording.T("Remember:", "请记住：")
	textAnswerIs     = wording.T("The answer is: %s.", "答案是：%s。")
	textMatchWhat    = wording.T("What belongs to %s? (%d of %d)", "%s 对应哪一项？（第 %d 个，共 %d 个）")
	textOrderWhat    = wording.T("What comes next? (%d of %d)", "接下来是哪一项？（第 %d 个，共 %d 个）")
	textSetDone      = wording.T("these are all", "就是这些")
	textKeysSet      = wording.T(
		"%s or enter: mark or unmark   ?: don't know   u: undo   q: quit",
		"%s 或回车：选中或取消   ? 不知道   u 撤销   q 退出",
	)
	textKeysSetShort   = wording.T("%s: mark  u: undo  q: quit", "%s 选中  u 撤销  q 退出")
	textNextIn         = wording.T("Next in %s.", "%s后再问。")
	textShowBack       = wording.T("turn the card", "翻面")
	textGradeAgain     = wording.T("again", "忘记")
	textGradeHard      = wording.T("hard", "困难")
	textGradeGood      = wording.T("good", "良好")
	textGradeEasy      = wording.T("easy", "简单")
	TextPickRow        = wording.T("Choose a number from 1 to %d.", "请选 1 到 %d。")
	textUndone         = wording.T("Taken back; once more:", "已撤销，请重新作答：")
	TextNothingToUndo  = wording.T("There is no answer of today to take back.", "今天没有可撤销的作答。")
	textSummaryTitle   = wording.T("Done", "本次小结")
	textSummaryScore   = wording.T("%d of %d right (%d%%)", "答对 %d/%d（%d%%）")
	textSummaryMiss    = wording.T("To look at again:", "需要再看：")
	textSummaryLearned = wording.T("Learned:", "学会了：")
	textPassed         = wording.T("Passed: %d%% (%d%% needed)", "通过：%d%%（及格线 %d%%）")
	textNotPassed      = wording.T("Not passed: %d%% (%d%% needed)", "未通过：%d%%（及格线 %d%%）")
	textSuggestDue     = wording.T("Next: go on with the %d due: portdrill drill", "建议：继续练到期的 %d 张：portdrill drill")
	textSuggestWeak    = wording.T(
		"Next: %s was hard today; portdrill drill --weak asks what is shaky",
		"建议：今天「%s」较难；portdrill drill --weak 专练薄弱之处",
	)
	textSuggestQuiz = wording.T(
		"Next: all right! Try a mock exam: portdrill quiz",
		"建议：全部答对！可以试试模拟考试：portdrill quiz",
	)
	textSuggestTomorrow = wording.T(
		"Next: done for now; a few minutes tomorrow keep it fresh.",
		"建议：今天到此为止，明天再练几分钟就能保持记忆。",
	)
	textSummaryNew     = wording.N("%d new card", "%d new cards", "新卡片 %d 张")
	textDueNow         = wording.N("%d still due today", "%d still due today", "今天还剩 %d 张")
	textDueWeek        = wording.N("%d within a week", "%d within a week", "一周内到期 %d 张")
	TextAndMore        = wording.N("and %d more", "and %d more", "另有 %d 项")
	textDueTomorrow    = wording.N("%d due tomorrow", "%d due tomorrow", "明天到期 %d 张")
	TextMinutes        = wording.N("%d minute", "%d minutes", "%d 分钟")
	TextHours          = wording.N("%d hour", "%d hours", "%d 小时")
	TextDays           = wording.N("%d day", "%d days", "%d 天")
	textYourNote       = wording.T("Your note: %s", "你的备注：%s")
	TextFlagged        = wording.T("Flagged, and not asked again: %s", "已标记，不再提问：%s")
	TextNotKept        = wording.T("Your answer is not kept yet.", "这次作答尚未保存。")
	textNotHeld        = wording.T("It is not held back yet.", "尚未生效。")
	textNotWrittenDown = wording.T("It is not written down yet.", "尚未写下。")
	TextNotUndone      = wording.T("The answer is not taken back yet.", "尚未撤销。")
	textTryAgain       = wording.T("enter: try again   q: quit without it", "回车重试   q 放弃这次作答并退出")
	textLeechNow       = wording.T("Forgotten %d times.", "已经忘记 %d 次。")
	textLeechWith      = wording.T("It is often taken for %s: set the two side by side.", "常与%s相混，不妨对照着记。")
	textLeechHow       = wording.T("To leave it for now: portdrill suspend %s", "想先放一放：portdrill suspend %s")
	textBack           = wording.T("back", "返回")
	textKeysBrowse     = wording.T("enter: open   / search   ← → page   q: back", "回车打开   / 搜索   ← → 翻页   q 返回")
	textSearchPrompt   = wording.T("Search (Esc: all): ", "搜索（Esc 取消）：")
	textBrowseLines    = wording.N(
		"%d found. A number opens, text searches, enter: more, :q back",
		"%d found. A number opens, text searches, enter: more, :q back",
		"共 %d 项。输入编号打开，输入文字搜索，回车翻页，:q 返回",
	)
)
