package school

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"portdrill/store"
)

// SyncPath is where terminals exchange packets with the server.
const SyncPath = "/sync"

// How many packets are taken from a pupil. A log of years is in fewer.
const (
	mostPackets = 120
	packetsPer  = time.Minute
)

// larger is where requests may be larger than what pages send.
var larger = map[string]int64{SyncPath: store.LargestPacket}

// sync takes in the events of the pupil that are in the packet, all or none, and answers
// with those that the other side lacks.
func (s *Server) sync(ctx context.Context, w http.ResponseWriter, r *http.Request, p pupil) {
	if s.syncs.Fail(string(p.Learner)) {
		w.Header().Set("Retry-After", "60")
		s.refuse(w, r, "often", http.StatusTooManyRequests)
		return
	}
	text, err := io.ReadAll(r.Body)
	var packet store.Packet
	if err == nil {
		packet, err = store.ReadPacket(text)
	}
	if err == nil && packet.Learner != "" && packet.Learner != p.Learner {
		err = store.ErrOthersEvents
	}
	if err != nil {
		s.refusePacket(w, r, err)
		return
	}
	merged, err := s.db.TakePacket(ctx, packet, p.Learner)
	if err != nil {
		s.refusePacket(w, r, err)
		return
	}
	reply, err := s.db.NewPacket(ctx, p.Learner, packet.Have)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	if text, err = reply.Bytes(); err != nil {
		s.broken(w, r, err)
		return
	}
	if merged.New > 0 {
		s.log.Info("synced", "learner", p.Learner, "received", merged.New, "sent", reply.Events)
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.Write(text)
}

// refusePacket says why a packet was not taken in.
func (s *Server) refusePacket(w http.ResponseWriter, r *http.Request, err error) {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		s.sayPacket(w, r, http.StatusRequestEntityTooLarge, err)
	case errors.Is(err, store.ErrNewerPacket):
		s.refuse(w, r, "newer", http.StatusConflict)
	case errors.Is(err, store.ErrNotPacket), errors.Is(err, store.ErrOthersEvents), errors.Is(err, store.ErrAlteredEvents):
		s.sayPacket(w, r, http.StatusUnprocessableEntity, err)
	default:
		s.broken(w, r, err)
	}
}

func (s *Server) sayPacket(w http.ResponseWriter, r *http.Request, status int, err error) {
	s.say(w, status, problem{"error", "packet", problemText("packet").In(s.language(r), err)})
}
