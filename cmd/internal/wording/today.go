package wording

// What a learner can do today.
var (
	NothingAsked = Text{"Nothing was answered.", "本次没有作答。"}
	IsWaiting    = Text{"%s is waiting.", "还有 %s。"}
	AreWaiting   = Text{"%s are waiting.", "还有 %s。"}
	WaitingAnd   = Text{" and ", "、"}
	DoneToday    = Text{"You're done for today.", "今天的学习已完成。"}
	SuggestNew   = Text{"Next: %s for today: portdrill drill", "建议：今天还可以学 %s：portdrill drill"}
	DeckFinished = Text{"You have started every card of %s.", "「%s」的卡片已全部开始学习。"}
	DeckNext     = Text{"Next deck: %s (portdrill settings decks %s)", "下一个题组：%s（portdrill settings decks %s）"}
	MoreNow      = Text{"To start more now: portdrill drill --new %d", "现在就想多学：portdrill drill --new %d"}
	BacklogNow   = Text{"Reviews have piled up: no new cards until fewer than %d are due.", "复习积压较多：到期卡片少于 %d 张之前不学新卡片。"}
	ComeBackAt   = Text{" at %s or later.", "，%s 起再问。"}
	NextReview   = Text{"Next review: %s.", "下次复习：%s。"}
	Tomorrow     = Text{"tomorrow", "明天"}
	StatsNew     = Text{"New today", "今天可学新卡"}
)

// Numbers of cards.
var (
	ToReview    = Count{"%d card to review", "%d cards to review", "%d 张卡片待复习"}
	NewCards    = Count{"%d new card", "%d new cards", "%d 张新卡片"}
	NewTomorrow = Count{
		"%d new card is left; it comes tomorrow.", "%d new cards are left; the next come tomorrow.",
		"还有 %d 张新卡片，明天起继续学。",
	}
	NewOff = Count{
		"%d new card is left, but your daily number of new cards is 0.",
		"%d new cards are left, but your daily number of new cards is 0.",
		"还有 %d 张新卡片，但每天的新卡片数设成了 0。",
	}
	OverLimit = Count{
		"%d more is due; with your daily limit reached, it comes tomorrow.",
		"%d more are due; with your daily limit reached, they come tomorrow.",
		"另有 %d 张到期，今天的复习已达上限，明天再练。",
	}
	LearningLater = Count{"%d card you are learning comes back", "%d cards you are learning come back", "%d 张正在学习的卡片"}
	BuriedToday   = Count{"%d card is skipped for today.", "%d cards are skipped for today.", "%d 张卡片今天不再提问。"}
	SuspendedNow  = Count{"%d card is suspended.", "%d cards are suspended.", "%d 张卡片已暂停。"}
	DueElsewhere  = Count{
		"%d other card is due: portdrill drill", "%d other cards are due: portdrill drill",
		"另有 %d 张卡片到期：portdrill drill",
	}
	DueAndNew = Count{"%d new", "%d new", "新卡片 %d 张"}
)
