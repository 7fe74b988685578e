package quiz

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"portdrill/questions/catalogue"
	"portdrill/quiz/fsrs"
)

// from returns the rule that a number lies between both.
func from(least, most int) func(int) bool {
	return func(n int) bool { return least <= n && n <= most }
}

// areSteps is the rule of steps, which the log keeps in milliseconds.
func areSteps(list []time.Duration) bool {
	return fsrs.Steps{Learning: list, Maximum: 1}.Check() == nil &&
		!slices.ContainsFunc(list, func(step time.Duration) bool { return step%time.Millisecond != 0 })
}

// tidied makes an empty list nil.
func tidied[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return slices.Clone(list)
}

// given keeps a list that was emptied from being written as one that was left out.
func given[T any](list []T) any { return append([]T{}, list...) }

// The ways in which values are written.
var (
	word = format[string]{
		parse: func(text string) (string, error) { return text, nil },
		show:  func(text string) string { return text },
	}
	number  = format[int]{parse: strconv.Atoi, show: strconv.Itoa}
	percent = format[int]{
		parse: func(text string) (int, error) { return strconv.Atoi(strings.TrimSuffix(text, "%")) },
		show:  strconv.Itoa,
	}
	decimal = format[float64]{
		parse: func(text string) (float64, error) { return strconv.ParseFloat(text, 64) },
		show:  decimalText,
	}
	factor = format[float64]{
		parse: func(text string) (float64, error) {
			for _, x := range timeFactors {
				if strings.TrimPrefix(text, "x") == factorText(x) {
					return x, nil
				}
			}
			return 0, ErrSetting
		},
		show: factorText, value: func(x float64) any { return factorText(x) },
	}
	onOff = format[bool]{
		parse: func(text string) (bool, error) {
			if text != onOffText(true) && text != onOffText(false) {
				return false, ErrSetting
			}
			return text == onOffText(true), nil
		},
		show: onOffText,
	}
	language = format[catalogue.Lang]{
		parse: func(text string) (catalogue.Lang, error) {
			lang, known := catalogue.ParseLang(text)
			if !known && text != languageText("") {
				return "", ErrSetting
			}
			return lang, nil
		},
		show: languageText, value: func(lang catalogue.Lang) any { return languageText(lang) },
	}
	timeOfDay = format[time.Duration]{
		parse: ParseRollover, show: timeOfDayText, value: func(after time.Duration) any { return timeOfDayText(after) },
		encode: func(after time.Duration) any { return int(after / time.Second) },
		decode: func(logged json.RawMessage) (time.Duration, error) {
			var seconds int
			err := json.Unmarshal(logged, &seconds)
			return time.Duration(seconds) * time.Second, err
		},
	}
	steps = format[[]time.Duration]{
		parse: ParseSteps, show: stepsText, value: func(list []time.Duration) any { return stepsText(list) },
		encode: encodeSteps, decode: decodeSteps, tidy: tidied[time.Duration],
	}
	learningSteps = format[[]time.Duration]{ // nil are the usual ones
		parse: func(text string) ([]time.Duration, error) {
			list, err := ParseSteps(text)
			return append([]time.Duration{}, list...), err
		},
		show:   func(list []time.Duration) string { return stepsText(stepsOr(list)) },
		value:  func(list []time.Duration) any { return stepsText(stepsOr(list)) },
		encode: encodeSteps, decode: decodeSteps,
		tidy: func(list []time.Duration) []time.Duration { return append([]time.Duration{}, list...) },
	}
	deckKeys = format[[]string]{
		parse:  func(text string) ([]string, error) { return deckWords(text), nil },
		show:   func(list []string) string { return strings.Join(decksOr(list), ",") },
		value:  func(list []string) any { return decksOr(list) },
		encode: given[string], tidy: tidied[string],
	}
	weights = format[[]float64]{
		parse: parseWeights,
		show: func(list []float64) string {
			var all []string
			for _, x := range (Settings{Weights: list}).weights() {
				all = append(all, decimalText(x))
			}
			return strings.Join(all, ", ")
		},
		value:  func(list []float64) any { return (Settings{Weights: list}).weights() },
		encode: given[float64], tidy: tidied[float64],
	}
)

func decimalText(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func factorText(x float64) string {
	if x == 0 {
		return onOffText(false)
	}
	return decimalText(x)
}

func onOffText(is bool) string {
	if is {
		return "on"
	}
	return "off"
}

func languageText(lang catalogue.Lang) string { return cmp.Or(string(lang), "auto") }

func timeOfDayText(after time.Duration) string {
	return fmt.Sprintf("%02d:%02d", int(after.Hours()), int(after.Minutes())%60)
}

// ParseRollover reads a time of day: "04:00".
func ParseRollover(text string) (time.Duration, error) {
	t, err := time.Parse("15:04", text)
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, err
}

// stepsText is "1m,10m", or "none".
func stepsText(list []time.Duration) string {
	all := make([]string, len(list))
	for i, step := range list {
		all[i] = strings.TrimSuffix(strings.TrimSuffix(step.String(), "0s"), "h0m")
		if strings.HasSuffix(step.String(), "h0m0s") {
			all[i] += "h"
		}
	}
	return cmp.Or(strings.Join(all, ","), NoSteps)
}

// NoSteps is how having no steps is written.
const NoSteps = "none"

// ParseSteps reads "1m,10m", or [NoSteps].
func ParseSteps(list string) ([]time.Duration, error) {
	if list == NoSteps {
		return nil, nil
	}
	var steps []time.Duration
	for word := range strings.SplitSeq(list, ",") {
		wait, err := time.ParseDuration(strings.TrimSpace(word))
		if err != nil {
			return nil, fmt.Errorf("%q: 1m,10m / 4h / %s", word, NoSteps)
		}
		steps = append(steps, wait)
	}
	return steps, fsrs.Steps{Learning: steps, Maximum: 1}.Check()
}

func stepsOr(list []time.Duration) []time.Duration {
	if list == nil {
		return usualSteps
	}
	return list
}

func encodeSteps(list []time.Duration) any {
	seconds := make([]float64, len(list))
	for i, step := range list {
		seconds[i] = step.Seconds()
	}
	return seconds
}

func decodeSteps(logged json.RawMessage) ([]time.Duration, error) {
	var seconds []float64
	err := json.Unmarshal(logged, &seconds)
	list := make([]time.Duration, len(seconds))
	for i, s := range seconds {
		list[i] = time.Duration(s * float64(time.Second)).Round(time.Millisecond)
	}
	return list, err
}

// decksOr are the decks that new cards come from.
func decksOr(list []string) []string {
	if len(list) == 0 {
		return []string{catalogue.DefaultDeck}
	}
	return list
}

// parseWeights reads weights as Anki and other optimizers show them: numbers with
// commas or spaces between, perhaps in brackets.
func parseWeights(text string) ([]float64, error) {
	words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(", \t\r\n[]\uFEFF", r) })
	list := make([]float64, len(words))
	for i, word := range words {
		var err error
		if list[i], err = strconv.ParseFloat(word, 64); err != nil {
			return nil, fmt.Errorf("%w: %q", ErrSetting, word)
		}
	}
	_, err := fsrs.WeightsOf(list)
	return list, err
}
