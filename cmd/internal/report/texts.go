package report

import (
	"portdrill/cmd/internal/wording"
)

var (
	textStatsAnswers = wording.T("Answers", "作答")
	textStatsCards   = wording.T("Cards begun", "已学卡片")
	textStatsDue     = wording.T("Due now", "现在到期")
	textStatsEmpty   = wording.T("Nothing was answered yet. Begin with: portdrill drill", "还没有作答记录。先运行：portdrill drill")
	textFlagCSV      = wording.T("a table for spreadsheets", "输出电子表格（CSV）")
	textWeakEmpty    = wording.T("Nothing was answered yet. Begin with: portdrill drill", "还没有作答记录。先运行：portdrill drill")
	textWeakTooFew   = wording.T(
		"Too few answers to tell yet: an area is ranked from %d answers on. Go on with: portdrill drill",
		"作答还太少：一个范围至少要有 %d 次作答才能比较。请继续：portdrill drill",
	)
	textStatsStreak = wording.T("Streak", "连续学习")
	textStatsTime   = wording.T("Time in all", "总用时")
	textStatsKnown  = wording.T("Known now", "现在记得")
)
