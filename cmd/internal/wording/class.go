package wording

import "portdrill/questions/catalogue"

// pageTexts are the texts of the pages of a class by what the pages call them.
var pageTexts = map[string]Text{
	"title":         PageHeading,
	"screenTitle":   PageScreenTitle,
	"other":         PageOther,
	"noscript":      PageNoScript,
	"code":          PageCode,
	"name":          PageName,
	"pin":           PagePIN,
	"pinHint":       PagePINHint,
	"join":          PageJoin,
	"welcome":       PageWelcome,
	"waitStart":     PageWaitStart,
	"keepOpen":      PageKeepOpen,
	"notMe":         PageNotMe,
	"getReady":      PageGetReady,
	"through":       PageThrough,
	"waitOthers":    PageWaitOthers,
	"waitReveal":    PageWaitReveal,
	"questionOf":    PageQuestionOf,
	"yourAnswer":    PageYourAnswer,
	"noAnswer":      PageNoAnswer,
	"kept":          PageKept,
	"paused":        PagePaused,
	"dontKnow":      PageDontKnow,
	"typeAnswer":    PageTypeAnswer,
	"send":          PageSend,
	"markAll":       PageMarkAll,
	"right":         PageRight,
	"wrong":         PageWrong,
	"answerIs":      PageAnswerIs,
	"comma":         Listed,
	"place":         PagePlace,
	"score":         PageScore,
	"rightOf":       PageRightOf,
	"theEnd":        PageTheEnd,
	"lookAgain":     PageLookAgain,
	"area":          PageArea,
	"allQuestions":  PageAll,
	"left":          PageLeft,
	"offline":       PageOffline,
	"sending":       PageSending,
	"gone":          PageGone,
	"joinAt":        PageJoinAt,
	"open":          PageOpen,
	"enterCode":     PageEnterCode,
	"qrAlt":         PageQRAlt,
	"present":       PagePresent,
	"lockedNow":     PageLockedNow,
	"ownPace":       PageOwnPace,
	"leaders":       PageLeaders,
	"otherAnswers":  PageOtherAnswers,
	"saidDontKnow":  PageSaidDontKnow,
	"withoutAnswer": PageWithout,
}

// ClassPage returns the texts of the pages of a class in the language.
func ClassPage(lang catalogue.Lang) map[string]string {
	all := make(map[string]string, len(pageTexts))
	for name, text := range pageTexts {
		all[name] = text.In(lang)
	}
	return all
}

// problems of a class by what they are called over the network.
var problems = map[string]Text{
	"message":    JoinMessage,
	"code":       JoinCode,
	"slow":       JoinSlow,
	"pin":        JoinPIN,
	"pin_needed": JoinPINAsked,
	"name":       JoinName,
	"taken":      JoinTaken,
	"full":       JoinFull,
	"locked":     JoinLocked,
	"order":      JoinOrder,
	"gone":       JoinGone,
	"late":       JoinLate,
	"answered":   JoinAnswered,
	"busy":       JoinBusy,
	"ended":      JoinEnded,
}

// ClassProblem says why somebody in a class was refused something.
func ClassProblem(name string) Text {
	if text, known := problems[name]; known {
		return text
	}
	return JoinBusy
}
