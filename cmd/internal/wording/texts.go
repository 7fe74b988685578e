package wording

// The drill.
var (
	KeysChoice      = Text{"%s, enter   ?: don't know   u: undo   q: quit", "回车或 %s 选择   ? 不知道   u 撤销   q 退出"}
	KeysChoiceShort = Text{"%s  ?: don't know  u: undo  q: quit", "%s 选择  ? 不知道  u 撤销  q 退出"}
	KeysOnce        = Text{"%s, enter   ?: don't know   q: quit", "回车或 %s 选择   ? 不知道   q 退出"}
	KeysOnceShort   = Text{"%s  ?: don't know  q: quit", "%s 选择  ? 不知道  q 退出"}
	KeysTypedOnce   = Text{"?: don't know   :q: quit", "? 不知道   :q 退出"}
	KeysTurn        = Text{"any key: turn   ?: don't know   u: undo   q: quit", "任意键翻面   ? 不知道   u 撤销   q 退出"}
	RunSoFar        = Text{"so far %s", "历次 %s"}
	KeysTurnShort   = Text{"any key: turn  u: undo  q: quit", "任意键翻面  u 撤销  q 退出"}
	KeysTyped       = Text{"?: don't know   :u: undo   :q: quit", "? 不知道   :u 撤销   :q 退出"}
	KeysMore        = Text{
		"More keys, with : before them where you type: s suspend, b not today (this question); n note, f flag as wrong, e explain more (the one before); p pause",
		"其他按键（输入答案时前面加冒号）：s 暂停此卡、b 今天不问（本题）；n 写备注、f 标记有误、e 更多解释（上一题）；p 暂停计时",
	}
	SuspendedHere = Text{"Suspended. To have it asked again: portdrill unsuspend %s", "已暂停。恢复：portdrill unsuspend %s"}
	BuriedHere    = Text{"Not today any more: %s", "今天不再提问：%s"}
	NoCardToHold  = Text{"This question is practice and belongs to no card.", "这道题是练习题，不属于任何卡片。"}
	NothingBefore = Text{"Nothing was answered before.", "之前还没有作答。"}
	NoNoteHere    = Text{"The question before was not about one service alone.", "上一题不是只关于一个服务。"}
	NoteOn        = Text{"Your note on %s:", "关于%s的备注："}
	WhyWrong      = Text{"What is wrong with \"%s\" (enter alone: just flag it)", "“%s”错在哪里？（直接回车则只作标记）"}
	Nearly        = Text{"Nearly: look at the spelling, and type it once more.", "差一点：请检查拼写，再输入一次。"}
	TimeLeft      = Text{"%s left", "剩余 %s"}
	TimeUp        = Text{"Time is up.", "时间到。"}
	Paused        = Text{"Paused.", "已暂停计时。"}
	NotInExam     = Text{"In a quiz all that comes at the end.", "测验结束后才能这样做。"}
	LeaveExam     = Count{"%d answered so far. Leave the quiz?", "%d answered so far. Leave the quiz?", "已答 %d 题。要离开测验吗？"}
	LeaveNot      = Text{"Go on", "继续作答"}
	LeaveOpen     = Text{"Leave, and go on another time", "先离开，以后再继续"}
	LeaveDone     = Text{"Hand it in: the rest counts as wrong", "交卷：未答的题算错"}
	ExamOpen      = Text{"The quiz is kept as it is. To go on with it: portdrill quiz --resume", "测验已保存。继续作答：portdrill quiz --resume"}
	NotEnded      = Text{"The result is not kept yet.", "测验结果还没有保存。"}
	NotAnswered   = Count{"%d not answered", "%d not answered", "未答 %d 题"}
	ExamBefore    = Text{"The time before (%s): %d%%", "上一次（%s）：%d%%"}
	AfterExam     = Text{"What now?", "接下来？"}
	ReviewMissed  = Text{"Look at what was missed (%d)", "查看答错的题（%d）"}
	DrillMissed   = Text{"Drill it now", "现在就练这些题"}
	EnoughForNow  = Text{"Enough for now", "到此为止"}
	NextMissed    = Text{"The next one", "下一题"}
	KeysMenu      = Text{"%s, enter   q: quit", "回车或 %s 选择   q 退出"}
	KeysLine      = Text{"enter: done   :q: quit", "回车确认   :q 退出"}
	KeysPreset    = Text{"enter: %s   :q: quit", "回车：%s   :q 退出"}
	DontKnow      = Text{"I don't know", "不知道"}
	NewPort       = Text{"new", "新"}
	Right         = Text{"Right.", "答对了。"}
	Wrong         = Text{"Not right.", "答错了。"}
	Shown         = Text{"Remember:", "请记住："}
	AnswerIs      = Text{"The answer is: %s.", "答案是：%s。"}
	MatchWhat     = Text{"What belongs to %s? (%d of %d)", "%s 对应哪一项？（第 %d 个，共 %d 个）"}
	OrderWhat     = Text{"What comes next? (%d of %d)", "接下来是哪一项？（第 %d 个，共 %d 个）"}
	SetDone       = Text{"these are all", "就是这些"}
	KeysSet       = Text{"%s or enter: mark or unmark   ?: don't know   u: undo   q: quit", "%s 或回车：选中或取消   ? 不知道   u 撤销   q 退出"}
	KeysSetShort  = Text{"%s: mark  u: undo  q: quit", "%s 选中  u 撤销  q 退出"}
	NextIn        = Text{"Next in %s.", "%s后再问。"}
	NothingToDo   = Text{"Nothing is due, and no new card is left for today.", "没有到期的卡片，今天的新卡片也学完了。"}
	ComeBack      = Text{"Come back tomorrow, or begin more now: --new %d", "明天再来；若想现在多学一些：--new %d"}
	ShowBack      = Text{"turn the card", "翻面"}
	GradeAgain    = Text{"again", "忘记"}
	GradeHard     = Text{"hard", "困难"}
	GradeGood     = Text{"good", "良好"}
	GradeEasy     = Text{"easy", "简单"}
	PickRow       = Text{"Choose a number from 1 to %d.", "请选 1 到 %d。"}
	Undone        = Text{"Taken back; once more:", "已撤销，请重新作答："}
	NothingToUndo = Text{"There is no answer of today to take back.", "今天没有可撤销的作答。"}
	UndoneAnswer  = Text{"Taken back: %s", "已撤销：%s"}
	DoneSuspend   = Text{"suspend", "暂停"}
	DoneUnsuspend = Text{"unsuspend", "恢复"}
	DoneBury      = Text{"bury", "搁置"}
	DoneReset     = Text{"reset", "重置"}
	DoneSettings  = Text{"settings", "更改设置"}
	DoneWeights   = Text{"weights", "更改权重"}
	UndoShort     = Text{"take back the last answer of today, or suspend, bury or reset", "撤销今天的上一次作答（或暂停、搁置、重置）"}

	SuspendShort   = Text{"cards not to be asked, until unsuspend", "暂停卡片，直到恢复"}
	UnsuspendShort = Text{"cards to be asked again", "恢复被暂停或搁置的卡片"}
	BuryShort      = Text{"cards not to be asked today", "今天不再问这些卡片"}
	ResetShort     = Text{"cards to be begun anew; answers stay in the log", "卡片从头学起，作答记录保留"}
	HoldLong       = Text{
		"Names cards by a service, which means all that is asked about it, or by facets\nsuch as domain:port. undo takes it back on the same day.",
		"可以写服务名（即关于它的全部卡片），也可以写单个知识点，如 domain:port。当天可用 undo 撤销。",
	}
	WhichCards      = Text{"say which cards: a service, or a facet such as domain:port", "请给出卡片：服务名，或知识点如 domain:port"}
	Suspended       = Text{"Suspended: %s", "已暂停：%s"}
	Unsuspended     = Text{"To be asked again: %s", "已恢复：%s"}
	Buried          = Text{"Not today any more: %s", "今天不再提问：%s"}
	WasReset        = Text{"To be begun anew: %s", "已重置：%s"}
	UndoExamples    = Text{"  portdrill undo\n  portdrill undo --json", "  portdrill undo\n  portdrill undo --json"}
	SummaryTitle    = Text{"Done", "本次小结"}
	NothingAsked    = Text{"Nothing was answered.", "本次没有作答。"}
	SummaryScore    = Text{"%d of %d right (%d%%)", "答对 %d/%d（%d%%）"}
	SummaryMiss     = Text{"To look at again:", "需要再看："}
	SummaryLearned  = Text{"Learned:", "学会了："}
	Passed          = Text{"Passed: %d%% (%d%% needed)", "通过：%d%%（及格线 %d%%）"}
	NotPassed       = Text{"Not passed: %d%% (%d%% needed)", "未通过：%d%%（及格线 %d%%）"}
	SuggestDue      = Text{"Next: go on with the %d due: portdrill drill", "建议：继续练到期的 %d 张：portdrill drill"}
	SuggestWeak     = Text{"Next: %s was hard today; portdrill drill --weak asks what is shaky", "建议：今天「%s」较难；portdrill drill --weak 专练薄弱之处"}
	SuggestQuiz     = Text{"Next: all right! Try a mock exam: portdrill quiz", "建议：全部答对！可以试试模拟考试：portdrill quiz"}
	SuggestTomorrow = Text{"Next: done for now; a few minutes tomorrow keep it fresh.", "建议：今天到此为止，明天再练几分钟就能保持记忆。"}
	InputEnded      = Text{
		"The input ended in the middle of a question. What was answered is kept.",
		"输入在题目中途结束。已作答的内容都已保存。",
	}
)

// Numbers of things.
var (
	SummaryNew  = Count{"%d new card", "%d new cards", "新卡片 %d 张"}
	DueNow      = Count{"%d still due today", "%d still due today", "今天还剩 %d 张"}
	DueWeek     = Count{"%d within a week", "%d within a week", "一周内到期 %d 张"}
	AndMore     = Count{"and %d more", "and %d more", "另有 %d 项"}
	DueTomorrow = Count{"%d due tomorrow", "%d due tomorrow", "明天到期 %d 张"}
	Due         = Count{"%d due", "%d due", "%d 张到期"}
	Minutes     = Count{"%d minute", "%d minutes", "%d 分钟"}
	Hours       = Count{"%d hour", "%d hours", "%d 小时"}
	Days        = Count{"%d day", "%d days", "%d 天"}
)

// Figures.
var (
	StatsAnswers = Text{"Answers", "作答"}
	StatsCards   = Text{"Cards begun", "已学卡片"}
	StatsSteps   = Text{"in learning", "学习中"}
	StatsReview  = Text{"in review", "复习中"}
	StatsMature  = Text{"stable 21+ days", "稳定 21 天以上"}
	StatsDue     = Text{"Due now", "现在到期"}
	StatsTmrw    = Text{"Due tomorrow", "明天到期"}
	StatsToday   = Text{"Today", "今天"}
	StatsEmpty   = Text{"Nothing was answered yet. Begin with: portdrill drill", "还没有作答记录。先运行：portdrill drill"}
)

// Looking things up.
var (
	LookupUsually    = Text{" (usually)", "（通常）"}
	LookupFact       = Text{"%s: %s", "%s：%s"}
	LookupAlso       = Text{"also called", "别名"}
	LookupRange      = Text{"range", "范围"}
	LookupTwin       = Text{"over TLS", "加密版"}
	LookupReplace    = Text{"use instead", "替代"}
	LookupNote       = Text{"your note", "你的备注"}
	LookupConfused   = Text{"mistaken for", "易混"}
	LookupNobody     = Text{"not registered, none known", "未登记，也没有已知的服务"}
	LookupRegistered = Text{" (registered with IANA)", "（IANA 登记）"}
	LookupElsewhere  = Text{"on another transport", "另一传输协议"}
	LookupInUse      = Text{"in use there", "实际常用"}
	LookupSource     = Text{"IANA registry as of %s", "IANA 登记表（%s）"}
	DeckSources      = Text{"Ports: %s. Transports: %s.", "端口：%s。传输协议：%s。"}
	LookupHits       = Count{"%d match", "%d matches", "%d 项匹配"}
	LookupMore       = Count{"and %d more", "and %d more", "另有 %d 项"}
	LookupReserved   = Text{"Reserved by IANA: assigned to nobody.", "IANA 保留，不分配。"}
	LookupEphemeral  = Text{"given to clients by default on", "默认用作临时端口的系统"}
	LookupIANA       = Text{"IANA", "IANA 登记"}
	LookupUnassigned = Text{"no name registered", "未登记"}
)

// Decks.
var (
	YourNote        = Text{"Your note: %s", "你的备注：%s"}
	NothingMore     = Text{"There is no more to tell about that.", "这一题没有更多可讲的了。"}
	NoNotes         = Text{"There are no notes.", "还没有备注。"}
	NoFlags         = Text{"No question is flagged.", "没有标记过题目。"}
	Flagged         = Text{"Flagged, and not asked again: %s", "已标记，不再提问：%s"}
	Unflagged       = Text{"Taken back; it may be asked again: %s", "已撤销，可再次提问：%s"}
	NothingAnswered = Text{"no such question was answered", "没有回答过这样的题目"}
	FlagWhich       = Text{"an ID is what the JSON dialogue and flag --list call id or question", "编号即 JSON 对话中的 id，或 flag --list 中的 question"}
	RemarkTooLong   = Text{"the text is longer than %d characters", "文字超过 %d 个字符"}
	SeveralNamed    = Text{"several services go by the name %q", "有多个服务都叫 %q"}

	WhichFile     = Text{"say which file to check", "请给出要检查的文件"}
	NoFile        = Text{"there is no file %s", "没有文件 %s"}
	NoPermission  = Text{"%s may not be read", "没有权限读取 %s"}
	NotReadable   = Text{"%s cannot be read as a list of ports", "%s 无法作为端口清单读取"}
	Readable      = Text{"%s: %d rows, %d remarks", "%s：%d 行，%d 条意见"}
	Warning       = Text{"warning", "注意"}
	Error         = Text{"error", "错误"}
	UnknownExport = Text{"there is no form %q", "没有格式 %q"}

	WhichImport  = Text{"say which file to import", "请给出要导入的文件"}
	WhichRemove  = Text{"say which deck to remove", "请给出要移除的题组"}
	NotImported  = Text{"%s was not imported", "%s 未导入"}
	Imported     = Text{"Deck %s: %d rows, %d as in the catalogue, %d of its own.", "题组 %s：%d 行，其中 %d 行与目录一致，%d 行为自有内容。"}
	ImportedHint = Text{"To learn it: portdrill drill --deck %s", "开始学习：portdrill drill --deck %s"}
	DeckExists   = Text{"there is a deck %s already; nothing was changed", "已有题组 %s，未作改动"}
	ReplaceHint  = Text{"--replace puts this one in its place, --name gives it another name", "--replace 可替换它，--name 可另起名称"}
	BuiltinDeck  = Text{"%s is the name of something that is built in", "%s 是内置内容的名称"}
	NoDeckKey    = Text{"a deck cannot be called %q", "题组不能叫 %q"}
	NameHint     = Text{"give it another name with --name", "请用 --name 另起名称"}
	NoOwnDeck    = Text{"you have no deck %q", "你没有题组 %q"}
	Removed      = Text{"Removed: %[1]s. Answers stay; to bring it back: portdrill catalogue remove %[1]s --undo", "已移除 %[1]s，作答记录保留。恢复：portdrill catalogue remove %[1]s --undo"}
	BroughtBack  = Text{"Back again: %s", "已恢复 %s"}
	OwnSource    = Text{"your deck %s", "自建题组 %s"}
	LookupInDeck = Text{" (in your deck %s)", "（自建题组 %s）"}

	ClaimsTitle = Text{"What the post says, and what is right", "原文的说法与事实"}
	ClaimWrong  = Text{"wrong", "错误"}
	ClaimPartly = Text{"not the whole truth", "不完整"}
	ClaimDated  = Text{"out of date", "已过时"}
	ClaimRight  = Text{"right", "正确"}
	ByCustom    = Text{"by custom, as of %s; not assigned by IANA", "惯例（%s），并非 IANA 分配"}
	AsInUse     = Text{"as in use, %s; IANA may list more", "实际使用情况（%s），IANA 登记的可能更多"}
	WhichDeck   = Text{"say which deck to show", "请给出要显示的题组"}
)

// What went wrong, and what to do.
var (
	ErrorPrefix    = Text{"portdrill: ", "portdrill："}
	HintPrefix     = Text{"  ", "  "}
	UsageHint      = Text{"see: %s --help", "用法见：%s --help"}
	NotAPort       = Text{"%s is not a port: 0 to 65535", "%s 不是端口号：应为 0 到 65535"}
	NothingNamed   = Text{"nothing is known by the name %q", "没有名为 %q 的服务"}
	Nearest        = Text{"did you mean: %s", "是不是：%s"}
	UnknownDeck    = Text{"there is no deck %q", "没有名为 %q 的题组"}
	KnownDecks     = Text{"decks, the nearest first: %s", "可用的题组（最接近的在前）：%s"}
	UnknownKind    = Text{"there is no kind of question %q", "没有名为 %q 的题型"}
	KnownKinds     = Text{"kinds, the nearest first: %s", "可用的题型（最接近的在前）：%s"}
	UnknownFormat  = Text{"there is no format %q", "没有名为 %q 的答题方式"}
	KnownFormats   = Text{"formats, the nearest first: %s", "可用的答题方式（最接近的在前）：%s"}
	NoSuchFormat   = Text{"%s has no format %q", "%s 没有答题方式 %q"}
	NoFlashcards   = Text{"a drill asks; flashcards are only generated so far", "练习只提问；抽认卡目前只能生成"}
	NothingToAsk   = Text{"no question of kind %q can be made from the deck %s", "题型 %q 无法从题组 %s 出题"}
	UnknownLang    = Text{"there is no language %q: zh or en", "没有语言 %q：可用 zh 或 en"}
	UnknownColor   = Text{"--color takes auto, always or never, not %q", "--color 可用 auto、always 或 never，而不是 %q"}
	NotPositive    = Text{"--%s takes a number from %d up, not %d", "--%s 须为不小于 %d 的数，而不是 %d"}
	BadNow         = Text{"--now takes a time such as 2026-11-24T20:00:00+08:00, not %q", "--now 须为 2026-11-24T20:00:00+08:00 这样的时间，而不是 %q"}
	NowNeedsDB     = Text{"--now needs --db or PORTDRILL_DB", "--now 须与 --db 或 PORTDRILL_DB 同用"}
	NowHint        = Text{"it would write events of another time into your own log", "否则会把别的时间的记录写进你自己的日志"}
	UnknownFlag    = Text{"there is no flag --%s", "没有选项 --%s"}
	FlagNeedsValue = Text{"--%s needs a value", "--%s 需要一个值"}
	BadFlagValue   = Text{"--%s does not take %q", "--%s 不能取值 %q"}
	BadUsage       = Text{"%s", "命令有误：%s"}
	TooMuch        = Text{"%q is more than the command takes", "多余的参数：%q"}
	NothingGiven   = Text{"say what to look up: a port, a name, or several", "请给出要查的端口或名称，可以多个"}
	UnknownVerb    = Text{"there is no command %q", "没有命令 %q"}

	FileFolder     = Text{"%s is a folder, not a database", "%s 是文件夹，不是数据库"}
	FileNoFolder   = Text{"the folder of %s does not exist", "%s 所在的文件夹不存在"}
	FileNotFolder  = Text{"%s is not a folder", "%s 不是文件夹"}
	FileNotSQLite  = Text{"%s is not an SQLite database", "%s 不是 SQLite 数据库"}
	FileForeign    = Text{"%s is a database of another program", "%s 是其他程序的数据库"}
	FileNewer      = Text{"%s was written by a newer portdrill", "%s 由更新版本的 portdrill 写成"}
	FileDamaged    = Text{"%s is damaged", "%s 已损坏"}
	FileUnwritable = Text{"%s cannot be written", "%s 不可写"}
	FileLocked     = Text{"%s is locked by another program", "%s 被其他程序锁定"}
	FileFull       = Text{"no room is left on the disk of %s", "%s 所在的磁盘已满"}

	FileMissing = Text{"there is no file %s", "没有文件 %s"}
	FileExists  = Text{"%s exists already; it was left as it is", "%s 已存在，未作改动"}
	FileDisk    = Text{"%s cannot be read or written: the disk reports an error", "%s 无法读写：磁盘报错"}
	FileMoved   = Text{"%s is not where it was: it was moved, deleted or replaced", "%s 已不在原处：被移动、删除或替换"}
	LogGone     = Text{"%s was deleted while it was in use; what it held was saved", "%s 在使用中被删除，其中的内容已保存"}
	LogReplaced = Text{"%s was replaced while it was in use", "%s 在使用中被替换"}
	LearnerGone = Text{"the learner is not in the database any more", "数据库中已没有这位学习者"}

	LearnerGoneHint = Text{"somebody has had it forgotten; begin again: portdrill drill", "可能已被要求遗忘；可重新开始：portdrill drill"}
	MissingHint     = Text{"check the name; portdrill db path shows where yours is", "请检查文件名；portdrill db path 显示你的数据库在哪里"}
	ExistsHint      = Text{"give another name, or --replace", "请换一个名字，或加 --replace"}
	DiskHint        = Text{"check the disk and its cable, then try again; what was answered before is kept", "请检查磁盘及其连接后重试；之前的作答都已保存"}
	MovedHint       = Text{"put it back, then try again; or begin anew with portdrill db restore", "请放回原处后重试，或用 portdrill db restore 恢复备份"}
	LogGoneHint     = Text{"try again", "请重试"}
	LogReplacedHint = Text{"leave and begin again; another program writes to the database", "请退出后重新开始；另有程序在写入数据库"}
	NotKept         = Text{"Your answer is not kept yet.", "这次作答尚未保存。"}
	NotHeld         = Text{"It is not held back yet.", "尚未生效。"}
	NotWrittenDown  = Text{"It is not written down yet.", "尚未写下。"}
	NotUndone       = Text{"The answer is not taken back yet.", "尚未撤销。"}
	TryAgain        = Text{"enter: try again   q: quit without it", "回车重试   q 放弃这次作答并退出"}
	Clause          = Text{"; ", "；"}
	Listed          = Text{", ", "、"}
	Stop            = Text{".", "。"}
	NotWritten      = Text{"%s cannot be written", "%s 不可写"}
	NotRead         = Text{"%s cannot be read", "%s 无法读取"}
	IsFolder        = Text{"%s is a folder, not a file", "%s 是文件夹，不是文件"}
	StandardInput   = Text{"standard input", "标准输入"}
	MakeFolder      = Text{"make the folder first", "请先建立该文件夹"}
	MakeRoom        = Text{"make room, then try again", "请腾出空间后重试"}
	FileItself      = Text{"%s is the database itself", "%s 就是数据库本身"}
	OtherNameHint   = Text{"it was left as it is; name another file", "文件未作任何改动；请指定别的文件"}

	OtherFileHint = Text{"it was left as it is; point --db at another file", "文件未作任何改动；请用 --db 指定别的文件"}
	NoFolderHint  = Text{"make the folder, or point --db elsewhere", "请先建立该文件夹，或用 --db 指定别处"}
	NotFolderHint = Text{"give it another name", "请将它改名"}
	NewerHint     = Text{"it was left as it is; upgrade, or point --db at another file", "文件未作任何改动；请升级程序，或用 --db 指定别的文件"}
	UnwritableFix = Text{"check the permissions of the file and its folder", "请检查文件及其文件夹的权限"}
	LockedHint    = Text{"close the other program, then try again; what was answered before is kept", "请关闭那个程序后重试；之前的作答都已保存"}
	FullHint      = Text{"make room, then try again; what was answered before is kept", "请腾出空间后重试；之前的作答都已保存"}
	DamagedHint   = Text{"portdrill db rebuild keeps what can be read, db restore puts a backup in its place", "portdrill db rebuild 保留还能读出的内容；db restore 用备份替换"}
)

// The dialogue of JSON lines.
var (
	LineTooLong     = Text{"the line is longer than %d bytes", "该行超过 %d 字节"}
	LineNotJSON     = Text{`not a JSON object such as {"choice":2} or {"text":"53"}`, `不是 {"choice":2} 或 {"text":"53"} 这样的 JSON 对象`}
	LineNoGrade     = Text{"a flashcard takes reveal, then grade: again, hard, good or easy", "抽认卡先 reveal，再给 grade：again、hard、good 或 easy"}
	LineNotRevealed = Text{"turn the card first: {\"reveal\":true}", "请先翻面：{\"reveal\":true}"}
	LineNoReply     = Text{"give one of choice, text, dont_know, undo and quit", "请给出 choice、text、dont_know、undo、quit 之一"}
	LineBadTime     = Text{"elapsed_ms is not from 0 to %d", "elapsed_ms 不在 0 到 %d 之间"}
	ChoiceOfTyped   = Text{"this question is typed: give text", "此题须输入答案：请给出 text"}
)

// Help.
var (
	HelpUsage    = Text{"Usage:", "用法："}
	HelpCommands = Text{"Commands:", "命令："}
	HelpExamples = Text{"Examples:", "示例："}
	HelpFlags    = Text{"Flags:", "选项："}
	HelpGlobal   = Text{"Global flags:", "通用选项："}
	HelpMore     = Text{"More about a command: portdrill COMMAND --help", "查看某个命令的说明：portdrill 命令 --help"}
	HelpCommand  = Text{"COMMAND", "命令"}
	HelpOptions  = Text{"[flags]", "[选项]"}
	HelpFlag     = Text{"help", "显示说明"}
	HelpShort    = Text{"help about a command", "命令的说明"}

	RootShort = Text{"learn computer ports by spaced repetition", "用间隔重复记住计算机端口"}
	RootLong  = Text{
		`portdrill asks you about computer ports, a few minutes a day, and knows from
your answers when to ask again. Every answer is kept on this machine.`,
		`portdrill 每天用几分钟考你计算机端口，并根据你的回答决定何时再问。
每个回答都保存在本机。`,
	}
	RootExamples = Text{
		`  portdrill drill                   today's questions
  portdrill drill --deck ccna       ports for the CCNA
  portdrill lookup 53 dns 50000     look something up
  portdrill stats                   how far you are`,
		`  portdrill drill                   今天的题目
  portdrill drill --deck ccna       学习 CCNA 的端口
  portdrill lookup 53 dns 50000     查询
  portdrill stats                   学习进度`,
	}

	DrillShort = Text{"today's questions", "今天的题目"}
	DrillLong  = Text{
		`Asks what is due, then begins new cards. A right answer is asked again later
and later; a wrong one, or "I don't know", comes back within minutes.

Without a terminal it reads plain lines: a number chooses an option, anything
else is the typed answer, ? is "I don't know", :q quits.`,
		`先复习到期的卡片，再学新卡片。答对的题间隔越来越长，
答错或“不知道”的几分钟后再问。

不在终端里运行时按行读取：数字选择选项，其他文字是输入的答案，
? 表示不知道，:q 退出。`,
	}
	DrillExamples = Text{
		`  portdrill drill
  portdrill drill --deck network-plus --limit 10
  portdrill drill --kind range-of-number --format typed`,
		`  portdrill drill
  portdrill drill --deck network-plus --limit 10
  portdrill drill --kind range-of-number --format typed`,
	}
	LookupShort = Text{"what is known about a port or a service", "查询端口或服务"}
	LookupLong  = Text{
		`Takes ports (53, tcp/53) and names, short or long, in English or Chinese. A port
shows the services that use it, then who else is registered there with IANA.
Part of a name lists the services that have it.

Without arguments it reads standard input, a query a line. It also takes what
ss -tln, ss -tuln and netstat -tln print: the local port of each line, once.`,
		`可查端口（53、tcp/53）和名称，长短皆可，中英文都行。查端口时先列出使用它的服务，
再列出在 IANA 登记该端口的其他名称。只给出名称的一部分，则列出含有它的服务。

不带参数时读取标准输入，每行一个；也可以是 ss -tln、ss -tuln 或 netstat -tln
的输出：取每行的本地端口，相同的只查一次。`,
	}
	LookupExamples = Text{
		`  portdrill lookup 53
  portdrill lookup dns 443 50000
  portdrill lookup 域名系统 --json
  portdrill lookup mail
  ss -tuln | portdrill lookup`,
		`  portdrill lookup 53
  portdrill lookup dns 443 50000
  portdrill lookup 域名系统 --json
  portdrill lookup 邮件
  ss -tuln | portdrill lookup`,
	}
	StatsShort    = Text{"how far you are", "学习进度"}
	StatsExamples = Text{"  portdrill stats\n  portdrill stats --json", "  portdrill stats\n  portdrill stats --json"}
	DueShort      = Text{"how much is due, in one line", "一行显示有多少到期"}
	DueExamples   = Text{"  portdrill due\n  portdrill due --json", "  portdrill due\n  portdrill due --json"}

	CatalogueShort    = Text{"decks and what is in them", "题组及其内容"}
	CatalogueExamples = Text{
		`  portdrill catalogue list
  portdrill catalogue show seed        the ports, and the post beside the truth`,
		`  portdrill catalogue list
  portdrill catalogue show seed        端口，以及原文与事实的对照`,
	}
	CheckShort = Text{"what is wrong with a list of ports", "检查一份端口清单"}
	CheckLong  = Text{
		`Reads a list of ports (CSV, TSV, a Markdown table, JSON, /etc/services, IANA's
CSV, or a numbered list as in a blog post; UTF-8, UTF-16 or GB18030), and reports
what is wrong with it and where it is at odds with the catalogue. Nothing is
changed.`,
		`读取一份端口清单（CSV、TSV、Markdown 表格、JSON、/etc/services、IANA 的 CSV，
或博客那样的编号列表；UTF-8、UTF-16 或 GB18030），指出其中的错误以及与目录不符之处，
不作任何改动。`,
	}
	ImportShort = Text{"make a deck of your own from a list of ports", "把端口清单导入为自建题组"}
	ImportLong  = Text{
		`Makes a deck of your own from a list of ports, in any form that check reads.
Rows that agree with the catalogue are learned as what the catalogue has; rows
that differ, or that it does not have, are asked as "in DECK". A file with an
error is not imported at all.`,
		`把端口清单导入为自建题组，格式与 check 所读的相同。与目录一致的行按目录学习；
与目录不同或目录没有的行，提问时注明“在某题组中”。文件有错误则完全不导入。`,
	}
	ImportExamples = Text{
		`  portdrill catalogue check lab.csv
  portdrill catalogue import lab.csv
  portdrill drill --deck lab`,
		`  portdrill catalogue check lab.csv
  portdrill catalogue import lab.csv
  portdrill drill --deck lab`,
	}
	RemoveShort = Text{"take a deck of your own away", "移除自建题组"}
	RemoveLong  = Text{
		`Takes a deck of your own away. Your answers to it stay, and the deck comes back
with --undo, also after it was replaced.`,
		`移除自建题组。对它的作答都会保留；用 --undo 可以恢复，被替换的题组也一样。`,
	}
	FlagDeckName   = Text{"`NAME` of the deck (the file's unless given)", "题组`名称`（默认取文件名）"}
	FlagReplace    = Text{"in place of the deck of that name", "替换同名题组"}
	FlagUndoRemove = Text{"bring it back", "恢复"}
	ExportShort    = Text{"a deck as a table, or as a question bank for teachers", "把题组导出为表格，或教师用的题库"}
	ExportExamples = Text{
		`  portdrill catalogue export ccna --as csv > ccna.csv
  portdrill catalogue export seed --as moodle --count 60 --lang zh > bank.xml`,
		`  portdrill catalogue export ccna --as csv > ccna.csv
  portdrill catalogue export seed --as moodle --count 60 --lang zh > bank.xml`,
	}
	FlagAs        = Text{"as `FORM`: csv, json, markdown, gift or moodle", "导出`格式`：csv、json、markdown、gift 或 moodle"}
	FlagBankCount = Text{"`N` questions, for gift and moodle", "gift 和 moodle 的题数 `N`"}

	CatalogueListShort = Text{"all decks", "全部题组"}
	CatalogueShowShort = Text{"what is in a deck", "一个题组的内容"}

	NoteShort    = Text{"notes of your own on services, shown after answers", "自己写的服务备注，作答后显示"}
	NoteExamples = Text{
		`  portdrill note dns "53: five-three, the name's the key"
  portdrill note dns               show it
  portdrill note                   all notes
  portdrill note dns --remove`,
		`  portdrill note dns "53：我算，查域名"
  portdrill note dns               显示这条备注
  portdrill note                   全部备注
  portdrill note dns --remove`,
	}
	FlagShort = Text{"say that a question is wrong", "标记有误的题目"}
	FlagLong  = Text{
		`Flags the question that you answered last, or the one with the given ID: it is
not asked again. --list shows all flags; with --json they come with all that made
the question, to be sent to those who can mend it.`,
		`标记你最后回答的题目，或给定编号的题目：以后不再问它。--list 列出全部标记；
加 --json 则附上题目的全部来由，可发给维护者。`,
	}
	FlagExamples = Text{
		`  portdrill flag --why "445 would be right as well"
  portdrill flag --list
  portdrill flag --off`,
		`  portdrill flag --why "445 也对"
  portdrill flag --list
  portdrill flag --off`,
	}
	FlagRemove = Text{"remove the note", "删除备注"}
	FlagWhy    = Text{"what is wrong: `TEXT`", "错在哪里：`文字`"}
	FlagOff    = Text{"take the flag back", "撤销标记"}
	FlagList   = Text{"list all flags", "列出全部标记"}

	GenerateShort = Text{"questions as JSON lines, for programs", "以 JSON 行输出题目，供程序使用"}
	GenerateLong  = Text{
		`Writes questions one JSON object a line: of all kinds, or of one. The same seed
and the same catalogue give the same questions. With --key each carries its
answers, explanation and what it is about.`,
		`每行输出一道题（JSON 对象）：所有题型，或指定的一种。同样的种子和目录给出同样的题。
加 --key 则附上答案、解释和所考的知识点。`,
	}
	GenerateExamples = Text{
		`  portdrill generate --count 5
  portdrill generate --deck ccna --kind match --seed 7 --key`,
		`  portdrill generate --count 5
  portdrill generate --deck ccna --kind match --seed 7 --key`,
	}

	ReplayShort = Text{"schedule reviews from standard input (FSRS-6)", "为标准输入中的复习排期（FSRS-6）"}
	ReplayLong  = Text{
		`Reads reviews, one JSON object a line, and writes for each what the scheduler
makes of it: state, stability and difficulty, the interval, when the card is due
(the instant of the review + the interval), and lapses. Ratings are 1 again,
2 hard, 3 good, 4 easy. Days are study days of the time zone: a review at 00:05
belongs to the day before if that ends at 04:00.`,
		`逐行读取复习记录（JSON 对象），逐行输出调度结果：状态、稳定性、难度、间隔、到期时刻
（复习时刻 + 间隔）与遗忘次数。评分：1 忘记，2 困难，3 良好，4 简单。
天数按所给时区的学习日计算：若学习日到 04:00 结束，00:05 的复习算作前一天。`,
	}
	ReplayExamples = Text{
		`  echo '{"card":"a","at":"2026-03-02T20:00:00+08:00","rating":3}' | portdrill replay
  portdrill replay --retention 0.85 --learning-steps none --no-fuzz < reviews.jsonl`,
		`  echo '{"card":"a","at":"2026-03-02T20:00:00+08:00","rating":3}' | portdrill replay
  portdrill replay --retention 0.85 --learning-steps none --no-fuzz < reviews.jsonl`,
	}
	FlagRetention   = Text{"aim at this `PROBABILITY` of recall, above 0 and below 1", "目标回忆`概率`，大于 0 小于 1"}
	FlagMaximum     = Text{"no interval is longer than so many `DAYS`", "间隔最多`天`数"}
	FlagLearning    = Text{"`STEPS` of new cards, each under a day, or none", "新卡片的学习`步骤`，每步不足一天；none 为没有"}
	FlagRelearning  = Text{"`STEPS` of forgotten cards, or none", "遗忘卡片的重学`步骤`；none 为没有"}
	FlagWeights     = Text{"the 21 `WEIGHTS` of the model, with commas between", "模型的 21 个`权重`，以逗号分隔"}
	FlagRollover    = Text{"a study day begins at this `TIME`", "学习日开始的`时刻`"}
	FlagZone        = Text{"time `ZONE`, such as Asia/Shanghai (the machine's unless given)", "`时区`，如 Asia/Shanghai（默认为本机时区）"}
	FlagNoFuzz      = Text{"do not vary intervals", "间隔不作随机微调"}
	FlagNoShortTerm = Text{"no steps, and answers within a day count as any others", "没有步骤，当天的作答与其他作答同样计算"}
	BadReview       = Text{"line %d: %s", "第 %d 行：%s"}
	ReviewHint      = Text{`a review is {"card":"a","at":"2026-03-02T20:00:00+08:00","rating":3}`, `复习记录形如 {"card":"a","at":"2026-03-02T20:00:00+08:00","rating":3}`}
	ReviewTooLong   = Text{"is longer than 64 KiB", "超过 64 KiB"}
	ReviewNotJSON   = Text{"is no review in JSON", "不是 JSON 格式的复习记录"}
	ReviewNoCard    = Text{"names no card", "没有给出 card"}
	ReviewNoTime    = Text{"has no time at in RFC 3339", "没有 RFC 3339 格式的 at"}
	ReviewNoRating  = Text{"has no rating from 1 to 4", "rating 不在 1 到 4 之间"}

	QuizShort = Text{"a mock exam: verdicts at the end", "模拟考试：结束后才评分"}
	QuizLong  = Text{
		`Asks what exams ask, in choices, of a deck. Verdicts come at the end, with the
score and whether it is passed (the setting pass). It is practice: no card moves,
but what you miss counts in your weak areas, and can be drilled at once.

A quiz that is interrupted can be gone on with. The setting time gives half as
much time again, twice as much, or no limit.`,
		`以选择题考查一个题组，结束后才给出对错、得分以及是否及格（及格线见设置 pass）。
模拟考试属于练习，不影响卡片的排期，但答错的会计入薄弱环节，也可以马上练习。

中断的测验可以继续。设置 time 可把时限放宽到 1.5 倍、2 倍或取消时限。`,
	}
	QuizExamples = Text{
		`  portdrill quiz --deck network-plus --count 40 --minutes 20
  portdrill quiz --resume
  portdrill quiz --results
  portdrill quiz --json`,
		`  portdrill quiz --deck network-plus --count 40 --minutes 20
  portdrill quiz --resume
  portdrill quiz --results
  portdrill quiz --json`,
	}
	FlashcardsShort = Text{"front and back, graded by yourself", "抽认卡：自己评分"}
	FlashcardsLong  = Text{
		`Shows the front of a card; when you have the answer in mind, turn it, and grade
yourself: again, hard, good or easy. Each grade says when the card comes back.`,
		`显示卡片正面；想好答案后翻面，自己评分：忘记、困难、良好或简单。每个评分都注明
下次出现的时间。`,
	}
	FlashcardsExamples = Text{
		`  portdrill flashcards --deck ccna
  portdrill flashcards --json`,
		`  portdrill flashcards --deck ccna
  portdrill flashcards --json`,
	}
	FlagExamMinutes = Text{"end it after so many minutes (`N`; 0 for no end)", "满 `N` 分钟即结束（0 为不限）"}
	FlagResume      = Text{"go on with the quiz that was not handed in", "继续尚未交卷的测验"}
	FlagResults     = Text{"list the results of earlier quizzes", "列出以往测验的成绩"}
	BadMinutes      = Text{"--minutes takes a number from 0 to %d", "--minutes 须为 0 到 %d 之间的数"}
	NoExamOpen      = Text{"there is no quiz to go on with", "没有可以继续的测验"}
	ExamAnew        = Text{"to begin a new one: portdrill quiz", "开始新的测验：portdrill quiz"}
	ExamDeckGone    = Text{"the deck %s of the quiz is no longer there", "测验所用的题组 %s 已不存在"}
	ExamIsOpen      = Text{"An earlier quiz was not handed in; quiz --resume would have gone on with it.", "有一次测验尚未交卷，用 quiz --resume 可以继续。"}
	WhichExam       = Text{"A quiz of %s was not handed in: %d of %d answered.", "%s 的测验尚未交卷：已答 %d/%d 题。"}
	ExamGoOn        = Text{"Go on with it", "继续作答"}
	ExamFresh       = Text{"Begin a new one", "开始新的测验"}
	NoResults       = Text{"No quiz has been handed in yet.", "还没有交过卷。"}
	ColumnPassed    = Text{"passed", "结果"}
	DidPass         = Text{"yes", "通过"}
	Fell            = Text{"no", "未通过"}
	FlagMinutes     = Text{"no question after so many minutes (`N`; 0 for no end)", "满 `N` 分钟后不再出题（0 为不限）"}
	FlagAnyFormat   = Text{"only this `FORMAT`: choice, typed, boolean, set, match, order or flashcard", "只用这一种`方式`：choice、typed、boolean、set、match、order 或 flashcard"}
	FlagCount       = Text{"`N` questions", "共 `N` 题"}
	FlagKey         = Text{"with the answers", "附上答案"}

	FlagDeck   = Text{"`DECK` to learn (seed unless given)", "要学的`题组`（默认 seed）"}
	FlagKind   = Text{"only this `KIND` of question", "只问这一种`题型`"}
	FlagFormat = Text{"only this `FORMAT`: choice, typed, boolean, set, match or order", "只用这一种`方式`：choice、typed、boolean、set、match 或 order"}
	FlagLimit  = Text{"at most `N` questions", "最多 `N` 题"}
	FlagNew    = Text{"at most `N` new cards a day", "每天最多 `N` 张新卡片"}
	FlagDB     = Text{"database `FILE` (else PORTDRILL_DB, else your data folder)", "数据库`文件`（未给出则取 PORTDRILL_DB，仍无则在个人数据目录）"}
	FlagLang   = Text{"`LANGUAGE` of everything shown: zh or en (else the locale)", "`语言`：zh 或 en（未给出则按系统区域设置）"}
	FlagSeed   = Text{"repeat a session: the same `N`, the same choices", "重现一次练习：`N` 相同，选项也相同"}
	FlagNow    = Text{"pretend that it is `TIME` (RFC 3339)", "假定的当前`时间`（RFC 3339）"}
	FlagJSON   = Text{"for programs: JSON in and out", "供程序使用：以 JSON 输入输出"}
	FlagInput  = Text{"never wait at a prompt of the terminal; read plain lines", "不使用终端提示，按行读取"}
	FlagPlain  = Text{"plain lines: no redrawing, no colour", "纯文本：不重绘、无颜色"}
	FlagASCII  = Text{"signs of ASCII only", "只用 ASCII 符号"}
	FlagColor  = Text{"`WHEN` to use colour: auto, always or never", "`何时`用颜色：auto（自动）、always（总是）或 never（从不）"}
)

// Settings.
var (
	SettingsShort = Text{"what you have chosen: list, show, change", "查看和修改设置"}
	SettingsLong  = Text{
		"Lists the settings, shows one, or changes one. A change touches future reviews\nonly, unless --reschedule moves what is scheduled, too; undo takes either back on\nthe same day.",
		"列出全部设置，查看或修改其中一项。修改只影响以后的复习；加 --reschedule 则同时重排\n已有的卡片。当天可用 undo 撤销。",
	}
	SettingsExamples = Text{
		`  portdrill settings
  portdrill settings retention 0.92
  portdrill settings decks seed,ccna
  portdrill settings weights fitted.txt --reschedule`,
		`  portdrill settings
  portdrill settings retention 0.92
  portdrill settings decks seed,ccna
  portdrill settings weights fitted.txt --reschedule`,
	}
	SetRetention     = Text{"how much to remember when a card is due: 0.70 to 0.97", "卡片到期时希望记得的比例：0.70 到 0.97"}
	SetNew           = Text{"new cards a day: 0 to 9999", "每天新卡片数：0 到 9999"}
	SetReviews       = Text{"reviews a day: 0 to 9999", "每天复习数：0 到 9999"}
	SetRollover      = Text{"when a day begins: 00:00 to 23:59", "一天从几点开始：00:00 到 23:59"}
	SetLearning      = Text{"steps of new cards, each under a day: 1m,10m or none", "新卡片的步骤，每步不到一天：1m,10m 或 none"}
	SetRelearning    = Text{"steps of forgotten cards: 10m or none", "忘记的卡片的步骤：10m 或 none"}
	SetMaximum       = Text{"longest interval in days: 1 to 36500", "最长间隔（天）：1 到 36500"}
	SetNames         = Text{"names are typed from 21 days on (auto), choice or typed", "名称 21 天后改为输入（auto），或总是 choice、typed"}
	SetDecks         = Text{"decks that new cards come from, the first one first", "新卡片取自哪些题组，按先后排列"}
	SetWeights       = Text{"21 weights of FSRS-6 from an optimizer: numbers, a file or -", "优化器给出的 21 个 FSRS-6 参数：数字、文件或 -"}
	SetLanguage      = Text{"language of everything shown: auto (the locale's), zh or en", "界面语言：auto（按系统区域设置）、zh 或 en"}
	SetPlain         = Text{"on: lines of text without redrawing, as for a screen reader", "on：按行输出、不重绘，适合读屏软件"}
	SetTimes         = Text{"limits of time as they are (1), times 1.5 or 2, or off", "限时：1（原样）、1.5 倍、2 倍，或 off（不限）"}
	SetPass          = Text{"percent right that a quiz is passed with: 1 to 100", "模拟考试的及格线（百分比）：1 到 100"}
	FlagReschedule   = Text{"move what is scheduled already, too", "同时重排已有的卡片"}
	RescheduleWhat   = Text{"--reschedule goes with a change: settings retention 0.92 --reschedule", "--reschedule 要和修改一起用：settings retention 0.92 --reschedule"}
	UnknownSetting   = Text{"there is no setting %q", "没有设置项 %q"}
	KnownSettings    = Text{"settings: %s", "设置项：%s"}
	BadSetting       = Text{"%s cannot be %q", "%s 不能设为 %q"}
	ByDefault        = Text{"%s (default)", "%s（默认）"}
	PublishedWeights = Text{"the published ones (default)", "公开发布的参数（默认）"}
	HighRetention    = Text{"Above %v reviews grow out of proportion.", "超过 %v，复习量会成倍增加。"}
	ChangedLook      = Text{"%s: %s → %s", "%s：%s → %s，已生效"}
	Changed          = Text{"%s: %s → %s, for reviews from now on", "%s：%s → %s，今后的复习生效"}
	ChangedAll       = Text{"%s: %s → %s, and what is scheduled was moved", "%s：%s → %s，已有的卡片也已重排"}
)

// What settings are called in the menu.
var (
	NameRetention  = Text{"Remember when due", "到期时记得"}
	NameNew        = Text{"New cards a day", "每天新卡片"}
	NameReviews    = Text{"Reviews a day", "每天复习"}
	NameRollover   = Text{"A day begins at", "一天开始于"}
	NameLearning   = Text{"Steps of new cards", "新卡片步骤"}
	NameRelearning = Text{"Steps when forgotten", "重学步骤"}
	NameMaximum    = Text{"Longest interval", "最长间隔（天）"}
	NameNames      = Text{"Names answered by", "名称的答法"}
	NameDecks      = Text{"Decks", "题组"}
	NameWeights    = Text{"Weights of FSRS-6", "FSRS-6 参数"}
	NameLanguage   = Text{"Language", "语言"}
	NamePlain      = Text{"Plain lines", "逐行显示"}
	NameTimes      = Text{"Time limits, factor", "限时倍数"}
	NamePass       = Text{"Pass mark, %", "及格线（%）"}
)

// What is asked beside the schedule, and what there is to say about it.
var (
	FlagAhead     = Text{"what is due, then what will be, as reviews", "到期的答完后，提前复习后面的卡片"}
	FlagWeak      = Text{"what is least likely to be remembered, due or not", "先问最可能忘记的卡片，不论是否到期"}
	FlagPlacement = Text{"type what you know: right the first time is known", "摸底：会的直接输入答案，一次答对就算会"}
	OneMode       = Text{"--ahead, --weak and --placement do not go together", "--ahead、--weak、--placement 只能选一个"}
	BacklogNow    = Text{"There is a backlog: nothing new until fewer than %d are due.", "积压较多：到期卡片少于 %d 张之前不学新卡片。"}
	LeechNow      = Text{"Forgotten %d times.", "已经忘记 %d 次。"}
	LeechWith     = Text{"It is often taken for %s: set the two side by side.", "常与%s相混，不妨对照着记。"}
	LeechHow      = Text{"To leave it for now: portdrill suspend %s", "想先放一放：portdrill suspend %s"}
)

// Cards.
var (
	CardsShort = Text{"your cards, by state, deck or area; the history of one", "浏览卡片：按状态、题组、类别；查看一张的历史"}
	CardsLong  = Text{
		"Lists the cards that you have begun. A service names all of its cards; a facet\nsuch as domain:port shows one with all that happened to it.",
		"列出已经开始学的卡片。给出服务名，列出它的全部卡片；给出知识点（如 domain:port），\n显示这一张及其全部历史。",
	}
	CardsExamples   = Text{"  portdrill cards --state due\n  portdrill cards --deck ccna --area mail\n  portdrill cards domain:port", "  portdrill cards --state due\n  portdrill cards --deck ccna --area mail\n  portdrill cards domain:port"}
	FlagState       = Text{"only cards in this `STATE`: %s", "只列这种`状态`的卡片：%s"}
	FlagCardsDeck   = Text{"only cards of this `DECK`", "只列这个`题组`的卡片"}
	FlagArea        = Text{"only cards of this `AREA`: mail, web, range ...", "只列这个`类别`的卡片：mail、web、range 等"}
	UnknownState    = Text{"there is no state %q", "没有状态 %q"}
	KnownStates     = Text{"states: %s", "状态：%s"}
	UnknownArea     = Text{"there is no area %q", "没有类别 %q"}
	KnownAreas      = Text{"areas: %s", "类别：%s"}
	NoCards         = Text{"No such card yet; portdrill drill begins some.", "还没有这样的卡片；portdrill drill 会开始学习。"}
	ColumnCard      = Text{"card", "卡片"}
	ColumnState     = Text{"state", "状态"}
	ColumnStable    = Text{"stable, days", "稳定（天）"}
	ColumnDue       = Text{"due", "到期"}
	ColumnHard      = Text{"difficulty", "难度"}
	ColumnKnown     = Text{"known now", "现在记得"}
	ColumnLapses    = Text{"forgotten / asked", "忘记 / 次数"}
	ColumnWhen      = Text{"when", "时间"}
	ColumnGiven     = Text{"answer", "作答"}
	StateNew        = Text{"new", "未学"}
	StateLearning   = Text{"learning", "学习中"}
	StateReview     = Text{"review", "复习"}
	StateRelearning = Text{"relearning", "重学中"}
	StateSuspended  = Text{"suspended", "已暂停"}
	StateBuried     = Text{"not today", "今天搁置"}
	StateLeech      = Text{"leech (%d)", "顽固（%d）"}
)

// Waiting, and where the database lies.
var (
	WaitingFor         = Text{"portdrill: waiting for %s (process %d), which is writing to %s; %d seconds at most", "portdrill：正在等待 %s（进程 %d），它正在写入 %s；最多等 %d 秒"}
	WaitingForSomebody = Text{"portdrill: waiting for another program, which has %s locked; %d seconds at most", "portdrill：正在等待另一个程序，它锁定了 %s；最多等 %d 秒"}
	OnNetwork          = Text{"portdrill: %s lies on a network file system: a rollback journal is used, which is slower, and safe there", "portdrill：%s 位于网络文件系统，改用回滚日志：较慢，但在那里是安全的"}
	NoBackup           = Text{"portdrill: today's backup was not made: %s", "portdrill：今天的备份没有做成：%s"}
	FlagPortable       = Text{"keep the database beside the program, as on a USB stick", "数据库放在程序旁边，例如在 U 盘上"}
)

// Learners.
var (
	FlagLearner      = Text{"`NAME` of the learner, where several share the database", "学习者`姓名`（多人共用数据库时）"}
	WhoseDrill       = Text{"portdrill: this is %s's log; for another: --learner %q", "portdrill：这是 %s 的记录；换人请用 --learner %q"}
	NoLearner        = Text{"there is no learner %q", "没有学习者 %q"}
	KnownLearners    = Text{"learners, the nearest first: %s", "已有的学习者（最接近的在前）：%s"}
	SeveralLearners  = Text{"several learners go by %q", "有多位学习者叫 %q"}
	NoLearners       = Text{"Nobody has learned here yet.", "还没有人在这里学习。"}
	LearnerRow       = Text{"entries in the log: %d, since %s", "日志 %d 条，始于 %s"}
	LearnerAdded     = Text{"%[1]s can begin: portdrill drill --learner %[1]q", "%[1]s 可以开始学习了：portdrill drill --learner %[1]q"}
	LearnerRenamed   = Text{"The name is %s now.", "现在的名字是 %s。"}
	LearnerForgotten = Text{"Forgotten: %s. All that was recorded is removed from the database.", "已遗忘 %s：全部记录已从数据库中删除。"}
	BackupsHold      = Text{"These backups still hold it; delete them yourself if they should not:", "以下备份仍保留这些记录；如不应保留，请自行删除："}
	ForgetAsks       = Text{"This removes %s for ever, with all that was recorded (entries: %d). To go on, type: %s", "这将永久删除 %s 及其全部记录（%d 条）。若要继续，请输入：%s"}
	NotWiped         = Text{"%s is forgotten, but parts of what was recorded may still be in the file: another program was reading it", "已遗忘 %s，但文件中可能仍留有部分记录：另一个程序正在读取该文件"}
	WipeHint         = Text{"close the other program, then: portdrill learner forget %s", "请关闭那个程序，然后运行：portdrill learner forget %s"}
	NotConfirmed     = Text{"nothing was removed: the name was not typed", "未删除任何内容：没有输入姓名加以确认"}
	ConfirmHint      = Text{"type %[1]s when asked, or give --confirm %[1]q", "请在询问时输入 %[1]s，或用 --confirm %[1]q"}
	WhichName        = Text{"say which name", "请给出姓名"}
	BadName          = Text{"a learner cannot be called %q", "学习者不能叫 %q"}
	BadNameHint      = Text{"a name has 1 to %d signs that can be seen", "姓名须为 1 到 %d 个可见字符"}
	NameTaken        = Text{"there is a learner %s already", "已有名为 %s 的学习者"}
	NameTakenHint    = Text{"give another name; portdrill learner list shows all", "请换一个名字；portdrill learner list 列出全部"}
	FlagConfirm      = Text{"confirm by the `NAME`, instead of typing it when asked", "直接给出`姓名`以确认，不再询问"}

	LearnerShort = Text{"who learns here: list, add, rename, forget", "学习者：列出、添加、改名、遗忘"}
	LearnerLong  = Text{
		"Several people can share one database. Each has a log, cards and settings of\ntheir own; --learner NAME says whose they are, else it is the first one's.",
		"一个数据库可供多人使用，各有自己的日志、卡片和设置；用 --learner 姓名 指明是谁，\n未指明则是第一位。",
	}
	LearnerExamples = Text{
		"  portdrill learner add Li Hua\n  portdrill drill --learner \"Li Hua\"\n  portdrill learner rename Bo Robert\n  portdrill learner forget Robert",
		"  portdrill learner add 李华\n  portdrill drill --learner 李华\n  portdrill learner rename 李华 小李\n  portdrill learner forget 小李",
	}
	LearnerListShort   = Text{"all learners of this database", "列出数据库中的学习者"}
	LearnerAddShort    = Text{"add somebody", "添加一位学习者"}
	LearnerRenameShort = Text{"give somebody another name", "给学习者改名"}
	LearnerForgetShort = Text{"remove somebody with all that was recorded", "删除学习者及其全部记录"}
	LearnerForgetLong  = Text{
		"Removes the learner with every answer, card and setting, overwrites what was\nremoved, and names the backups that still hold it. Imports do not bring it back.\nThe name must be typed first.",
		"删除学习者的全部作答、卡片和设置，覆盖已删除的内容，并列出仍保留它的备份。\n以后的导入不会再带回。须先输入姓名确认。",
	}
)

// The database.
var (
	DBShort = Text{"the database: where it is, check, backup, restore", "数据库：位置、检查、备份、恢复"}
	DBLong  = Text{
		"A backup is made once a day at the end of a session, and before an upgrade, in\nthe folder beside the database. Of the daily ones 7 days, 4 weeks and 12 months\nare kept.",
		"每天练习结束时自动备份一次，升级前也会备份，放在数据库旁边的文件夹里。\n每日备份保留 7 天、4 周、12 个月。",
	}
	DBExamples = Text{
		"  portdrill db path\n  portdrill db check\n  portdrill db backup /media/stick/ports.db\n  portdrill db restore\n  portdrill db restore ports.db",
		"  portdrill db path\n  portdrill db check\n  portdrill db backup /media/stick/ports.db\n  portdrill db restore\n  portdrill db restore ports.db",
	}
	DBPathShort     = Text{"where the database is", "数据库的位置"}
	DBCheckShort    = Text{"whether all of it is as it was recorded", "检查数据库是否完好"}
	DBBackupShort   = Text{"write a verified copy to a file", "备份到文件，并加以验证"}
	DBRestoreShort  = Text{"put a backup in its place; without FILE: list backups", "用备份替换数据库；不给文件则列出备份"}
	DBRebuildShort  = Text{"derive cards and totals anew; keep what can be read", "重新推算卡片与统计；损坏时保留可读内容"}
	FlagReplaceFile = Text{"in place of a file of that name", "替换同名文件"}
	WhichBackup     = Text{"say which file to write the backup to", "请给出备份文件"}
	BackedUp        = Text{"Backed up, and verified: %s", "已备份并验证：%s"}
	Restored        = Text{"Restored from %s. The database is a new device from now on.", "已从 %s 恢复。此后这个数据库算作一台新设备。"}
	ReplacedKept    = Text{"What was there before is kept: %s", "原来的文件保留在：%s"}
	NoBackups       = Text{"There are no backups yet in %s", "%s 中还没有备份"}
	RestoreHow      = Text{"To restore one: portdrill db restore FILE", "恢复某一份：portdrill db restore 文件"}
	KindDaily       = Text{"daily", "每日"}
	KindUpgrade     = Text{"before an upgrade", "升级前"}
	KindDisplaced   = Text{"when it was moved, deleted or replaced", "被移动、删除或替换时"}
	KindReplaced    = Text{"replaced by a restore", "恢复前"}
	KindDamaged     = Text{"damaged, before a rebuild", "损坏的原文件"}
	CheckOK         = Text{"All is as it was recorded: learners: %d, entries in the log: %d", "一切完好：学习者 %d 位，日志 %d 条"}
	CheckFailed     = Text{"%s is damaged", "%s 已损坏"}
	RemedyRebuild   = Text{"nothing is lost: portdrill db rebuild mends it", "没有丢失内容：portdrill db rebuild 即可修复"}
	RemedyDamage    = Text{"portdrill db rebuild keeps what can be read and adds what the last backup has; portdrill db restore FILE puts a backup in its place", "portdrill db rebuild 保留可读内容并补上最近备份中的内容；portdrill db restore 文件 用备份替换"}
	FoundUnreadable = Text{"Reading broke off.", "读取中断。"}
	FoundPages      = Text{"The pages of the file are not consistent (places: %d).", "文件的页面不一致（%d 处）。"}
	FoundSchema     = Text{"Tables or indexes are not those of this version: %d", "表或索引与本版本不符：%d 个"}
	FoundAltered    = Text{"Entries of the log are not as they were recorded: %d (the first: %s)", "日志条目与记录时不符：%d 条（第一条：%s）"}
	FoundLost       = Text{"Entries of the log are missing: %d, of device %s", "日志条目缺失：%d 条，设备 %s"}
	FoundEnd        = Text{"The log of device %s does not end where it should.", "设备 %s 的日志末尾与记录不符。"}
	FoundSeal       = Text{"The table %s is not as it was written.", "表 %s 与写入时不符。"}
	FoundReference  = Text{"Rows that belong to nothing: %d, in the table %s", "无所归属的行：%d 行，在表 %s 中"}
	FoundIndex      = Text{"An index does not fit its table (places: %d).", "索引与表不符（%d 处）。"}
	FoundDerived    = Text{"What is derived from the log is not what the log leads to: %s (%d)", "推算所得与日志不符：%s（%d）"}
	PartCards       = Text{"cards", "卡片"}
	PartTallies     = Text{"totals", "统计"}
	PartHolds       = Text{"what is held back", "暂停与搁置"}
	PartConfusions  = Text{"confusions", "混淆记录"}
	PartSlots       = Text{"answers by day and area", "按日期与范围的作答统计"}
	PartFits        = Text{"predictions of recall", "记忆预测统计"}
	PartSettings    = Text{"settings", "设置"}
	PartDerivation  = Text{"the version of the rules", "规则版本"}
	FoundGap        = Text{"No damage: entries of another device have not come here yet (gaps: %d, device %s).", "并非损坏：另一设备的部分条目尚未导入（%d 处，设备 %s）。"}
	FoundFork       = Text{"No damage: a copied file went on twice (forks: %d, device %s); both are kept.", "并非损坏：复制的文件各自继续使用过（%d 次，设备 %s），两边都已保留。"}
	Rebuilt         = Text{"Cards and totals were derived anew from the log (entries: %d).", "已根据日志重新推算卡片与统计（%d 条）。"}
	Salvaged        = Text{"The file was damaged. Entries of the log that are kept: %d, of these from the last backup: %d.", "文件已损坏；保留日志 %d 条，其中 %d 条来自最近的备份。"}
	SalvagedGaps    = Text{"Missing, since they could not be read: %d at least.", "缺失：至少 %d 条无法读出。"}
)

// Out and in.
var (
	ExportLogShort = Text{"your data for other programs: json, csv, anki", "导出数据：json、csv、anki"}
	ExportLogLong  = Text{
		"Writes your data to a file, or to standard output. json is the whole log, for\nimport on another device; csv is for spreadsheets; anki is a deck with schedule\nand history.",
		"把数据写入文件或标准输出。json 是完整日志，可在另一台设备上导入；csv 供电子表格使用；\nanki 是带有排期和复习记录的牌组。",
	}
	ExportLogExamples = Text{
		"  portdrill export json log.json\n  portdrill export csv answers answers.csv\n  portdrill export csv cards > cards.csv\n  portdrill export anki ports.apkg --deck ccna",
		"  portdrill export json log.json\n  portdrill export csv answers answers.csv\n  portdrill export csv cards > cards.csv\n  portdrill export anki ports.apkg --deck ccna",
	}
	ExportJSONShort = Text{"the whole log, for import elsewhere", "完整日志，供别处导入"}
	ExportCSVShort  = Text{"answers or cards, for spreadsheets", "作答或卡片，供电子表格使用"}
	ExportCSVLong   = Text{
		"UTF-8 with a mark by which Excel knows it. Cells that a spreadsheet would take\nfor a formula begin with an apostrophe.",
		"UTF-8（带 BOM，Excel 可直接打开）。会被电子表格当作公式的单元格以单引号开头。",
	}
	ExportAnkiShort = Text{"a deck for Anki, with schedule and history", "Anki 牌组，带排期和复习记录"}
	ExportAnkiLong  = Text{
		"Writes an .apkg file in the language of --lang: every card of the deck, with its\nschedule and history where it was begun. Importing it again updates the notes;\nof the schedule Anki then keeps its own.",
		"按 --lang 的语言写出 .apkg 文件：题组的全部卡片，已学的带排期和复习记录。\n再次导入会更新笔记而不会重复，排期则以 Anki 中的为准。",
	}
	FlagAnkiDeck    = Text{"only this `DECK` (your decks, and all you have begun, unless given)", "只导出这个`题组`（默认：你的题组及全部已学卡片）"}
	AnkiFront       = Text{"front", "正面"}
	AnkiBack        = Text{"back", "背面"}
	AnkiWhy         = Text{"explanation", "解释"}
	AnkiType        = Text{"portdrill", "portdrill（中文）"}
	WhichCSV        = Text{"say what to export: answers or cards", "请说明导出什么：answers（作答）或 cards（卡片）"}
	WhichAnki       = Text{"say which file to write: ports.apkg, or - for standard output", "请给出要写的文件：ports.apkg，或 - 表示标准输出"}
	NothingToExport = Text{"there is nothing to export yet", "还没有可导出的内容"}
	Exported        = Text{"Written: %s", "已写出：%s"}

	ImportLogShort = Text{"take in what another device has exported", "导入另一台设备导出的数据"}
	ImportLogLong  = Text{
		"Merges the log that another device has exported with yours: the union of both,\nin whatever order and however often. Nothing here is changed or removed; cards\nfollow from both.",
		"把另一台设备导出的日志与这里的合并：取两者的并集，次序不限，可重复导入。\n这里的记录不会被修改或删除，卡片由合并后的日志推算。",
	}
	ImportLogExamples = Text{
		"  portdrill export json laptop.json       on the laptop\n  portdrill import json laptop.json       on the other machine",
		"  portdrill export json laptop.json       在笔记本上\n  portdrill import json laptop.json       在另一台机器上",
	}
	NotExport       = Text{"%s is no log that portdrill has exported", "%s 不是 portdrill 导出的日志"}
	NotExportHint   = Text{"nothing was imported; portdrill export json writes such a file", "未导入任何内容；这样的文件由 portdrill export json 写出"}
	ExportBroken    = Text{"%s is broken: reading ended at byte %d, after %d entries", "%s 不完整或已损坏：读到第 %d 字节中断，之前有 %d 条"}
	NothingImported = Text{"nothing was imported; export it again", "未导入任何内容；请重新导出"}
	ImportNewer     = Text{"%s was exported by a newer portdrill", "%s 由更新版本的 portdrill 导出"}
	NewerImportHint = Text{"nothing was imported; upgrade first", "未导入任何内容；请先升级"}
	Merged          = Text{"New entries: %d. Here already: %d.", "新增 %d 条，已有 %d 条。"}
	MergedForgotten = Text{"Left out, of a learner who asked to be forgotten: %d", "跳过已被遗忘的学习者的记录：%d 条"}
	MergedDecks     = Text{"New decks: %s", "新增题组：%s"}
	MergedOther     = Text{"Left out, since another deck of that name is here: %s", "跳过：这里已有不同的同名题组 %s"}
	MergedAltered   = Text{"Left out, not as they were recorded: %d (the first: %s)", "跳过与记录时不符的条目：%d 条（第一条：%s）"}
	MergedSenseless = Text{"Left out, since this version can make nothing of them: %d (the first: %s)", "跳过本版本无法理解的条目：%d 条（第一条：%s）"}
	MergedForked    = Text{"A copied file went on twice; both are kept (device %s).", "复制的文件各自继续使用过，两边都已保留（设备 %s）。"}
	MergedConflicts = Text{"The same entry with other content; the one here is kept: %d (the first: %s)", "同一条目内容不同，保留这里的：%d 条（第一条：%s）"}
	ImportedPartly  = Text{"%s was not taken in whole", "%s 未能全部导入"}

	ColumnDay       = Text{"study day", "学习日"}
	ColumnQuestion  = Text{"question", "题目"}
	ColumnRight     = Text{"right", "正确"}
	ColumnDontKnow  = Text{"not known", "不知道"}
	ColumnGrade     = Text{"grade", "评分"}
	ColumnCounts    = Text{"counts as", "计为"}
	ColumnSeconds   = Text{"seconds", "用时（秒）"}
	ColumnKind      = Text{"kind", "题型"}
	ColumnFormat    = Text{"format", "答题方式"}
	ColumnDeck      = Text{"deck", "题组"}
	ColumnLang      = Text{"language", "语言"}
	ColumnFacets    = Text{"facets", "知识点"}
	ColumnService   = Text{"service", "服务"}
	ColumnInterval  = Text{"interval, days", "间隔（天）"}
	ColumnReviews   = Text{"reviews", "复习次数"}
	ColumnForgotten = Text{"forgotten", "忘记次数"}
	ColumnBegun     = Text{"begun", "开始"}
	ColumnLast      = Text{"last review", "上次复习"}
	ColumnHeld      = Text{"held back", "不提问"}
)

// The version.
var (
	VersionShort    = Text{"the version of the program and of what it is made of", "程序及其组成部分的版本"}
	VersionExamples = Text{"  portdrill version\n  portdrill version --json", "  portdrill version\n  portdrill version --json"}
	FlagVersion     = Text{"the version, as the command version shows it", "显示版本，与 version 命令相同"}
	VersionCommit   = Text{"commit", "提交"}
	VersionModified = Text{"%s and changes to it", "%s 及其改动"}
	VersionSchema   = Text{"database schema", "数据库结构"}
	VersionIANA     = Text{"IANA registry", "IANA 登记表"}
	VersionSurvey   = Text{"services in use", "实际使用情况"}
)

// Completion.
var (
	CompletionShort = Text{"completion by the Tab key, for bash, zsh, fish or PowerShell", "Tab 键补全：bash、zsh、fish、PowerShell"}
	CompletionLong  = Text{
		`Prints the script by which a shell completes what you type: commands, flags, and
what there is, such as decks and learners of your own. What is completed is
described in the language of your locale.

bash needs the Debian package bash-completion, zsh its own compinit. make install
puts the scripts of bash, zsh and fish where they look for them.`,
		`输出供 shell 补全用的脚本：补全命令、选项以及现有的内容，例如自建的题组和学习者。
补全时的说明采用系统区域设置的语言。

bash 需要 Debian 软件包 bash-completion，zsh 需要先运行 compinit。make install 会把
bash、zsh 和 fish 的脚本装到它们查找的位置。`,
	}
	CompletionExamples = Text{
		`  echo 'source <(portdrill completion bash)' >> ~/.bashrc
  echo 'source <(portdrill completion zsh)' >> ~/.zshrc        after compinit
  portdrill completion fish > ~/.config/fish/completions/portdrill.fish
  portdrill completion powershell >> $PROFILE`,
		`  echo 'source <(portdrill completion bash)' >> ~/.bashrc
  echo 'source <(portdrill completion zsh)' >> ~/.zshrc        放在 compinit 之后
  portdrill completion fish > ~/.config/fish/completions/portdrill.fish
  portdrill completion powershell >> $PROFILE`,
	}
	WhichShell   = Text{"say which shell: bash, zsh, fish or powershell", "请给出 shell：bash、zsh、fish 或 powershell"}
	UnknownShell = Text{"there is no completion for %q", "没有 %q 的补全"}
	KnownShells  = Text{"shells, the nearest first: %s", "可用的 shell（最接近的在前）：%s"}

	EveryAnswer  = Text{"every answer", "全部作答"}
	EveryCard    = Text{"every card begun", "全部已学卡片"}
	StateDue     = Text{"due now", "现在到期"}
	StateLeeches = Text{"forgotten again and again", "反复忘记"}
	AsByDefault  = Text{"as by default: %s", "默认：%s"}
	NoSteps      = Text{"no steps", "没有步骤"}
)

// What kinds of question ask.
var (
	KindPortToService    = Text{"which service uses a port", "端口属于哪个服务"}
	KindServiceToPort    = Text{"which port a service uses", "服务使用哪个端口"}
	KindRangeOfNumber    = Text{"which range a number belongs to", "号码属于哪个范围"}
	KindRangeEdge        = Text{"where a range begins or ends", "范围的起点和终点"}
	KindValidNumber      = Text{"whether a number can be a port", "号码能否作为端口"}
	KindTransport        = Text{"over TCP, UDP or both", "用 TCP、UDP 还是两者"}
	KindSecureTwin       = Text{"the port of the encrypted twin", "加密版使用哪个端口"}
	KindReplacement      = Text{"what to use instead", "应当改用什么"}
	KindFamilyRole       = Text{"which of a family does what", "同族服务的分工"}
	KindDescription      = Text{"a service by what it does", "按描述认服务"}
	KindEncrypted        = Text{"whether it is encrypted", "是否加密"}
	KindAcronym          = Text{"what an acronym stands for", "缩写的全称"}
	KindSymptom          = Text{"what to check when something fails", "出故障时检查什么"}
	KindFirewallScenario = Text{"what to open in a firewall", "防火墙放行什么"}
	KindSpotTheMistake   = Text{"what is wrong in a post", "找出文章里的错误"}
	KindOddOneOut        = Text{"which one does not belong", "哪一个不属于同类"}
	KindSelectAll        = Text{"all that belong together", "选出所有同类"}
	KindMatch            = Text{"ports with their services", "端口与服务配对"}
	KindOrder            = Text{"services in the order of their ports", "按端口号排序"}
	KindTrueFalse        = Text{"whether a statement is true", "判断对错"}
	KindIANAOwner        = Text{"to whom IANA has registered a port", "IANA 把端口登记给谁"}

	FormatChoice    = Text{"choose one", "单选"}
	FormatTyped     = Text{"type the answer", "输入答案"}
	FormatBoolean   = Text{"yes or no", "是非"}
	FormatSet       = Text{"choose all that belong", "多选"}
	FormatMatch     = Text{"pair left and right", "配对"}
	FormatOrder     = Text{"put in order", "排序"}
	FormatFlashcard = Text{"front and back", "正面与背面"}
)

// The manual.
var (
	ManShort = Text{"the manual, of the program or of a command", "手册页：整个程序或某个命令"}
	ManLong  = Text{
		`Prints a page of the manual for man: of the program with all its commands, or of
one command. make install puts all pages where man finds them.`,
		`输出供 man 使用的手册页：整个程序及其全部命令，或某个命令。
make install 会把全部手册页装到 man 查找的位置。`,
	}
	ManExamples = Text{
		`  portdrill man | man -l -
  portdrill man drill | man -l -
  portdrill man --lang zh > portdrill.1`,
		`  portdrill man | man -l -
  portdrill man drill | man -l -
  portdrill man --lang en > portdrill.1`,
	}
	FlagManDir  = Text{"write a page for the program and one for each command into `DIR`", "把程序和每个命令的手册页写入`目录`"}
	ManName     = Text{"NAME", "名称"}
	ManSynopsis = Text{"SYNOPSIS", "概要"}
	ManAbout    = Text{"DESCRIPTION", "描述"}
	ManShown    = Text{"EXAMPLES", "示例"}
	ManCommands = Text{"COMMANDS", "命令"}
	ManFlags    = Text{"OPTIONS", "选项"}
	ManGlobal   = Text{"GLOBAL OPTIONS", "通用选项"}
	ManVariable = Text{"ENVIRONMENT", "环境变量"}
	ManFiles    = Text{"FILES", "文件"}
	ManExit     = Text{"EXIT STATUS", "退出状态"}
	ManSeeAlso  = Text{"SEE ALSO", "另见"}
	ManTitle    = Text{"User Commands", "用户命令"}

	VariableDB     = Text{"path of the database, where --db gives none", "数据库的路径（未给出 --db 时）"}
	VariableLocale = Text{"the language, where --lang gives none: the first of them that is set", "语言（未给出 --lang 时）：取其中第一个已设置的"}
	VariableColour = Text{"no colour, whatever its value; the other: colour even into a pipe", "设置后不用颜色；后者则在管道中也用颜色"}
	VariableData   = Text{"the data folder, if it is not ~/.local/share", "个人数据目录，默认为 ~/.local/share"}
	FileDatabase   = Text{"all your answers, and the cards that follow from them", "全部作答以及由此推算的卡片"}
	FileBackups    = Text{"its backups, of which 7 days, 4 weeks and 12 months are kept", "数据库的备份，保留 7 天、4 周、12 个月"}
	ExitDone       = Text{"done, also when you quit", "完成，包括主动退出"}
	ExitFailed     = Text{"something failed", "出错"}
	ExitUsage      = Text{"wrong usage", "用法有误"}
	ExitInputEnded = Text{"piped input ended in the middle of a question", "管道输入在题目中途结束"}
	ExitInterrupt  = Text{"Ctrl-C", "按下 Ctrl-C"}
)

// The home menu, and the first start.
var (
	HomeTitle      = Text{"portdrill", "portdrill 端口练习"}
	HomeSoFar      = Text{"Cards: %d, stable: %d · answers today: %d", "端口练习 · 已学 %d 张，稳定 %d 张 · 今天答 %d 次"}
	HomeHow        = Text{"To begin: portdrill drill. All commands: portdrill --help", "开始练习：portdrill drill。全部命令：portdrill --help"}
	MenuDrill      = Text{"Drill (%d due, %d new)", "练习（到期 %d 张，新卡 %d 张）"}
	MenuQuiz       = Text{"Quiz: a mock exam", "测验：模拟考试"}
	MenuFlashcards = Text{"Flashcards", "抽认卡"}
	MenuLookup     = Text{"Look up a port or a service", "查询端口或服务"}
	MenuProgress   = Text{"How far you are, and what is shaky", "学习进度与薄弱之处"}
	MenuCards      = Text{"Your cards", "我的卡片"}
	MenuSettings   = Text{"Settings", "设置"}
	MenuLanguage   = Text{"Switch to %s", "切换到 %s"}
	MenuQuit       = Text{"Quit", "退出"}
	FirstLanguage  = Text{"Welcome. Which language?", "欢迎。用哪种语言？"}
	FirstName      = Text{"What may we call you?", "怎么称呼你？"}
	FirstGoal      = Text{"What do you want to learn? (It can be changed any time.)", "想学什么？（以后随时可以改）"}
	WhoIsThere     = Text{"Who is there?", "你是哪位？"}
	LookupWhat     = Text{"Ports or names (nothing: back to the menu)", "端口或名称，可以多个（留空返回菜单）"}
	WhichState     = Text{"Which cards?", "看哪些卡片？"}
	CardsDue       = Text{"due", "到期"}
	CardsFound     = Text{"Cards: %d", "卡片：%d 张"}
	Back           = Text{"back", "返回"}
	KeysBrowse     = Text{"enter: open   / search   ← → page   q: back", "回车打开   / 搜索   ← → 翻页   q 返回"}
	SearchPrompt   = Text{"Search (Esc: all): ", "搜索（Esc 取消）："}
	BrowseLines    = Count{"%d found. A number opens, text searches, enter: more, :q back", "%d found. A number opens, text searches, enter: more, :q back", "共 %d 项。输入编号打开，输入文字搜索，回车翻页，:q 返回"}
	WhichSetting   = Text{"Settings", "设置"}
)

// Areas, by which weakness is reported.
var (
	AreaNameDirectory        = Text{"Names & directory", "名称与目录"}
	AreaDevops               = Text{"DevOps", "运维开发"}
	AreaMonitoringManagement = Text{"Monitoring & management", "监控与管理"}
	AreaMessaging            = Text{"Messaging", "消息通信"}
	AreaDatabase             = Text{"Databases", "数据库"}
	AreaVpnSecurity          = Text{"VPN & security", "VPN 与安全"}
	AreaWindows              = Text{"Windows", "Windows 服务"}
	AreaRemoteAccess         = Text{"Remote access", "远程访问"}
	AreaRouting              = Text{"Routing", "路由"}
	AreaMobileNetwork        = Text{"Mobile networks", "移动网络"}
	AreaOverlay              = Text{"Overlays and SDN", "叠加网络与 SDN"}
	AreaFileTransfer         = Text{"File transfer", "文件传输"}
	AreaVoip                 = Text{"VoIP", "IP 语音"}
	AreaMail                 = Text{"Mail", "邮件"}
	AreaWeb                  = Text{"Web", "网页"}
	AreaIndustrial           = Text{"Industry & buildings", "工业与楼宇"}
	AreaTime                 = Text{"Time", "时间同步"}
	AreaDiagnostic           = Text{"Diagnostics", "诊断"}
	AreaOwn                  = Text{"Of your own", "自建"}
	AreaMedia                = Text{"Media", "流媒体"}
	AreaPrinting             = Text{"Printing", "打印"}
	AreaStorage              = Text{"Storage", "存储"}
	AreaGames                = Text{"Games", "游戏"}
	AreaRange                = Text{"Ranges", "端口范围"}
	AreaMistake              = Text{"Common mistakes", "常见错误"}
	AreaSeveral              = Text{"Several areas", "多个领域"}
)

// Progress.
var (
	StatsLong = Text{
		`How far you are: today, your streak, what is due, how much of each deck is known
now, and how it went over days and weeks. --html writes a report as one page;
--json, --csv and --schema are for programs and spreadsheets.`,
		`学习进度：今天、连续天数、到期数、各题组现在记得多少，以及每天每周的情况。
--html 写成一个网页；--json、--csv、--schema 供程序和电子表格使用。`,
	}
	WeakShort = Text{"what is shaky, and what is taken for what", "薄弱之处，以及容易混淆的服务"}
	WeakLong  = Text{
		`The areas of which you know least, what you take for what, and cards that you
keep forgetting, each with something to do about it. An area is called weak only
where chance would hardly ever make it look so. drill --weak asks just these.

With --learners it is a table of all learners in the file: by the beginnings of
their IDs, or with --names by their names.`,
		`你掌握得最差的范围、你把什么当成什么、总是忘记的卡片，以及各自的对策。
只有极不可能是偶然时，才会称为薄弱。drill --weak 专练这些。

加 --learners 则列出数据库中所有学习者：以编号开头显示，加 --names 显示姓名。`,
	}
	WeakExamples = Text{
		`  portdrill weak
  portdrill drill --weak
  portdrill weak --by service --json
  portdrill weak --learners`,
		`  portdrill weak
  portdrill drill --weak
  portdrill weak --by service --json
  portdrill weak --learners`,
	}
	HistoryShort = Text{"what you answered", "作答记录"}
	HistoryLong  = Text{
		`Lists answers, the last one first. Those that were taken back are left out.
With --json or --csv it lists all of them.`,
		`列出作答，最近的在前，已撤销的不列。加 --json 或 --csv 时列出全部。`,
	}
	HistoryExamples = Text{
		`  portdrill history --verdict wrong --area mail
  portdrill history --card pop3 --from 2026-01-01
  portdrill history --csv > answers.csv`,
		`  portdrill history --verdict wrong --area mail
  portdrill history --card pop3 --from 2026-01-01
  portdrill history --csv > answers.csv`,
	}
	FlagCSV          = Text{"a table for spreadsheets", "输出电子表格（CSV）"}
	FlagSchema       = Text{"the JSON schema of stats, weak and history --json", "stats、weak、history --json 的 JSON 模式"}
	FlagBy           = Text{"only areas told apart `BY`: %s", "只按这种`方式`划分范围：%s"}
	FlagLearners     = Text{"all learners in the file, by IDs", "数据库中所有学习者（显示编号）"}
	FlagNames        = Text{"with --learners: by names", "与 --learners 同用：显示姓名"}
	FlagHistoryArea  = Text{"only this `AREA`: a category, deck, kind, range or service", "只列这个`范围`：类别、题组、题型、端口范围或服务"}
	FlagCard         = Text{"only this `CARD`, or all of this service", "只列这张`卡片`，或这个服务的全部卡片"}
	FlagVerdict      = Text{"only answers with this `VERDICT`: %s", "只列这种`结果`：%s"}
	FlagFrom         = Text{"from this study `DAY` on: 2026-01-31", "从这个学习`日`起：2026-01-31"}
	FlagTo           = Text{"up to this study `DAY`: 2026-01-31", "到这个学习`日`止：2026-01-31"}
	FlagHistoryLimit = Text{"at most so many `ANSWERS`", "最多列出的`条数`"}

	UnknownBy      = Text{"areas are not told apart by %q", "不能按 %q 划分范围"}
	KnownBys       = Text{"by: %s", "可按：%s"}
	UnknownVerdict = Text{"there is no verdict %q", "没有结果 %q"}
	KnownVerdicts  = Text{"verdicts: %s", "可用的结果：%s"}
	BadDate        = Text{"--%s takes a date such as 2026-01-31, not %q", "--%s 须为 2026-01-31 这样的日期，而不是 %q"}

	AreaOfRange = Text{"%s ports", "%s范围"}
	AreaOther   = Text{"other", "其他"}

	WeakEmpty      = Text{"Nothing was answered yet. Begin with: portdrill drill", "还没有作答记录。先运行：portdrill drill"}
	WeakTitle      = Text{"Known least", "掌握得最差的范围"}
	WeakTooFew     = Text{"Too few answers to tell yet: an area is ranked from %d answers on. Go on with: portdrill drill", "作答还太少：一个范围至少要有 %d 次作答才能比较。请继续：portdrill drill"}
	WeakNone       = Text{"No area stands out: what differs here may be chance.", "没有明显薄弱的范围：这些差别可能只是偶然。"}
	WeakLegend     = Text{"! weak. Share known, corrected for guessing, with the 90%% range; of the last %d study days; better or worse than 30 days before.", "! 表示薄弱。数字为掌握的比例（已扣除猜中），括号内为 90%% 区间；取最近 %d 个学习日；变好、变差与之前 30 天相比。"}
	WeakNext       = Text{"Practise just these: portdrill drill --weak", "专练这些：portdrill drill --weak"}
	TrendBetter    = Text{"better %+.0f", "变好 %+.0f"}
	TrendWorse     = Text{"worse %+.0f", "变差 %+.0f"}
	AdvicePair     = Text{"tell these two apart: portdrill lookup %s %s", "先分清这两个：portdrill lookup %s %s"}
	AdviceKind     = Text{"practise this kind: portdrill drill --kind %s", "专练这种题型：portdrill drill --kind %s"}
	AdviceDeck     = Text{"practise this deck: portdrill drill --deck %s", "专练这个题组：portdrill drill --deck %s"}
	AdviceService  = Text{"read it once more: portdrill lookup %s", "再读一遍：portdrill lookup %s"}
	AdviceCategory = Text{"see its cards: portdrill cards --area %s", "查看其中的卡片：portdrill cards --area %s"}
	AdviceDrill    = Text{"practise it: portdrill drill --weak", "练习：portdrill drill --weak"}
	AdviceLookup   = Text{"side by side: portdrill lookup %s %s", "对照查看：portdrill lookup %s %s"}
	AdviceNote     = Text{"find a hook of your own: portdrill note %s \"...\"", "自己编一个记忆窍门：portdrill note %s \"...\""}
	AdviceReset    = Text{"begin it anew: portdrill reset %s", "从头学起：portdrill reset %s"}

	ConfusionsTitle = Text{"Taken for each other", "容易混淆"}
	YouTakePort     = Text{"You take %d for %s, which is %d", "你把 %d 当成 %s 的端口（应为 %d）"}
	YouTakeService  = Text{"You take %s (%d) for %s (%d)", "你把 %s（%d）当成 %s（%d）"}
	TimesLast       = Text{": %s, last on %s", "：%s，最近一次 %s"}
	ConfusionOver   = Text{"; over", "；已不再混淆"}
	LeechesTitle    = Text{"Forgotten again and again", "总是忘记"}
	LeechRow        = Text{"%s: forgotten %d times", "%s：忘记 %d 次"}

	LearnersTitle  = Text{"Known, by learner and area", "各学习者在各范围的掌握比例"}
	LearnersLegend = Text{"! weak for this learner; - fewer than %d answers.", "! 表示薄弱；- 表示作答不足 %d 次。"}
	AllLearners    = Text{"all", "全体"}

	StatsStreak        = Text{"Streak", "连续学习"}
	StatsLongest       = Text{", longest %d", "，最长 %d 天"}
	StatsTime          = Text{"Time in all", "总用时"}
	StatsFewRight      = Text{"%d, %d right", "%d，答对 %d"}
	StatsShareRight    = Text{"%d, %s right", "%d，答对 %s"}
	StatsKnown         = Text{"Known now", "现在记得"}
	StatsNext          = Text{"More: portdrill weak (what is shaky), portdrill history (answers)", "更多：portdrill weak（薄弱之处）、portdrill history（作答记录）"}
	SectionReadiness   = Text{"Decks", "题组"}
	SectionForecast    = Text{"Due in the next 30 days", "未来 30 天到期"}
	SectionAnswers     = Text{"Answers a day", "每天作答数"}
	SectionMinutes     = Text{"Minutes a day", "每天分钟数"}
	SectionRetention   = Text{"Recalled, by week", "每周记住的比例"}
	SectionCalendar    = Text{"Days of practice", "学习日历"}
	SectionCalibration = Text{"How well it is predicted what you recall", "记忆预测的准确度"}
	CalibrationText    = Text{"Predicted %s, recalled %s of %d reviews. Log loss %.3f, RMSE(bins) %.3f.", "预测 %s，实际记得 %s（复习 %d 次）。对数损失 %.3f，RMSE(bins) %.3f。"}
	KnownNow           = Text{"%s known now  (%d of %d begun)", "现在记得 %s（已学 %d/%d）"}
	AxisToday          = Text{"today", "今天"}
	Weekdays           = Text{"Mon Tue Wed Thu Fri Sat Sun", "一 二 三 四 五 六 日"}
	Months             = Text{"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月"}
	CalendarLegend     = Text{"less %s more", "少 %s 多"}

	HistoryEmpty = Text{"No such answer.", "没有这样的作答。"}
	HistoryMore  = Text{"For more: --limit, or all of them with --csv or --json", "更多请用 --limit；--csv 或 --json 列出全部"}
	GivenNothing = Text{"(nothing)", "（未作答）"}

	ColumnLearner      = Text{"learner", "学习者"}
	ColumnBy           = Text{"by", "划分方式"}
	ColumnArea         = Text{"area", "范围"}
	ColumnName         = Text{"name", "名称"}
	ColumnAnswers      = Text{"answers", "作答数"}
	ColumnShare        = Text{"share known", "掌握比例"}
	ColumnLow          = Text{"from (90%)", "下限（90%）"}
	ColumnHigh         = Text{"to (90%)", "上限（90%）"}
	ColumnKnownNow     = Text{"cards known now", "现在记得的卡片"}
	ColumnFacetCount   = Text{"cards there are", "卡片总数"}
	ColumnBegunCount   = Text{"cards begun", "已学卡片"}
	ColumnForgottenNow = Text{"share forgotten now", "现在忘记的比例"}
	ColumnMedian       = Text{"median seconds", "用时中位数（秒）"}
	ColumnTrend        = Text{"change in 30 days", "30 天变化"}
	ColumnWeak         = Text{"weak", "薄弱"}
	ColumnNew          = Text{"new cards", "新卡片"}
	ColumnRepeats      = Text{"reviews out of the steps", "步骤之外的复习"}
	ColumnRecalled     = Text{"of these recalled", "其中记得"}
)

// Numbers of answers.
var (
	AnswersCount = Count{"%d answer", "%d answers", "%d 次作答"}
	TimesCount   = Count{"%d time", "%d times", "%d 次"}
)

// The report as a page.
var (
	FlagHTML             = Text{"a report as one page of HTML, into this `FILE`", "把报告写成一个网页`文件`"}
	PageTitle            = Text{"Ports: how far you are", "端口学习进度"}
	PageMade             = Text{"Made by portdrill on %s", "portdrill 生成于 %s"}
	PageSkip             = Text{"To the charts", "跳到图表"}
	PageContents         = Text{"Contents", "目录"}
	PageTable            = Text{"Table", "数据表"}
	PageTooLittle        = Text{"Too little was answered yet for this.", "作答还太少，暂时画不出来。"}
	TileRight            = Text{"Right", "答对"}
	PageYes              = Text{"yes", "是"}
	PageLess             = Text{"less", "少"}
	PageMore             = Text{"more", "多"}
	PageAreasAbout       = Text{"Share known, corrected for guessing, with the range that it lies in with 90%% probability; answers of the last %d study days. ! weak: chance would hardly ever make it look so.", "掌握的比例（已扣除猜中）及 90%% 区间，取最近 %d 个学习日。! 表示薄弱：极不可能只是偶然。"}
	PagePast             = Text{"Areas over time", "各范围的变化"}
	PagePastAbout        = Text{"Share known, corrected for guessing, in steps of four weeks; from the bottom (0%) to the top (100%) of each frame.", "每四周掌握的比例（已扣除猜中）；方框底部为 0%，顶部为 100%。"}
	PageUntil            = Text{"to %s", "至 %s"}
	PageDecksAbout       = Text{"How much of each deck you would recall today; what was not begun counts as not known.", "今天各题组能想起来的比例；未学的按不知道计算。"}
	PagePorts            = Text{"The port space", "端口空间"}
	PagePortsAbout       = Text{"Every cell is a block of ports: 8 of the first range, 64 of the others. Its shade is how much you know now of the services taught there.", "每格是一段端口：第一个范围每格 8 个，其余每格 64 个。颜色表示其中所教服务现在记得多少。"}
	PageUntaught         = Text{"nothing is taught here", "没有所教的服务"}
	PageUnknown          = Text{"unknown", "不知道"}
	PageKnown            = Text{"known", "记得"}
	PageConfusionsAbout  = Text{"Rows: what was asked for. Columns: what was taken for it. Numbers: how often.", "行是问的服务，列是误选的服务，数字是次数。"}
	PageForecastAbout    = Text{"Cards due on each day, if each is answered on its day.", "每天到期的卡片数（按时复习的话）。"}
	PageMinutesAbout     = Text{"Response times of the last 30 days, each a minute at most.", "最近 30 天的答题用时，每题最多按一分钟计。"}
	PageRetentionAbout   = Text{"Share of the reviews that was recalled, with its 90% range; of cards that have left the first steps.", "复习时记得的比例及 90% 区间；只计已走完初始步骤的卡片。"}
	PageCalibrationAbout = Text{"Across: what was predicted. Up: what was recalled, with its 90% range. On the dashed line both agree.", "横轴是预测，纵轴是实际记得的比例及 90% 区间；虚线上两者一致。"}
	PageCalendarAbout    = Text{"Answers on each day of a year.", "一年中每天的作答数。"}

	ColumnShareNow      = Text{"share known now", "现在记得的比例"}
	ColumnPorts         = Text{"ports", "端口"}
	ColumnServices      = Text{"services", "服务数"}
	ColumnAskedFor      = Text{"asked for", "问的是"}
	ColumnTaken         = Text{"taken for it", "误选"}
	ColumnTimes         = Text{"times", "次数"}
	ColumnFirst         = Text{"first", "首次"}
	ColumnLastTime      = Text{"last", "最近"}
	ColumnOver          = Text{"over", "已停止"}
	ColumnDueCount      = Text{"due", "到期"}
	ColumnMinutes       = Text{"minutes", "分钟"}
	ColumnWeek          = Text{"week of", "周（周一）"}
	ColumnShareRecalled = Text{"share recalled", "记得的比例"}
	ColumnPredicted     = Text{"predicted", "预测"}
	ColumnActual        = Text{"recalled", "实际"}
)

// The pages of a class. {0}, {1} ... are filled in by the page.
var (
	PageHeading     = Text{"Port practice", "端口练习"}
	PageScreenTitle = Text{"Port practice: the projector", "端口练习：投影"}
	PageOther       = Text{"中文", "English"}
	PageNoScript    = Text{"This page needs JavaScript.", "本页面需要启用 JavaScript。"}
	PageCode        = Text{"Code", "代码"}
	PageName        = Text{"Your name", "姓名"}
	PagePIN         = Text{"PIN (only if you were given one)", "PIN（没有则留空）"}
	PagePINHint     = Text{"With a PIN your results are kept for you from lesson to lesson.", "输入 PIN 后，每次课的成绩都会记在你名下。"}
	PageJoin        = Text{"Join", "加入"}
	PageWelcome     = Text{"Welcome, {0}", "欢迎，{0}"}
	PageWaitStart   = Text{"You are in. It begins soon.", "已加入，即将开始。"}
	PageKeepOpen    = Text{"Leave this page open. If the connection is lost it comes back by itself.", "请保持本页面打开；断线后会自动恢复。"}
	PageNotMe       = Text{"Not {0}? Join as somebody else", "不是 {0}？换人加入"}
	PageGetReady    = Text{"Get ready", "准备"}
	PageThrough     = Text{"All answered", "全部答完"}
	PageWaitOthers  = Text{"Results come when all are done or the time is up.", "等所有人答完或时间到后公布结果。"}
	PageWaitReveal  = Text{"The solution comes in a moment.", "答案马上公布。"}
	PageQuestionOf  = Text{"Question {0} of {1}", "第 {0} 题，共 {1} 题"}
	PageYourAnswer  = Text{"Your answer: {0}.", "你的回答：{0}。"}
	PageNoAnswer    = Text{"Not answered", "未作答"}
	PageKept        = Text{"Your answer is in.", "已提交。"}
	PagePaused      = Text{"Paused", "已暂停"}
	PageDontKnow    = Text{"I don't know", "不知道"}
	PageTypeAnswer  = Text{"Your answer", "你的回答"}
	PageSend        = Text{"Send", "提交"}
	PageMarkAll     = Text{"Mark all that belong, then send.", "选出所有符合的选项，再提交。"}
	PageRight       = Text{"Right", "答对"}
	PageWrong       = Text{"Not right", "答错"}
	PageAnswerIs    = Text{"The answer is: {0}.", "答案是：{0}。"}
	PagePlace       = Text{"Your place: {0}", "当前名次：第 {0}"}
	PageScore       = Text{"{0} of {1} right · {2} points", "答对 {0}/{1} · {2} 分"}
	PageRightOf     = Text{"{0} of {1} right", "答对 {0}/{1}"}
	PageTheEnd      = Text{"That was it", "本次结束"}
	PageLookAgain   = Text{"Worth another look", "还需要复习"}
	PageArea        = Text{"{0}: {1} of {2} right", "{0}：答对 {1}/{2}"}
	PageAll         = Text{"All questions", "全部题目"}
	PageLeft        = Text{"{0} s left", "剩余 {0} 秒"}
	PageOffline     = Text{"No connection. Trying again …", "连接中断，正在重试……"}
	PageSending     = Text{"Not in yet. Sending again …", "尚未提交成功，正在重发……"}
	PageGone        = Text{"You are not in the room. Enter the code to join.", "你不在本次练习中。请输入代码加入。"}

	PageJoinAt       = Text{"Join at {0}", "加入：{0}"}
	PageOpen         = Text{"Scan, or open", "扫码，或打开"}
	PageEnterCode    = Text{"and enter the code", "并输入代码"}
	PageQRAlt        = Text{"QR code of the address below", "下方网址的二维码"}
	PagePresent      = Text{"Present: {0}", "已加入：{0} 人"}
	PageLockedNow    = Text{"Nobody else can join", "已停止加入"}
	PageOwnPace      = Text{"{0} questions, at your own pace", "共 {0} 题，按自己的节奏作答"}
	PageLeaders      = Text{"In front", "领先"}
	PageOtherAnswers = Text{"other answers: {0}", "其他回答：{0}"}
	PageSaidDontKnow = Text{"don't know: {0}", "不知道：{0}"}
	PageWithout      = Text{"no answer: {0}", "未作答：{0}"}
)

// Why somebody in a class was refused something.
var (
	JoinMessage  = Text{"That was not understood. Load the page again.", "无法识别的请求，请刷新页面。"}
	JoinCode     = Text{"That is not the code. Look at the projector.", "代码不对，请看投影。"}
	JoinSlow     = Text{"Too many wrong attempts. Wait a minute.", "错误次数过多，请稍等一分钟。"}
	JoinPIN      = Text{"Name and PIN do not go together.", "姓名与 PIN 不符。"}
	JoinPINAsked = Text{"That name is on the class list: enter the PIN, too.", "该姓名在名单中，请同时输入 PIN。"}
	JoinName     = Text{"Enter a name of 1 to 24 characters.", "请输入 1 到 24 个字的姓名。"}
	JoinTaken    = Text{"Somebody here has that name. Add a letter.", "已有人使用此姓名，请稍作区分。"}
	JoinFull     = Text{"The room is full. Tell your teacher.", "人数已满，请告诉老师。"}
	JoinLocked   = Text{"Nobody else can join now. Tell your teacher.", "现在不能加入，请告诉老师。"}
	JoinOrder    = Text{"Not possible at the moment.", "现在无法进行此操作。"}
	JoinGone     = Text{"You are not in the room.", "你不在本次练习中。"}
	JoinLate     = Text{"Too late: the question is closed.", "来晚了：本题已结束。"}
	JoinAnswered = Text{"You have answered otherwise before. The first answer counts.", "之前已作答，以第一次为准。"}
	JoinBusy     = Text{"Not kept yet. Trying again …", "尚未保存，正在重试……"}
	JoinEnded    = Text{"The session has ended.", "本次练习已结束。"}
)

// Classes: the commands.
var (
	ClassShort = Text{"a class practises live: host, join, roster, report", "课堂实时练习：主持、加入、名单、报告"}
	ClassLong  = Text{
		"A class practises together: phones and PCs join by a code, without an account and\nwithout internet. You lead from this terminal; results go into the records of those\non a class list.",
		"全班一起练习：手机和电脑凭代码加入，无需账号，也无需互联网。教师在本终端主持；名单上的学生，成绩会记入各自的学习记录。",
	}
	ClassExamples = Text{
		"  portdrill class host --lan                       phones in the room join by code\n  portdrill class host --lan --roster net-1.csv    with the list of the class\n  portdrill class report                           what the class has shown",
		"  portdrill class host --lan                       同一网络的手机凭代码加入\n  portdrill class host --lan --roster net-1.csv    使用班级名单\n  portdrill class report                           查看班级报告",
	}
	HostShort = Text{"hold a session: show the code, ask, see the answers", "主持一次练习：显示代码、提问、查看作答"}
	HostLong  = Text{
		"Holds a session on this machine. Enter is always the next step. Only this machine\ncan reach it unless --lan is given. If the program ends before the session, the same\ncommand goes on with it: same code, same people, same scores.",
		"在本机主持一次练习，回车总是进入下一步。不加 --lan 时只有本机能访问。若程序中途退出，再次运行同一命令即可继续：代码、人员、分数都不变。",
	}
	HostExamples = Text{
		"  portdrill class host --lan\n  portdrill class host --lan --deck ccna --count 15 --seconds 30 --places\n  portdrill class host --lan --preview --set lesson-3.jsonl\n  portdrill class host --lan --self-paced --minutes 20",
		"  portdrill class host --lan\n  portdrill class host --lan --deck ccna --count 15 --seconds 30 --places\n  portdrill class host --lan --preview --set lesson-3.jsonl\n  portdrill class host --lan --self-paced --minutes 20",
	}
	FlagLAN          = Text{"let others in the network join", "允许同一网络中的设备加入"}
	FlagAddress      = Text{"`ADDRESS` of this machine to be reached at", "本机用于访问的 `ADDRESS`（地址）"}
	FlagPort         = Text{"`PORT` to listen at (8080 or the next that is free)", "监听的 `PORT`（端口；默认 8080 或其后空闲的端口）"}
	FlagClassFormat  = Text{"`FORMAT`: choice, typed, boolean or set", "`FORMAT`（题型）：choice、typed、boolean 或 set"}
	FlagSeconds      = Text{"`SECONDS` for a question, 0 for no limit", "每题 `SECONDS`（秒数），0 为不限时"}
	FlagSelfPaced    = Text{"everybody at their own pace, until a deadline", "各人按自己的节奏作答，到时截止"}
	FlagClassMinutes = Text{"`MINUTES` until the deadline, with --self-paced", "`MINUTES`（分钟）后截止（配合 --self-paced）"}
	FlagSpeed        = Text{"half of the points are for speed", "一半分数取决于速度"}
	FlagPlaces       = Text{"show places, and who is in front", "显示名次和领先者"}
	FlagHold         = Text{"show the solution only when you reveal it", "由教师决定何时公布答案"}
	FlagRoster       = Text{"`FILE` with the list of the class (CSV or xlsx)", "班级名单 `FILE`（CSV 或 xlsx）"}
	FlagClass        = Text{"`NAME` of the class", "班级 `NAME`（名称）"}
	FlagMax          = Text{"most who can join, `NUMBER` up to 1000", "人数上限 `NUMBER`（最多 1000）"}
	FlagPreview      = Text{"look through the questions first, drop and move them", "先预览题目，可删除、调整顺序"}
	FlagSet          = Text{"`FILE` of questions: read if it is there, else written", "题目文件 `FILE`：存在则读取，否则写入"}
	FlagNewSession   = Text{"begin anew, also where a session was left", "即使有未完成的练习也重新开始"}
	FlagKeepDays     = Text{"`DAYS` to keep the session, 0 for ever", "练习数据保留 `DAYS`（天数），0 为永久"}
	FlagCert         = Text{"`FILE` with a certificate, for HTTPS", "HTTPS 证书 `FILE`"}
	FlagTLSKey       = Text{"`FILE` with the key of the certificate", "证书私钥 `FILE`"}

	NotBetween      = Text{"--%s takes a number from %d to %d, not %d", "--%s 须为 %d 到 %d 的数，而不是 %d"}
	NoClassFormat   = Text{"a class is not asked in the format %q", "课堂练习不支持题型 %q"}
	BothOfTLS       = Text{"--tls-cert and --tls-key go together", "--tls-cert 与 --tls-key 须同时给出"}
	BadAddress      = Text{"%q is no IP address", "%q 不是 IP 地址"}
	NoNetwork       = Text{"this machine is in no network", "本机没有连接网络"}
	NoNetworkHint   = Text{"connect it, or turn on a hotspot; without --lan it works on this machine alone", "请连接网络或打开热点；不加 --lan 则仅限本机"}
	OtherAddresses  = Text{"This machine's addresses, the first one is used (--address chooses another): %s", "本机地址（使用第一个，可用 --address 另选）：%s"}
	VirtualAddress  = Text{"%s (%s, virtual or VPN)", "%s（%s，虚拟网卡或 VPN）"}
	NoListening     = Text{"cannot listen at %s, port %d", "无法监听 %s 的端口 %d"}
	NoListeningHint = Text{"another program may use it: try another --port, or another --address", "可能已被其他程序占用：请换 --port 或 --address"}
	ProjectorAt     = Text{"For the projector, on this machine: %s", "投影页面（在本机打开）：%s"}
	OnlyHere        = Text{"Only this machine can join. With --lan the network can.", "目前只有本机能加入；加 --lan 后同一网络可加入。"}
	PlainHTTP       = Text{
		"Plain HTTP: whoever listens in on this network can read names, PINs and answers. Have no PINs in a network of strangers, or use --tls-cert and --tls-key.",
		"未加密的 HTTP：同一网络中的监听者能看到姓名、PIN 和作答。陌生网络中请勿使用 PIN，或使用 --tls-cert 和 --tls-key。",
	}
	FirewallHint    = Text{"If nobody can join: let TCP port %d through the firewall, and see that the wifi lets devices reach each other.", "若无人能加入：请在防火墙放行 TCP 端口 %d，并确认无线网络允许设备互访。"}
	FirewallWindows = Text{"If nobody can join: allow portdrill in the Windows firewall for this network (TCP port %d), and see that the wifi lets devices reach each other.", "若无人能加入：请在 Windows 防火墙中允许 portdrill 访问当前网络（TCP 端口 %d），并确认无线网络允许设备互访。"}
	ClassResumed    = Text{"Going on with the session that was left; its code is %s. (--new begins another.)", "继续上次未完成的练习，代码为 %s。（--new 可重新开始。）"}
	ClassChanged    = Text{"the session %s cannot be gone on with: the catalogue has changed since", "练习 %s 无法继续：题目所用的目录已改变"}
	ClassNewHint    = Text{"begin another: --new", "重新开始：--new"}
	ClassLeft       = Text{"The session stays as it is: portdrill class host goes on with it within 8 hours.", "练习已保留：8 小时内运行 portdrill class host 可继续。"}
	ClassInputEnded = Text{"the input ended before the session", "输入在练习结束前就结束了"}
	ClassStuck      = Text{"Nothing can be kept at the moment. It is tried again.", "暂时无法保存，正在重试。"}

	PreviewTitle = Text{"The questions: choose one to change it", "题目：选择一题进行修改"}
	PreviewBegin = Text{"begin with these %d", "用这 %d 题开始"}
	PreviewKeep  = Text{"keep it", "保留"}
	PreviewOther = Text{"another one instead", "换一题"}
	PreviewUp    = Text{"one up", "上移"}
	PreviewDown  = Text{"one down", "下移"}
	PreviewDrop  = Text{"drop it", "删除"}
	BadSet       = Text{"%s, line %d: not a question that can be made here", "%s 第 %d 行：无法生成该题目"}
	BadSetHint   = Text{"such a file is written by --set, with at most 200 questions; another catalogue may lack what it names", "此类文件由 --set 写出，最多 200 题；目录不同时可能缺少其中的内容"}

	BoardCode      = Text{"Code %s   %s", "代码 %s   %s"}
	BoardLocked    = Text{"(locked)", "（已停止加入）"}
	BoardLobby     = Text{"Waiting: %d here", "等待加入：%d 人"}
	BoardQuestion  = Text{"Question %d of %d", "第 %d 题，共 %d 题"}
	BoardOwnPace   = Text{"%d questions, at their own pace", "共 %d 题，各自作答"}
	BoardAnswered  = Text{"answered: %d of %d", "已答 %d/%d 人"}
	BoardLeft      = Text{"%d s left", "剩余 %d 秒"}
	BoardPaused    = Text{"paused", "已暂停"}
	BoardClosed    = Text{"closed", "已结束"}
	BoardDone      = Text{"The session is over.", "练习结束。"}
	BoardNoRoom    = Text{"(The QR code is on the projector's page; this screen is too small for it.)", "（屏幕太小，二维码请见投影页面。）"}
	BoardOther     = Text{"other answers: %d", "其他回答：%d"}
	BoardDontKnow  = Text{"don't know: %d", "不知道：%d"}
	BoardNone      = Text{"no answer: %d", "未作答：%d"}
	BoardArea      = Text{"%s (%d of %d right)", "%s（答对 %d/%d）"}
	BoardMissed    = Text{"Missed so far: %s", "目前薄弱：%s"}
	BoardKeys      = Text{"enter: %s   p pause   t +15 s   r reveal   l lock   k send out   e rename   m more time for one   q end", "回车 %s   p 暂停   t 加 15 秒   r 公布答案   l 停止加入   k 请出   e 改名   m 单独加时   q 结束"}
	BoardKeysShort = Text{"enter: %s  p pause t +15s r reveal l lock k out e name m time q end", "回车 %s  p 暂停 t 加时 r 公布 l 锁定 k 请出 e 改名 m 单独加时 q 结束"}
	BoardKeysDone  = Text{"q: close and keep the results", "q 关闭并保存成绩"}
	NextStart      = Text{"begin", "开始"}
	NextAsk        = Text{"ask", "提问"}
	NextClose      = Text{"close", "结束本题"}
	NextReveal     = Text{"reveal", "公布答案"}
	NextNext       = Text{"next question", "下一题"}
	NextGoOn       = Text{"go on", "继续"}
	NextEnd        = Text{"end", "结束"}
	NextNothing    = Text{"close", "关闭"}
	NotNow         = Text{"Not at this point.", "现在不能这样做。"}
	BadNewName     = Text{"That name cannot be given: it is taken, or has no sign that can be seen, or more than 24.", "无法使用该姓名：已被占用、为空，或超过 24 个字。"}
	KickWhom       = Text{"Who is to be sent out? (They may join again.)", "请出谁？（仍可重新加入）"}
	RenameWhom     = Text{"Who gets another name?", "给谁改名？"}
	NewNameOf      = Text{"The new name of %s", "%s 的新姓名"}
	AllowWhom      = Text{"Who gets more time?", "给谁加时？"}
	AllowHow       = Text{"How much time for %s?", "%s 的时间："}
	TimeFactor     = Text{"%g times as much", "%g 倍"}
	EndHow         = Text{"End the session?", "结束练习？"}
	EndNow         = Text{"end it; results go to those on the list", "结束；成绩记入名单上的学生"}
	EndLater       = Text{"leave it, to go on later", "先离开，稍后继续"}
	EndNot         = Text{"back", "返回"}
	ResultsFlowed  = Text{"Answers that went into the records of those on the list: %d", "记入名单学生学习记录的作答：%d 条"}
	ReportHint     = Text{"What it has shown: portdrill class report", "查看报告：portdrill class report"}
	RightShort     = Text{"%d right", "答对 %d"}
)

// Classes: joining from a terminal, rosters, reports.
var (
	JoinShort = Text{"take part in a session from a terminal", "在终端中参加练习"}
	JoinLong  = Text{
		"Takes part in a session from a terminal, for labs without browsers: the address and\nthe code are on the projector.",
		"在终端中参加练习，适合没有浏览器的机房：地址和代码见投影。",
	}
	JoinExamples = Text{"  portdrill class join 192.168.1.7:8080 K7M2QX\n  portdrill class join http://192.168.1.7:8080 K7M2QX --name Ann --pin 271828", "  portdrill class join 192.168.1.7:8080 K7M2QX\n  portdrill class join http://192.168.1.7:8080 K7M2QX --name 李明 --pin 271828"}
	FlagJoinName = Text{"your `NAME`", "你的 `NAME`（姓名）"}
	FlagPIN      = Text{"your `PIN`, if you were given one", "你的 `PIN`（如有）"}
	WhichRoom    = Text{"say the address and the code, as on the projector", "请给出投影上的地址和代码"}
	BadURL       = Text{"%q is no address of a class", "%q 不是课堂练习的地址"}
	BadURLHint   = Text{"as on the projector, like 192.168.1.7:8080", "照投影上的写，如 192.168.1.7:8080"}
	NoClassThere = Text{"no class answers at %s", "%s 没有课堂练习"}

	RosterShort = Text{"the list of a class: take one in, show it, print PIN slips", "班级名单：导入、显示、打印 PIN 纸条"}
	RosterLong  = Text{
		"Takes in the list of a class from CSV or xlsx: names, and if you like student numbers\nand groups, with headings or in this order; UTF-8 or GB18030. Everybody gets a PIN.\nWho is on the list already keeps theirs. Without a file it shows who is on it.",
		"从 CSV 或 xlsx 导入班级名单：姓名，可选学号和小组，可带标题行，或按此顺序；UTF-8 或 GB18030 编码。每人获得一个 PIN，已在名单上的保持不变。不给文件则显示名单。",
	}
	RosterExamples = Text{
		"  portdrill class roster net-1.csv\n  portdrill class roster net-1.xlsx --class Net-1 --slips slips.html\n  portdrill class roster --class Net-1",
		"  portdrill class roster net-1.csv\n  portdrill class roster net-1.xlsx --class 网络1班 --slips slips.html\n  portdrill class roster --class 网络1班",
	}
	FlagSlips      = Text{"write PIN slips to print to `FILE` (HTML)", "把可打印的 PIN 纸条写入 `FILE`（HTML）"}
	ClassRow       = Text{"members: %d, sessions: %d", "成员 %d 人，练习 %d 次"}
	NoClasses      = Text{"There is no class yet.", "还没有班级。"}
	NoClass        = Text{"there is no class %q", "没有班级 %q"}
	KnownClasses   = Text{"classes: %s", "班级：%s"}
	NoClassesHint  = Text{"take a list in first: portdrill class roster FILE", "请先导入名单：portdrill class roster FILE"}
	BadClass       = Text{"a class cannot be called %q", "班级不能叫 %q"}
	WhichClass     = Text{"say which class", "请给出班级"}
	RosterTaken    = Text{"Class %s: %d on the list, %d of them new", "班级 %s：共 %d 人，其中新增 %d 人"}
	RosterBadRow   = Text{"%s, row %d: %q is no name", "%s 第 %d 行：%q 不是姓名"}
	RosterNameHint = Text{"a name has 1 to %d signs that can be seen", "姓名须为 1 到 %d 个可见字符"}
	RosterNoNames  = Text{"there are no names in %s", "%s 中没有姓名"}
	RosterTooLarge = Text{"%s is too large: a class has at most %d members", "%s 太大：每班最多 %d 人"}
	RosterUnread   = Text{"%s is neither a CSV table nor an xlsx file", "%s 既不是 CSV 表格，也不是 xlsx 文件"}
	RosterHint     = Text{"one person a row: name, number, group; the last two may be missing", "每行一人：姓名、学号、小组；后两列可省略"}
	SlipsTitle     = Text{"PINs of %s", "%s 的 PIN"}

	TakeHomeShort = Text{"a learner's record, to be imported at home", "导出某学生的学习记录，带回家导入"}
	TakeHomeLong  = Text{
		"Writes all that was recorded of one on a class list, by name or student number, to\na file; at home portdrill import json takes it in.",
		"把名单上某人（按姓名或学号）的全部学习记录写入文件；在家用 portdrill import json 导入。",
	}
	NoMember       = Text{"nobody on a class list is called %q", "名单上没有 %q"}
	SeveralMembers = Text{"several on class lists are called %q: use the student number", "名单上有多人叫 %q：请用学号"}

	ClassForgetShort = Text{"remove a class with all of its records", "删除班级及其全部记录"}
	ClassForgetLong  = Text{
		"Removes a class: its list, its sessions, and all that was recorded of those on the\nlist, also what they have learned by themselves in this database. It cannot be undone.",
		"删除班级：名单、练习，以及名单上所有人的全部记录，包括他们在本数据库中自己学习的记录。无法撤销。",
	}
	ForgetClassAsks = Text{"This removes the class %s and all records of its %d members for ever. Type %s to go on.", "将永久删除班级 %s 及其 %d 名成员的全部记录。如要继续，请输入 %s。"}
	ClassForgotten  = Text{"Forgotten: the class %s", "已删除班级 %s"}

	ReportShort = Text{"what a class has shown: per question, per learner, over time", "班级报告：逐题、逐人、随时间变化"}
	ReportLong  = Text{
		"Reports on the last session: how many were right, what was chosen instead, who should\nlook at what again; and the areas of the class over time. Figures of reliability need\nten learners. People are numbered unless --names is given.",
		"报告最近一次练习：每题答对人数、选了哪些错误选项、每人需复习什么，以及班级各领域的变化。信度指标至少需要十人。默认匿名编号，加 --names 显示姓名。",
	}
	ReportExamples = Text{
		"  portdrill class report\n  portdrill class report --class Net-1 --all --names --html report.html\n  portdrill class report --csv results.csv",
		"  portdrill class report\n  portdrill class report --class 网络1班 --all --names --html report.html\n  portdrill class report --csv results.csv",
	}
	FlagAllSessions = Text{"all sessions, not only the last one", "全部练习，而不只是最近一次"}
	FlagReportNames = Text{"with names, not numbers", "显示姓名而不是编号"}
	FlagReportHTML  = Text{"write a page to `FILE`", "写入网页 `FILE`"}
	FlagReportCSV   = Text{"write tables for spreadsheets to `FILE`", "写入表格 `FILE`（CSV）"}
	NoSessions      = Text{"no session was held yet", "还没有进行过练习"}
	NoSessionsHint  = Text{"hold one: portdrill class host --lan", "开始一次：portdrill class host --lan"}
	Anonymous       = Text{"learner %d", "学生 %d"}

	ReportTitle       = Text{"%s: %d learners, %s right on average", "%s：%d 人，平均答对 %s"}
	ReportReliability = Text{"KR-20 %.2f, standard error %.2f questions", "信度 KR-20 %.2f，标准误 %.2f 题"}
	ReportQuestion    = Text{"%d. %s  %s right%s", "%d. %s  答对 %s%s"}
	ReportIndex       = Text{", index %.2f", "，区分度 %.2f"}
	ReportAreas       = Text{"Areas, the weakest first, and how they went over time", "各领域（最弱在前）及其变化"}
	ReportReteach     = Text{"Teach this again", "需要再讲"}
	ReportReteachRow  = Text{"%s right: %s %s", "答对 %s：%s %s"}
	FlagTooHard       = Text{"hardly anybody was right", "几乎没人答对"}
	FlagTooEasy       = Text{"nearly everybody was right", "几乎全部答对"}
	FlagWeakItem      = Text{"does not tell the strong from the weak", "区分度低"}
	FlagDoubtful      = Text{"the strong were wrong more often: is the solution right?", "成绩好的学生反而答错：请核对答案"}
	FlagReteach       = Text{"fewer than half were right", "答对不足一半"}

	ColumnSession      = Text{"session", "练习"}
	ColumnPerson       = Text{"learner", "学生"}
	ColumnRosterMember = Text{"on the list", "在名单上"}
	ColumnPoints       = Text{"points", "得分"}
	ColumnRightCount   = Text{"right", "答对"}
	ColumnAsked        = Text{"questions", "题数"}
	ColumnAnswered     = Text{"answered", "作答"}
	ColumnLookAgain    = Text{"to look at again", "需复习"}
	ColumnConfusions   = Text{"mixed up", "混淆"}
	ColumnNumber       = Text{"no.", "题号"}
	ColumnAnswer       = Text{"solution", "答案"}
	ColumnFacility     = Text{"share right", "答对率"}
	ColumnIndex        = Text{"discrimination", "区分度"}
	ColumnChoice       = Text{"answer", "选项"}
	ColumnCount        = Text{"count", "人数"}
	ColumnAreaName     = Text{"area", "领域"}
	HTMLTitle          = Text{"Class report", "班级报告"}
	HTMLLearners       = Text{"Learners", "人数"}
	HTMLMean           = Text{"right on average", "平均答对"}
	HTMLPeople         = Text{"Learners", "学生"}
	HTMLOverTime       = Text{"over time", "变化"}
)
