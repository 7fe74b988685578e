package bank

import (
	"bytes"
	"encoding/xml"
	"io"

	"portdrill/questions"
)

// The elements of Moodle's XML that are needed here.
type (
	moodleQuiz struct {
		XMLName   xml.Name         `xml:"quiz"`
		Questions []moodleQuestion `xml:"question"`
	}
	moodleQuestion struct {
		Type      string         `xml:"type,attr"`
		Name      moodleText     `xml:"name"`
		Stem      moodleText     `xml:"questiontext"`
		Feedback  moodleText     `xml:"generalfeedback"`
		Grade     string         `xml:"defaultgrade"`
		Penalty   string         `xml:"penalty"`
		Hidden    int            `xml:"hidden"`
		Single    string         `xml:"single,omitempty"`
		Shuffle   string         `xml:"shuffleanswers,omitempty"`
		Numbering string         `xml:"answernumbering,omitempty"`
		UseCase   string         `xml:"usecase,omitempty"`
		Answers   []moodleAnswer `xml:"answer"`
	}
	moodleText struct {
		Format string `xml:"format,attr,omitempty"`
		Text   string `xml:"text"`
	}
	moodleAnswer struct {
		Fraction  int        `xml:"fraction,attr"` // percent of the grade
		Format    string     `xml:"format,attr"`
		Text      string     `xml:"text"`
		Tolerance string     `xml:"tolerance,omitempty"`
		Feedback  moodleText `xml:"feedback"`
	}
)

// WriteMoodleXML writes the questions in the XML of Moodle, as UTF-8. Every
// question gives one point; the explanation becomes the general feedback.
// Nothing is written if one of them cannot be (see [Takes]).
//
// Format: docs.moodle.org, "Moodle XML format".
func WriteMoodleXML(w io.Writer, qs []*questions.Question) error {
	all, err := items(qs)
	if err != nil {
		return err
	}
	quiz := moodleQuiz{}
	for _, it := range all {
		quiz.Questions = append(quiz.Questions, it.moodle())
	}
	var out bytes.Buffer
	out.WriteString(xml.Header)
	encoder := xml.NewEncoder(&out)
	encoder.Indent("", "  ")
	if err := encoder.Encode(quiz); err != nil {
		return err
	}
	out.WriteByte('\n')
	_, err = w.Write(out.Bytes())
	return err
}

const plainText = "plain_text"

func (it item) moodle() moodleQuestion {
	q := moodleQuestion{
		Name:     moodleText{Text: it.name},
		Stem:     moodleText{plainText, it.stem},
		Feedback: moodleText{plainText, it.feedback},
		Grade:    "1.0", Penalty: "0.3333333",
	}
	if it.block != nil {
		q.Stem = moodleText{"html", it.html()}
	}
	switch {
	case it.options != nil:
		q.Type, q.Single, q.Shuffle, q.Numbering = "multichoice", "true", yesNo(it.shuffled()), "abc"
		for _, option := range it.options {
			q.Answers = append(q.Answers, moodleAnswer{Fraction: percent(option == it.right[0]), Format: plainText, Text: option})
		}
	case it.numerical():
		q.Type = "numerical"
		for _, answer := range it.right {
			q.Answers = append(q.Answers, moodleAnswer{Fraction: 100, Format: plainText, Text: answer, Tolerance: "0"})
		}
	default:
		q.Type, q.UseCase = "shortanswer", "0"
		for _, answer := range it.right {
			q.Answers = append(q.Answers, moodleAnswer{Fraction: 100, Format: plainText, Text: wildcards(answer)})
		}
	}
	return q
}

func percent(right bool) int {
	if right {
		return 100
	}
	return 0
}

func yesNo(b bool) string {
	if b {
		return "true"
	}
	return "false"
}
