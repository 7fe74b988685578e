package classroom

import (
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
)

// pageTexts are the texts of the pages of a class by what the pages call them.
var pageTexts = map[string]wording.Text{
	"title":            textPageHeading,
	"screenTitle":      textPageScreenTitle,
	"other":            textPageOther,
	"noscript":         textPageNoScript,
	"code":             textPageCode,
	"name":             TextPageName,
	"pin":              textPagePIN,
	"pinHint":          textPagePINHint,
	"join":             textPageJoin,
	"welcome":          TextPageWelcome,
	"waitStart":        TextPageWaitStart,
	"keepOpen":         textPageKeepOpen,
	"notMe":            textPageNotMe,
	"waitNext":         TextPageWaitNext,
	"getReady":         TextPageGetReady,
	"through":          textPageThrough,
	"waitOthers":       TextPageWaitOthers,
	"waitReveal":       TextPageWaitReveal,
	"printed":          TextPagePrinted,
	"questionOf":       TextPageQuestionOf,
	"yourAnswer":       textPageYourAnswer,
	"noAnswer":         TextPageNoAnswer,
	"kept":             TextPageKept,
	"paused":           TextPagePaused,
	"dontKnow":         TextPageDontKnow,
	"typeAnswer":       textPageTypeAnswer,
	"send":             textPageSend,
	"markAll":          textPageMarkAll,
	"right":            TextPageRight,
	"wrong":            TextPageWrong,
	"answerIs":         TextPageAnswerIs,
	"comma":            wording.Listed,
	"place":            TextPagePlace,
	"score":            TextPageScore,
	"rightOf":          TextPageRightOf,
	"theEnd":           TextPageTheEnd,
	"lookAgain":        TextPageLookAgain,
	"area":             TextPageArea,
	"allQuestions":     textPageAll,
	"left":             textPageLeft,
	"offline":          textPageOffline,
	"closed":           textPageClosed,
	"over":             textPageOver,
	"sending":          textPageSending,
	"gone":             textPageGone,
	"joinAt":           textPageJoinAt,
	"open":             textPageOpen,
	"enterCode":        textPageEnterCode,
	"qrAlt":            textPageQRAlt,
	"present":          textPagePresent,
	"lockedNow":        textPageLockedNow,
	"ownPace":          textPageOwnPace,
	"leaders":          textPageLeaders,
	"answeredOf":       textPageAnsweredOf,
	"finishedOf":       textPageFinishedOf,
	"readFirst":        TextPageReadFirst,
	"typeIt":           textPageTypeIt,
	"classRight":       textPageClassRight,
	"up":               textPageUp,
	"down":             textPageDown,
	"andMore":          textPageAndMore,
	"yours":            textPageYours,
	"rightOption":      textPageRightOption,
	"hostTitle":        textHostTitle,
	"resultsSaved":     textHostSaved,
	"pause":            textHostPause,
	"resume":           textHostResume,
	"moreTime":         textHostMore,
	"reveal":           textHostReveal,
	"lock":             textHostLock,
	"unlock":           textHostUnlock,
	"addresses":        textHostAddresses,
	"openWall":         textHostWall,
	"removeAbsent":     textHostAbsent,
	"removeAbsentSure": textHostAbsentSure,
	"endSession":       textHostEnd,
	"endSure":          textHostEndSure,
	"closeSure":        textHostCloseSure,
	"students":         textHostStudents,
	"isOffline":        textHostOffline,
	"newName":          textHostNewName,
	"rename":           textHostRename,
	"timeFor":          textHostTimeFor,
	"remove":           textHostRemove,
	"removeSure":       textHostRemoveSure,
	"outside":          textHostOutside,
	"admit":            textHostAdmit,
	"keepPage":         textPageKeep,
	"otherAnswers":     textPageOtherAnswers,
	"saidDontKnow":     textPageSaidDontKnow,
	"withoutAnswer":    textPageWithout,
	"teamPlace":        TextPageTeamPlace,
	"team":             TextPageTeam,
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
	"message":    textJoinMessage,
	"code":       textJoinCode,
	"slow":       textJoinSlow,
	"pin":        textJoinPIN,
	"pin_needed": textJoinPINAsked,
	"name":       textJoinName,
	"taken":      textJoinTaken,
	"rude":       textJoinRude,
	"full":       textJoinFull,
	"locked":     textJoinLocked,
	"barred":     textJoinBarred,
	"shut":       textJoinShut,
	"guests":     textJoinGuests,
	"crowd":      textJoinCrowd,
	"order":      textJoinOrder,
	"gone":       TextJoinGone,
	"late":       textJoinLate,
	"near":       textJoinNear,
	"answered":   textJoinAnswered,
	"busy":       textJoinBusy,
	"ended":      textJoinEnded,
	"ticket":     textNoTicket,
}

// ProblemText says why somebody in a class was refused something.
func ProblemText(name string) wording.Text {
	if text, known := problemTexts[name]; known {
		return text
	}
	return textJoinBusy
}
