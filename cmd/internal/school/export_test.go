package school

// Patterns are those of all that a server does.
func (s *Server) Patterns() (all []string) {
	for _, r := range s.table() {
		all = append(all, r.pattern)
	}
	return all
}

// HashPassword is what the console keeps of a password.
var HashPassword = hashPassword
