package app

import (
	"portdrill/cmd/internal/wording"
)

var (
	TextStatsMature  = wording.T("mature (21+ days)", "已掌握（21 天以上）")
	TextNoFile       = wording.T("%s does not exist", "文件 %s 不存在")
	TextNoPermission = wording.T("no permission to read %s", "没有权限读取 %s")
	TextWhichImport  = wording.T("which file should be imported?", "请指定要导入的文件")
	TextHintPrefix   = wording.T("  ", "  ")
	TextUsageHint    = wording.T("see %s --help", "用法见 %s --help")
	TextNearest      = wording.T("did you mean %s?", "是不是：%s？")
	TextKnownDecks   = wording.T(
		"decks: %s (all: portdrill catalogue list)",
		"卡组：%s（全部见 portdrill catalogue list）",
	)
	TextKnownFormats  = wording.T("formats: %s", "可用的格式：%s")
	textDecksThatCan  = wording.T("decks that it can be made from: %s", "可以出此题型的卡组：%s")
	textNothingToAsk  = wording.T("no %q questions can be made from deck %s", "题型 %q 无法从卡组 %s 出题")
	TextNotPositive   = wording.T("--%s must be at least %d, not %d", "--%s 至少为 %d，不能是 %d")
	TextBadFlagValue  = wording.T("--%s: invalid value %q", "--%s 不能取值 %q")
	textFileNoFolder  = wording.T("the folder of %s does not exist", "%s 所在的文件夹不存在")
	textFileFull      = wording.T("the disk is full: cannot write %s", "磁盘已满：无法写入 %s")
	TextStop          = wording.T(".", "。")
	TextNotRead       = wording.T("cannot read %s", "无法读取 %s")
	TextMakeFolder    = wording.T("create the folder first", "请先建立该文件夹")
	TextOtherNameHint = wording.T("it was not changed; choose another file", "文件未作改动；请指定别的文件")
	textUnwritableFix = wording.T("check the permissions of the file and its folder", "请检查文件及其文件夹的权限")
	TextFlagCount     = wording.T("`N` questions", "出 `N` 题")
	TextFlagDeck      = wording.T(
		"`DECK` (default: your first deck, else essentials)",
		"`卡组`（默认为你选的第一个卡组，未选则为 essentials）",
	)
	TextFlagKind       = wording.T("only this `KIND` of question", "只出这种`题型`")
	TextUnknownArea    = wording.T("unknown area %q", "没有名为 %q 的领域")
	TextKnownAreas     = wording.T("areas: %s", "领域：%s")
	TextColumnCard     = wording.T("card", "卡片")
	TextColumnState    = wording.T("state", "状态")
	TextColumnStable   = wording.T("stability (days)", "稳定性（天）")
	TextColumnDue      = wording.T("due", "到期")
	TextColumnHard     = wording.T("difficulty", "难度")
	TextColumnKnown    = wording.T("recall now", "当前记忆率")
	TextColumnWhen     = wording.T("when", "时间")
	TextColumnGiven    = wording.T("answer", "作答")
	TextStateSuspended = wording.T("suspended", "已暂停")
	TextNoLearner      = wording.T("no learner called %q", "没有名为 %q 的学习者")
	TextNoLearners     = wording.T("There are no learners yet.", "还没有学习者。")
	TextLearnerRow     = wording.T("log entries: %d, since %s", "日志 %d 条，始于 %s")
	TextWhichName      = wording.T("which learner? give a name", "请指定姓名")
	TextFlagConfirm    = wording.T("confirm with this `NAME` instead of typing it", "用此`姓名`直接确认，不再询问")
	TextColumnQuestion = wording.T("question", "题目")
	TextColumnRight    = wording.T("right", "正确")
	TextColumnSeconds  = wording.T("seconds", "用时（秒）")
	TextEveryCard      = wording.T("all started cards", "全部已学卡片")
)
