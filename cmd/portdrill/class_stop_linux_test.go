package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"portdrill/cmd/internal/classroom"
	"portdrill/questions/catalogue"
	"portdrill/questions/testenv"
)

// The law: Ctrl-Z stops a host that has paused the question before, of which the phones
// know; the terminal says so, and one that goes on is still paused.
func TestClassStops(t *testing.T) {
	t.Parallel()
	s := startShell(t, []string{"sh", "-i"})
	s.await("a prompt", s.prompts(nil))
	before := modesOf(t, s.tty)
	shows := func(text string) func(view) error {
		return func(v view) error {
			if !strings.Contains(v.String(), text) {
				return fmt.Errorf("%q is not shown", text)
			}
			return nil
		}
	}
	port := freePort(t)
	s.press("portdrill class host --seed 1 --seconds 0 --port " + port + "\r")
	var code string
	s.await("the code", func(v view) error {
		found := boardCode.FindStringSubmatch(v.String())
		if found == nil {
			return fmt.Errorf("there is no code")
		}
		code = found[1]
		return nil
	})
	client, err := classroom.NewClient("127.0.0.1:"+port, catalogue.English)
	if err != nil {
		t.Fatal(err)
	}
	first, err := client.Join(t.Context(), code, "Ann", "")
	if err != nil {
		t.Fatal(err)
	}
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	go client.Follow(ctx, first)

	s.press(enter)
	s.await("the question", shows("Question 1 of 10"))
	s.press("\x1a")
	s.await("a prompt", s.prompts(before))
	s.await("the message", shows("The session is paused. To continue: fg"))
	testenv.Await(t, "the phone to see the pause", func() bool {
		select {
		case state := <-client.States():
			return state.Paused
		default:
			return false
		}
	})
	s.press("fg\r")
	s.await("the pause", shows("Question 1 of 10 · answered: 0 of 1 · paused"))
	s.press("q")
	s.await("the choice", shows("End the session?"))
	s.press(enter)
	s.await("the end", shows("The session is over"))
	s.press("q")
	s.await("a prompt", s.prompts(before))
	s.press("exit\r")
	s.leaves(0)
}
