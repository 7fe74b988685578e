package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"portdrill/cmd/internal/classroom"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/questions/testenv"
	"portdrill/quiz/room"
	"portdrill/store"
)

// classKills is how often the host is killed in each of so many sessions: 200 times in all
// with PORTDRILL_TORTURE=full.
func classKills() (sessions, kills int) {
	if os.Getenv("PORTDRILL_TORTURE") == "full" {
		return 2, 100
	}
	return 1, 12
}

// classmates are how many take part meanwhile.
const classmates = 30

// A hostProgram is the program that holds a session.
type hostProgram struct {
	testing.TB
	cmd   *exec.Cmd
	stdin io.WriteCloser
	said  *listener // what its board shows
	code  string
	url   string

	thinking sync.RWMutex // while it is locked, no classmate answers
}

var boardCode = regexp.MustCompile(`Code ([2-9A-Z]{6})   (https?://[a-z0-9.:-]+)`)

// holdClass starts the program, and returns once it says where it is.
func holdClass(t testing.TB, args ...string) *hostProgram {
	t.Helper()
	h := &hostProgram{TB: t, said: newListener(), cmd: exec.Command("portdrill", append([]string{"class", "host", "--guests", "--reading", "0", "--per-address", "1000"}, args...)...)}
	var err error
	if h.stdin, err = h.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := h.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	h.cmd.Stderr = &said
	if err := h.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for h.code == "" && lines.Scan() {
		if found := boardCode.FindStringSubmatch(lines.Text()); found != nil {
			h.code, h.url = found[1], found[2]
		}
	}
	if h.code == "" {
		h.cmd.Wait() // then all is said
		t.Fatalf("the host says %s", said.String())
	}
	go io.Copy(h.said, out)
	return h
}

// freePort returns a port that no other host has, not even while this one is killed:
// those that are not told which take one from 8080 on.
func freePort(t testing.TB) string {
	t.Helper()
	l := testenv.Listen(t)
	defer l.Close()
	return fmt.Sprint(l.Addr().(*net.TCPAddr).Port)
}

func (h *hostProgram) kill() {
	h.cmd.Process.Kill() // SIGKILL: it cannot do anything about it
	h.cmd.Wait()         // says that it was killed
}

// step is what a teacher does by Enter. Who was killed meanwhile hears nothing.
func (h *hostProgram) step() { io.WriteString(h.stdin, "\n") }

// proceed does a step, and returns once one of the classmates sees what came of it.
func (h *hostProgram) proceed(mates []*classmate) {
	h.Helper()
	testenv.Await(h, "what comes of a step", h.stepSeen(mates))
}

// stepSeen does a step, and returns what reports whether one of them sees what came of it.
func (h *hostProgram) stepSeen(mates []*classmate) (seen func() bool) {
	stands := func() string {
		s := newest(mates)
		if s.Question == nil {
			return string(s.Phase)
		}
		return fmt.Sprint(s.Phase, s.Question.N)
	}
	before := stands()
	h.step()
	return func() bool { return stands() != before }
}

// seat has all classmates join, who answer until they leave.
func (h *hostProgram) seat() (mates []*classmate, leave func()) {
	h.Helper()
	seed := testenv.Seed(h)
	ctx, cancel := context.WithCancel(h.Context())
	var group sync.WaitGroup
	for i := range classmates {
		client, err := classroom.NewClient(h.url, catalogue.English)
		if err != nil {
			h.Fatal(err)
		}
		m := &classmate{
			client: client, name: fmt.Sprint("Mate ", i), acked: make(map[room.QuestionID]string),
			chance: rand.New(rand.NewPCG(seed, uint64(i))), thinking: &h.thinking,
		}
		first, err := client.Join(ctx, h.code, m.name, "")
		if err != nil {
			h.Fatal(err)
		}
		group.Go(func() {
			if err := client.Follow(ctx, first); !errors.Is(err, context.Canceled) {
				h.Errorf("%s: %v", m.name, err)
			}
		})
		group.Go(func() { m.play(ctx) })
		mates = append(mates, m)
	}
	return mates, func() {
		cancel()
		group.Wait()
	}
}

// A classmate answers whatever is open, and notes what was acknowledged.
type classmate struct {
	client   *classroom.Client
	name     string
	chance   *rand.Rand
	thinking *sync.RWMutex

	mu    sync.Mutex
	acked map[room.QuestionID]string
	seen  classroom.State // last
}

func (c *classmate) play(ctx context.Context) {
	for {
		var s classroom.State
		select {
		case <-ctx.Done():
			return
		case s = <-c.client.States():
		}
		c.mu.Lock()
		c.seen = s
		c.mu.Unlock()
		if s.Phase != room.Open || s.Question == nil || s.Answered || s.Paused {
			continue
		}
		c.thinking.RLock()
		c.thinking.RUnlock() //lint:ignore SA2001 answers wait while the test has it locked
		i := c.chance.IntN(len(s.Question.Options))
		if c.client.Answer(ctx, s.Question.ID, questions.Reply{Choice: i + 1}) == nil {
			c.mu.Lock()
			c.acked[s.Question.ID] = s.Question.Options[i]
			c.mu.Unlock()
		}
	}
}

func (c *classmate) answered() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.acked)
}

// acknowledged counts the answers that were, of all.
func acknowledged(mates []*classmate) (n int) {
	for _, m := range mates {
		n += m.answered()
	}
	return n
}

// newest is the last state that any of them has seen.
func newest(mates []*classmate) (last classroom.State) {
	for _, m := range mates {
		m.mu.Lock()
		if m.seen.Seq >= last.Seq {
			last = m.seen
		}
		m.mu.Unlock()
	}
	return last
}

// The law: whenever the host is killed, each answer that was acknowledged is in the
// database as it was given, and once; the same command goes on with the session, under
// the same code, and all who were in go on by themselves. Meanwhile it makes the backup of
// the day; what a killed one has left of that is removed by the next.
func TestClassSurvivesKills(t *testing.T) {
	t.Parallel()
	sessions, kills := classKills()
	for session := range sessions {
		t.Run(fmt.Sprint(session), func(t *testing.T) { surviveKills(t, uint64(session), kills) })
	}
}

func surviveKills(t *testing.T, session uint64, kills int) {
	t.Helper()
	path, port := filepath.Join(t.TempDir(), "class.db"), freePort(t)
	host := holdClass(t, "--db", path, "--port", port, "--count", "200", "--seconds", "0", "--deck", "all")
	code := host.code
	mates, leave := host.seat()
	defer leave()
	chance := rand.New(rand.NewPCG(testenv.Seed(t), classmates+session))
	unfinished := 0
	for range kills {
		for range chance.IntN(4) {
			host.proceed(mates)
		}
		host.step()
		victim := host.cmd
		time.AfterFunc(time.Duration(chance.IntN(200))*time.Millisecond, func() { victim.Process.Kill() })
		victim.Wait()
		left := beside(t, path, ".portdrill-unfinished-*")
		unfinished += len(left)
		for _, backup := range beside(t, path, "*-daily.db") {
			os.Remove(backup) // as if it were of another day
		}
		if host = holdClass(t, "--db", path, "--port", port); host.code != code {
			t.Fatalf("the code is %s, was %s", host.code, code)
		}
		testenv.Await(t, "what was left unfinished to go", func() bool {
			now := beside(t, path, ".portdrill-unfinished-*")
			return !slices.ContainsFunc(left, func(name string) bool { return slices.Contains(now, name) })
		})
	}
	assertGoOn(t, host, mates)
	leave()
	host.kill()
	assertAcknowledged(t, path, mates, 0)
	t.Logf("%d kills, which left %d unfinished backups", kills, unfinished)
}

// beside returns the files of the pattern in the folder of the database and in that of its
// backups.
func beside(t *testing.T, path, pattern string) (all []string) {
	t.Helper()
	for _, folder := range []string{filepath.Dir(path), store.BackupFolder(path)} {
		names, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, names...)
	}
	return all
}

// assertGoOn wants everybody to answer another question.
func assertGoOn(t *testing.T, host *hostProgram, mates []*classmate) {
	t.Helper()
	before := make([]int, len(mates))
	for i, m := range mates {
		before[i] = m.answered()
	}
	all := func() bool {
		for i, m := range mates {
			if m.answered() == before[i] {
				return false
			}
		}
		return true
	}
	for n := 0; !all(); n++ {
		if n == 200 {
			t.Fatal("some do not go on")
		}
		host.proceed(mates)
		// Who is not connected just then is not waited for: the next question is theirs.
		testenv.Await(t, "answers", func() bool { return all() || newest(mates).Phase != room.Open })
	}
}

// assertAcknowledged compares the database with what was acknowledged. There were so
// many others.
func assertAcknowledged(t *testing.T, path string, mates []*classmate, others int) {
	t.Helper()
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rooms, err := db.Rooms(t.Context(), "")
	if err != nil || len(rooms) != 1 {
		t.Fatalf("%d sessions, %v", len(rooms), err)
	}
	content, err := db.Content(t.Context(), rooms[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	names := make(map[room.ParticipantID]string)
	for _, p := range content.People {
		names[p.ID] = p.Name
	}
	kept := make(map[string]string)
	for _, a := range content.Answers {
		kept[fmt.Sprint(names[a.Participant], content.Questions[a.N-1].ID)] = a.Given
	}
	acknowledged := 0
	for _, m := range mates {
		for question, given := range m.acked {
			acknowledged++
			if kept[fmt.Sprint(m.name, question)] != given {
				t.Errorf("%s was told that %q is kept; the database has %q", m.name, given, kept[fmt.Sprint(m.name, question)])
			}
		}
	}
	if len(content.People) != len(mates)+others || acknowledged == 0 || len(kept) < acknowledged {
		t.Errorf("%d people, %d answers, %d acknowledged", len(content.People), len(kept), acknowledged)
	}
	t.Logf("%d answers were acknowledged, %d are in the database; question %d", acknowledged, len(kept), rooms[0].State.N)
}
