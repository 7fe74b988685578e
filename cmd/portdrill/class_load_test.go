//go:build load

package main

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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

// How many questions are asked, all answering at once, and then within spread.
const (
	questionsAtOnce = 6
	questionsSpread = 2
	spread          = 10 * time.Second
)

// A loadClient answers what is open, and measures how long it takes until the answer
// is acknowledged, which is once it is on the disk.
type loadClient struct {
	client *classroom.Client
	chance *rand.Rand

	mu    sync.Mutex
	took  []time.Duration
	acked map[room.QuestionID]bool
	seen  classroom.State // last
}

// TestLoad measures a session of 30, 200 and 1,000 participants; clients and host
// share the machine.
func TestLoad(t *testing.T) {
	fmt.Println("| participants | answers | p50 | p99 | longest | frames, bytes a participant a question | peak memory of the host |")
	fmt.Println("|---|---|---|---|---|---|---|")
	for _, n := range []int{30, 200, 1000} {
		measureLoad(t, n)
	}
}

func measureLoad(t *testing.T, n int) {
	path := filepath.Join(t.TempDir(), "class.db")
	host := holdClass(t, "--db", path, "--count", fmt.Sprint(questionsAtOnce+questionsSpread), "--seconds", "0", "--max", "1000")
	defer host.kill()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	seed := testenv.Seed(t)
	clients := make([]*loadClient, n)
	var group sync.WaitGroup
	window := make(chan time.Duration, 1) // within which the next answers come
	window <- 0
	for i := range clients {
		c, err := classroom.NewClient(host.url, catalogue.English)
		if err != nil {
			t.Fatal(err)
		}
		clients[i] = &loadClient{client: c, chance: rand.New(rand.NewPCG(seed, uint64(i))), acked: make(map[room.QuestionID]bool)}
		first, err := c.Join(ctx, host.code, fmt.Sprint("Load ", i), "")
		if err != nil {
			t.Fatal(err)
		}
		group.Go(func() { c.Follow(ctx, first) })
		group.Go(func() { clients[i].play(ctx, window) })
	}
	testenv.Await(t, "all to be connected", func() bool {
		return !slices.ContainsFunc(clients, func(c *loadClient) bool {
			frames, _ := c.client.Traffic().Read()
			return frames <= 2 // to join took two
		})
	})
	frames, size := traffic(clients)
	ask(t, host, clients, 1, questionsAtOnce)
	framesAfter, sizeAfter := traffic(clients)
	atOnce := gathered(clients)
	<-window
	window <- spread
	ask(t, host, clients, questionsAtOnce+1, questionsAtOnce+questionsSpread)
	spreadOut := gathered(clients)
	memory := peakMemory(t, host.cmd.Process.Pid)
	cancel()
	group.Wait()
	per := func(x int64) float64 { return float64(x) / float64(n*questionsAtOnce) }
	row := func(how string, all []time.Duration, more string) {
		fmt.Printf("| %d %s | %d | %s | %s | %s | %s |\n", n, how, len(all), ms(at(all, .50)), ms(at(all, .99)), ms(at(all, 1)), more)
	}
	row("at once", atOnce, fmt.Sprintf("%.1f, %.0f | %s", per(framesAfter-frames), per(sizeAfter-size), memory))
	row("within 10 s", spreadOut, " | ")
	assertAllKept(t, path, clients)
}

// ask has the questions asked one after the other, each once all have answered.
func ask(t *testing.T, host *hostProgram, clients []*loadClient, from, to int) {
	for n := from; n <= to; n++ {
		host.step()
		testenv.Await(t, fmt.Sprintf("all to see the result of question %d", n), func() bool {
			return !slices.ContainsFunc(clients, func(c *loadClient) bool { return !c.hasResult(n) })
		})
	}
}

// hasResult reports whether the client has answered so many questions and sees the last result.
func (c *loadClient) hasResult(n int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.acked) == n && c.seen.Result != nil
}

func (c *loadClient) play(ctx context.Context, window chan time.Duration) {
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
		if s.Phase != room.Open || s.Question == nil || s.Answered {
			continue
		}
		within := <-window
		window <- within
		if within > 0 {
			<-time.After(time.Duration(c.chance.Int64N(int64(within))))
		}
		began := time.Now()
		if c.client.Answer(ctx, s.Question.ID, questions.Reply{Choice: 1 + c.chance.IntN(len(s.Question.Options))}) == nil {
			c.mu.Lock()
			c.took = append(c.took, time.Since(began))
			c.acked[s.Question.ID] = true
			c.mu.Unlock()
		}
	}
}

// gathered takes what was measured, sorted.
func gathered(clients []*loadClient) (all []time.Duration) {
	for _, c := range clients {
		c.mu.Lock()
		all = append(all, c.took...)
		c.took = nil
		c.mu.Unlock()
	}
	slices.SortFunc(all, func(a, b time.Duration) int { return cmp.Compare(a, b) })
	return all
}

func at(sorted []time.Duration, share float64) time.Duration {
	return sorted[min(int(float64(len(sorted))*share), len(sorted)-1)]
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

func traffic(clients []*loadClient) (frames, size int64) {
	for _, c := range clients {
		f, s := c.client.Traffic().Read()
		frames, size = frames+f, size+s
	}
	return frames, size
}

var peak = regexp.MustCompile(`VmHWM:\s*(\d+ kB)`)

func peakMemory(t *testing.T, pid int) string {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	return string(peak.FindSubmatch(status)[1])
}

// assertAllKept wants as many answers in the database as were acknowledged.
func assertAllKept(t *testing.T, path string, clients []*loadClient) {
	db, err := store.Open(t.Context(), path, store.ReadOnly)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rooms, err := db.Rooms(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	content, err := db.Content(t.Context(), rooms[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	acknowledged := 0
	for _, c := range clients {
		acknowledged += len(c.acked)
	}
	if len(content.Answers) != acknowledged || acknowledged != len(clients)*(questionsAtOnce+questionsSpread) {
		t.Errorf("%d answers are in the database, %d were acknowledged, of %d", len(content.Answers), acknowledged, len(clients)*(questionsAtOnce+questionsSpread))
	}
}
