package classroom

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"portdrill/quiz/room"
)

// Words that a guest's name must not have on the wall. English ones count as whole words:
// Dickinson, Hancock and Takeshita are names. Those in anywhere count in the middle of words
// too, as Chinese ones do, which stand without spaces.
var (
	rudeWords = sync.OnceValue(func() map[string]bool {
		all := make(map[string]bool)
		for word := range strings.FieldsSeq(`anal anus arse arsehole ass ballsack bastard bastards bitch bitches bollocks boner boob boobs
			bullshit clit cock cocks coon crap cum cunt cunts dick dickhead dildo douche dumbass dyke fag fags fucker fuk gangbang genocide
			goddamn handjob heil hitler hoe homo horny jackass jizz kike kkk lesbo milf nazi nazis nude nudes orgasm paki penis perv piss
			poop porn prick pussy queef rape raped rapist retard retarded rimjob scrotum semen sex sexy shit shithead shits shitty slag slut
			sluts spastic spic stfu suicide terrorist tit tits titties tosser turd twat vagina wank wanker wetback whore whores wtf
			cnm nmsl tmd sb shabi caonima nima rinima wcnm`) {
			all[word] = true
		}
		return all
	})
	rudeAnywhere = sync.OnceValue(func() []string {
		return strings.Fields(`fuck nigger nigga faggot asshole motherf blowjob cocksuck
			操你 草你 艹你 肏 草泥马 傻逼 傻b 傻屄 煞笔 沙雕 你妈 他妈 尼玛 妈的 妈逼 狗日 日你 王八蛋 混蛋 滚蛋 婊子 妓女 贱人 鸡巴 鸡鸡 阴茎 阴道
			强奸 做爱 去死 脑残 智障 弱智 白痴 废物 屌 屎 裸体 色情 希特勒 纳粹`)
	})
)

// disguises are digits and signs that stand for letters.
var disguises = strings.NewReplacer("0", "o", "1", "i", "!", "i", "3", "e", "4", "a", "@", "a", "5", "s", "$", "s", "7", "t", "*", "")

// undisguised returns the name with letters for what stands for them. Numbers of two digits
// or more stand for themselves: seat 455 is no disguise.
func undisguised(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("-_.#", r) })
	words = slices.DeleteFunc(words, func(word string) bool { return len(word) > 1 && strings.Trim(word, "0123456789") == "" })
	return disguises.Replace(strings.Join(words, " "))
}

// isRude reports whether a name has a rude word, also in disguise.
func isRude(name string) bool {
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(room.Fold(name)))
	plain = unstretched(plain)
	return hasRude(plain) || hasRude(undisguised(plain))
}

func hasRude(text string) bool {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	joined := strings.Join(words, "")
	if len(words) > 1 && len(joined) == len(words) { // s h i t
		words = append(words, joined)
	}
	return slices.ContainsFunc(words, func(word string) bool { return rudeWords()[word] }) ||
		slices.ContainsFunc(rudeAnywhere(), func(word string) bool { return strings.Contains(joined, word) })
}

// unstretched is a text in which no letter stands three times and more in a row: "shiiit"
// is "shit".
func unstretched(text string) string {
	var kept []rune
	for letters := []rune(text); len(letters) > 0; {
		n := 1
		for n < len(letters) && letters[n] == letters[0] {
			n++
		}
		run := letters[:n]
		if n > 2 {
			run = run[:1]
		}
		kept, letters = append(kept, run...), letters[n:]
	}
	return string(kept)
}
