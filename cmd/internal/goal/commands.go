// Package goal has the commands about an exam to come: goal and simulate.
package goal

import "portdrill/cmd/internal/app"

// Commands are the commands of the package.
var Commands = []app.Command{{Name: "goal", New: goalCommand}, {Name: "simulate", New: simulateCommand}}
