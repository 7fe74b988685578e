package report

import (
	"portdrill/cmd/internal/wording"
)

var (
	textStatsAnswers = wording.T("Answers", "作答")
	textStatsCards   = wording.T("Cards started", "已学卡片")
	textStatsDue     = wording.T("Due now", "现在到期")
	textStatsEmpty   = wording.T("No answers yet. Start with: portdrill drill", "还没有作答记录。先运行：portdrill drill")
	textFlagCSV      = wording.T("write a CSV table for spreadsheets", "输出电子表格（CSV）")
	textWeakTooFew   = wording.T(
		"Not enough answers yet: an area needs %d. Keep practicing: portdrill drill",
		"作答还太少：每个领域至少要有 %d 次作答。请继续：portdrill drill",
	)
	textStatsStreak = wording.T("Streak", "连续学习")
	textStatsTime   = wording.T("Total time", "总用时")
	textStatsKnown  = wording.T("Known now", "当前记得")
)
