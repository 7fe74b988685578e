package charts

import (
	"portdrill/cmd/internal/wording"
)

var (
	TextColumnDay          = wording.T("study day", "学习日")
	TextColumnDeck         = wording.T("deck", "卡组")
	TextColumnReviews      = wording.T("reviews", "复习次数")
	TextWeakTitle          = wording.T("Weakest areas", "薄弱领域")
	TextConfusionsTitle    = wording.T("Often mixed up", "容易混淆")
	TextSectionReadiness   = wording.T("Decks", "卡组")
	TextSectionForecast    = wording.T("Due in the next 30 days", "未来 30 天到期")
	TextSectionMinutes     = wording.T("Minutes a day", "每天学习分钟数")
	TextSectionRetention   = wording.T("Recall by week", "每周记忆率")
	TextSectionCalendar    = wording.T("Study days", "学习日历")
	TextSectionCalibration = wording.T("Accuracy of predictions", "记忆预测的准确度")
	TextCalibrationText    = wording.T(
		"Predicted recall %s, actual %s, over %d reviews. Log loss %.3f, RMSE (bins) %.3f.",
		"预测记忆率 %s，实际 %s（复习 %d 次）。对数损失 %.3f，RMSE（分箱）%.3f。",
	)
	TextWeekdays = wording.T("Mon Tue Wed Thu Fri Sat Sun", "一 二 三 四 五 六 日")
	TextMonths   = wording.T(
		"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
		"1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
	)
	TextColumnArea       = wording.T("area", "领域")
	TextColumnName       = wording.T("name", "名称")
	TextColumnAnswers    = wording.T("answers", "作答数")
	TextColumnShare      = wording.T("share known", "掌握率")
	TextColumnLow        = wording.T("from (90%)", "下限（90%）")
	TextColumnHigh       = wording.T("to (90%)", "上限（90%）")
	TextColumnKnownNow   = wording.T("cards known now", "当前记得的卡片")
	TextColumnFacetCount = wording.T("cards in all", "卡片总数")
	TextColumnBegunCount = wording.T("cards started", "已学卡片")
	TextColumnMedian     = wording.T("median seconds", "用时中位数（秒）")
	TextColumnTrend      = wording.T("change in 30 days", "30 天变化")
	TextColumnWeak       = wording.T("weak", "薄弱")
	TextColumnRecalled   = wording.T("recalled", "其中记得")
	textPageTitle        = wording.T("Ports: your progress", "端口学习进度")
	textPageMade         = wording.T("Created by portdrill on %s", "portdrill 生成于 %s")
	textPageSkip         = wording.T("Skip to the charts", "跳到图表")
	textPageContents     = wording.T("Contents", "目录")
	textPageTable        = wording.T("Table", "数据表")
	textPageTooLittle    = wording.T("Not enough answers yet.", "作答还太少，暂无图表。")
	textPageYes          = wording.T("yes", "是")
	textPageLess         = wording.T("less", "少")
	textPageMore         = wording.T("more", "多")
	textPageAreasAbout   = wording.T(
		"Share known, corrected for guessing, with its 90%% interval, over the last %d study days. \"!\" "+
			"marks a weak area: very unlikely to be chance.",
		"掌握率（已扣除猜中）及其 90%% 区间，取最近 %d 个学习日。“!”标出薄弱领域：极不可能只是偶然。",
	)
	textPagePast      = wording.T("Areas over time", "各领域的变化")
	textPagePastAbout = wording.T(
		"Share known, corrected for guessing, every four weeks. The bottom of each frame is 0%, the top 100%.",
		"每四周的掌握率（已扣除猜中）；方框底部为 0%，顶部为 100%。",
	)
	textPageUntil      = wording.T("to %s", "至 %s")
	textPageDecksAbout = wording.T(
		"How much of each deck you would recall today. Cards you have not started count as unknown.",
		"每个卡组今天能记得的比例；未学的卡片按不知道计算。",
	)
	textPagePorts      = wording.T("The port space", "端口空间")
	textPagePortsAbout = wording.T(
		"Each cell is a block of ports: 8 in the first range, 64 in the others. The shade shows how much you "+
			"know of its services now.",
		"每格是一段端口：第一个端口范围每格 8 个，其余每格 64 个。颜色深浅表示当前记得其中多少服务。",
	)
	textPageUntaught        = wording.T("no services here", "没有收录的服务")
	textPageUnknown         = wording.T("unknown", "不知道")
	textPageKnown           = wording.T("known", "记得")
	textPageConfusionsAbout = wording.T(
		"Rows: the service asked for. Columns: the service answered. Numbers: how often.",
		"行是题目所问的服务，列是误选的服务，数字是次数。",
	)
	textPageForecastAbout = wording.T("Cards due each day, if you review on time.", "每天到期的卡片数（按时复习的话）。")
	textPageMinutesAbout  = wording.T(
		"Time spent answering over the last 30 days, at most one minute per question.",
		"最近 30 天的答题用时，每题最多按一分钟计。",
	)
	textPageRetentionAbout = wording.T(
		"Share of reviews recalled, with its 90% interval. Cards still in learning are left out.",
		"复习时记得的比例及其 90% 区间；不含学习中的卡片。",
	)
	textPageCalibrationAbout = wording.T(
		"Across: predicted recall. Up: actual recall, with its 90% interval. On the dashed line they agree.",
		"横轴是预测记忆率，纵轴是实际记忆率及其 90% 区间；虚线上两者一致。",
	)
	textPageCalendarAbout   = wording.T("Answers on each day of the year.", "一年中每天的作答数。")
	textColumnShareNow      = wording.T("share known now", "当前记忆率")
	textColumnPorts         = wording.T("ports", "端口")
	textColumnServices      = wording.T("services", "服务数")
	textColumnAskedFor      = wording.T("asked for", "问的是")
	textColumnTaken         = wording.T("answered", "误选")
	textColumnTimes         = wording.T("times", "次数")
	textColumnFirst         = wording.T("first", "首次")
	textColumnLastTime      = wording.T("last", "最近")
	textColumnOver          = wording.T("resolved", "已纠正")
	textColumnDueCount      = wording.T("due", "到期")
	textColumnMinutes       = wording.T("minutes", "分钟")
	textColumnWeek          = wording.T("week of", "周（周一）")
	textColumnShareRecalled = wording.T("share recalled", "记忆率")
	textColumnPredicted     = wording.T("predicted", "预测")
	textColumnActual        = wording.T("recalled", "实际")
)
