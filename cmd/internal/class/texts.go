package class

import (
	"portdrill/cmd/internal/wording"
)

var (
	textFlagClass = wording.T("`NAME` of the class", "班级`名称`")
	textClassLeft = wording.T(
		"The session is saved. To resume it within 8 hours: portdrill class host",
		"课堂练习已保存。8 小时内运行 portdrill class host 可继续。",
	)
	textClassRow      = wording.T("students: %d, sessions: %d", "学生 %d 人，课堂练习 %d 次")
	textNoClassesHint = wording.T(
		"import a class list first: portdrill class roster FILE",
		"请先导入名单：portdrill class roster 文件",
	)
	textReportAreas      = wording.T("Areas, weakest first, with the change over time", "各领域（最弱在前）及其变化")
	textReportReteach    = wording.T("Teach again", "需要再讲")
	textColumnPerson     = wording.T("student", "学生")
	textColumnPoints     = wording.T("points", "得分")
	textColumnRightCount = wording.T("right", "答对")
	textColumnLookAgain  = wording.T("to review", "需复习")
	textColumnFacility   = wording.T("share right", "答对率")
	textColumnIndex      = wording.T("discrimination", "区分度")
	textColumnChoice     = wording.T("answer", "选项")
	textColumnCount      = wording.T("count", "人数")
)
