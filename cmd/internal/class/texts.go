package class

import (
	"portdrill/cmd/internal/wording"
)

var (
	textFlagClass   = wording.T("`NAME` of the class", "班级 `NAME`（名称）")
	textProjectorAt = wording.T("For the projector, on this machine: %s", "投影页面（在本机打开）：%s")
	textClassLeft   = wording.T(
		"The session stays as it is: portdrill class host goes on with it within 8 hours.",
		"练习已保留：8 小时内运行 portdrill class host 可继续。",
	)
	textClassRow      = wording.T("members: %d, sessions: %d", "成员 %d 人，练习 %d 次")
	textNoClassesHint = wording.T(
		"take a list in first: portdrill class roster FILE",
		"请先导入名单：portdrill class roster FILE",
	)
	textReportAreas      = wording.T("Areas, the weakest first, and how they went over time", "各领域（最弱在前）及其变化")
	textReportReteach    = wording.T("Teach this again", "需要再讲")
	textColumnPerson     = wording.T("learner", "学生")
	textColumnPoints     = wording.T("points", "得分")
	textColumnRightCount = wording.T("right", "答对")
	textColumnLookAgain  = wording.T("to look at again", "需复习")
	textColumnFacility   = wording.T("share right", "答对率")
	textColumnIndex      = wording.T("discrimination", "区分度")
	textColumnChoice     = wording.T("answer", "选项")
	textColumnCount      = wording.T("count", "人数")
)
