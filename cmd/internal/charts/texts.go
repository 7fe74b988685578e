package charts

import (
	"portdrill/cmd/internal/wording"
)

var (
	TextColumnDay          = wording.T("study day", "学习日")
	TextColumnDeck         = wording.T("deck", "题组")
	TextColumnReviews      = wording.T("reviews", "复习次数")
	TextWeakTitle          = wording.T("Known least", "掌握得最差的范围")
	TextConfusionsTitle    = wording.T("Taken for each other", "容易混淆")
	TextSectionReadiness   = wording.T("Decks", "题组")
	TextSectionForecast    = wording.T("Due in the next 30 days", "未来 30 天到期")
	TextSectionMinutes     = wording.T("Minutes a day", "每天分钟数")
	TextSectionRetention   = wording.T("Recalled, by week", "每周记住的比例")
	TextSectionCalendar    = wording.T("Days of practice", "学习日历")
	TextSectionCalibration = wording.T("How well it is predicted what you recall", "记忆预测的准确度")
	TextCalibrationText    = wording.T(
		"Predicted %s, recalled %s of %d reviews. Log loss %.3f, RMSE(bins) %.3f.",
		"预测 %s，实际记得 %s（复习 %d 次）。对数损失 %.3f，RMSE(bins) %.3f。",
	)
	TextWeekdays = wording.T("Mon Tue Wed Thu Fri Sat Sun", "一 二 三 四 五 六 日")
	TextMonths   = wording.T(
		"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
		"1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
	)
	TextColumnArea       = wording.T("area", "范围")
	TextColumnName       = wording.T("name", "名称")
	TextColumnAnswers    = wording.T("answers", "作答数")
	TextColumnShare      = wording.T("share known", "掌握比例")
	TextColumnLow        = wording.T("from (90%)", "下限（90%）")
	TextColumnHigh       = wording.T("to (90%)", "上限（90%）")
	TextColumnKnownNow   = wording.T("cards known now", "现在记得的卡片")
	TextColumnFacetCount = wording.T("cards there are", "卡片总数")
	TextColumnBegunCount = wording.T("cards begun", "已学卡片")
	TextColumnMedian     = wording.T("median seconds", "用时中位数（秒）")
	TextColumnTrend      = wording.T("change in 30 days", "30 天变化")
	TextColumnWeak       = wording.T("weak", "薄弱")
	TextColumnRecalled   = wording.T("of these recalled", "其中记得")
	textPageTitle        = wording.T("Ports: your progress", "端口学习进度")
	textPageMade         = wording.T("Made by portdrill on %s", "portdrill 生成于 %s")
	textPageSkip         = wording.T("To the charts", "跳到图表")
	textPageContents     = wording.T("Contents", "目录")
	textPageTable        = wording.T("Table", "数据表")
	textPageTooLittle    = wording.T("Too little was answered yet for this.", "作答还太少，暂时画不出来。")
	textPageYes          = wording.T("yes", "是")
	textPageLess         = wording.T("less", "少")
	textPageMore         = wording.T("more", "多")
	textPageAreasAbout   = wording.T(
		"Share known, corrected for guessing, with the range that it lies in with 90%% probability; answers of "+
			"the last %d study days. ! weak: chance would hardly ever make it look so.",
		"掌握的比例（已扣除猜中）及 90%% 区间，取最近 %d 个学习日。! 表示薄弱：极不可能只是偶然。",
	)
	textPagePast      = wording.T("Areas over time", "各范围的变化")
	textPagePastAbout = wording.T(
		"Share known, corrected for guessing, in steps of four weeks; from the bottom (0%) to the top (100%) "+
			"of each frame.",
		"每四周掌握的比例（已扣除猜中）；方框底部为 0%，顶部为 100%。",
	)
	textPageUntil      = wording.T("to %s", "至 %s")
	textPageDecksAbout = wording.T(
		"How much of each deck you would recall today; what was not begun counts as not known.",
		"今天各题组能想起来的比例；未学的按不知道计算。",
	)
	textPagePorts      = wording.T("The port space", "端口空间")
	textPagePortsAbout = wording.T(
		"Every cell is a block of ports: 8 of the first range, 64 of the others. Its shade is how much you "+
			"know now of the services taught there.",
		"每格是一段端口：第一个范围每格 8 个，其余每格 64 个。颜色表示其中所教服务现在记得多少。",
	)
	textPageUntaught        = wording.T("nothing is taught here", "没有所教的服务")
	textPageUnknown         = wording.T("unknown", "不知道")
	textPageKnown           = wording.T("known", "记得")
	textPageConfusionsAbout = wording.T(
		"Rows: what was asked for. Columns: what was taken for it. Numbers: how often.",
		"行是问的服务，列是误选的服务，数字是次数。",
	)
	textPageForecastAbout = wording.T("Cards due on each day, if each is answered on its day.", "每天到期的卡片数（按时复习的话）。")
	textPageMinutesAbout  = wording.T(
		"Response times of the last 30 days, each a minute at most.",
		"最近 30 天的答题用时，每题最多按一分钟计。",
	)
	textPageRetentionAbout = wording.T(
		"Share of the reviews that was recalled, with its 90% range; of cards that have left the first steps.",
		"复习时记得的比例及 90% 区间；只计已走完初始步骤的卡片。",
	)
	textPageCalibrationAbout = wording.T(
		"Across: what was predicted. Up: what was recalled, with its 90% range. On the dashed line both agree.",
		"横轴是预测，纵轴是实际记得的比例及 90% 区间；虚线上两者一致。",
	)
	textPageCalendarAbout   = wording.T("Answers on each day of a year.", "一年中每天的作答数。")
	textColumnShareNow      = wording.T("share known now", "现在记得的比例")
	textColumnPorts         = wording.T("ports", "端口")
	textColumnServices      = wording.T("services", "服务数")
	textColumnAskedFor      = wording.T("asked for", "问的是")
	textColumnTaken         = wording.T("taken for it", "误选")
	textColumnTimes         = wording.T("times", "次数")
	textColumnFirst         = wording.T("first", "首次")
	textColumnLastTime      = wording.T("last", "最近")
	textColumnOver          = wording.T("over", "已停止")
	textColumnDueCount      = wording.T("due", "到期")
	textColumnMinutes       = wording.T("minutes", "分钟")
	textColumnWeek          = wording.T("week of", "周（周一）")
	textColumnShareRecalled = wording.T("share recalled", "记得的比例")
	textColumnPredicted     = wording.T("predicted", "预测")
	textColumnActual        = wording.T("recalled", "实际")
)
