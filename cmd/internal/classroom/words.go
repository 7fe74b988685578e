package classroom

import (
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
)

// pageTexts are the texts of the pages of a class by what the pages call them.
var pageTexts = map[string]wording.Text{
	"title":         wording.PageHeading,
	"screenTitle":   wording.PageScreenTitle,
	"other":         wording.PageOther,
	"noscript":      wording.PageNoScript,
	"code":          wording.PageCode,
	"name":          wording.PageName,
	"pin":           wording.PagePIN,
	"pinHint":       wording.PagePINHint,
	"join":          wording.PageJoin,
	"welcome":       wording.PageWelcome,
	"waitStart":     wording.PageWaitStart,
	"keepOpen":      wording.PageKeepOpen,
	"notMe":         wording.PageNotMe,
	"getReady":      wording.PageGetReady,
	"through":       wording.PageThrough,
	"waitOthers":    wording.PageWaitOthers,
	"waitReveal":    wording.PageWaitReveal,
	"questionOf":    wording.PageQuestionOf,
	"yourAnswer":    wording.PageYourAnswer,
	"noAnswer":      wording.PageNoAnswer,
	"kept":          wording.PageKept,
	"paused":        wording.PagePaused,
	"dontKnow":      wording.PageDontKnow,
	"typeAnswer":    wording.PageTypeAnswer,
	"send":          wording.PageSend,
	"markAll":       wording.PageMarkAll,
	"right":         wording.PageRight,
	"wrong":         wording.PageWrong,
	"answerIs":      wording.PageAnswerIs,
	"comma":         wording.Listed,
	"place":         wording.PagePlace,
	"score":         wording.PageScore,
	"rightOf":       wording.PageRightOf,
	"theEnd":        wording.PageTheEnd,
	"lookAgain":     wording.PageLookAgain,
	"area":          wording.PageArea,
	"allQuestions":  wording.PageAll,
	"left":          wording.PageLeft,
	"offline":       wording.PageOffline,
	"sending":       wording.PageSending,
	"gone":          wording.PageGone,
	"joinAt":        wording.PageJoinAt,
	"open":          wording.PageOpen,
	"enterCode":     wording.PageEnterCode,
	"qrAlt":         wording.PageQRAlt,
	"present":       wording.PagePresent,
	"lockedNow":     wording.PageLockedNow,
	"ownPace":       wording.PageOwnPace,
	"leaders":       wording.PageLeaders,
	"otherAnswers":  wording.PageOtherAnswers,
	"saidDontKnow":  wording.PageSaidDontKnow,
	"withoutAnswer": wording.PageWithout,
}

// PageTexts returns the texts of the pages of a class in the language.
func PageTexts(lang catalogue.Lang) map[string]string {
	all := make(map[string]string, len(pageTexts))
	for name, text := range pageTexts {
		all[name] = text.In(lang)
	}
	return all
}

// problemTexts are what a class refuses, by what they are called over the network.
var problemTexts = map[string]wording.Text{
	"message":    wording.JoinMessage,
	"code":       wording.JoinCode,
	"slow":       wording.JoinSlow,
	"pin":        wording.JoinPIN,
	"pin_needed": wording.JoinPINAsked,
	"name":       wording.JoinName,
	"taken":      wording.JoinTaken,
	"full":       wording.JoinFull,
	"locked":     wording.JoinLocked,
	"order":      wording.JoinOrder,
	"gone":       wording.JoinGone,
	"late":       wording.JoinLate,
	"answered":   wording.JoinAnswered,
	"busy":       wording.JoinBusy,
	"ended":      wording.JoinEnded,
}

// ProblemText says why somebody in a class was refused something.
func ProblemText(name string) wording.Text {
	if text, known := problemTexts[name]; known {
		return text
	}
	return wording.JoinBusy
}
